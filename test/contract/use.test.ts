import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readModel } from '../../src/model/file/modelfile.ts';
import { readSafetensors, writeSafetensors } from '../../src/model/file/safetensors.ts';
import card from '../../src/weights/default.json' with { type: 'json' };
import { sha256 } from '../../trainer/scoring/load.ts';
import { startServer, until } from './dev.ts';
import { fileOf } from './model.ts';
import { tinyParts } from './tiny.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What the command and the build need of the project. They run in a copy: nobody's own choice is touched. */
const PARTS = ['src', 'trainer', 'build', 'package.json', 'package-lock.json', 'wrangler.toml'];
const DEFAULT = `default@${card.version}`;

const copy = realpathSync(mkdtempSync(join(tmpdir(), 'edge-sentiment-use-')));
afterAll(() => rmSync(copy, { recursive: true, force: true }));
for (const part of PARTS) {
  // Kernels that are older than their sources would be compiled again.
  const filter = (path: string) => !/build\/(?!\w+-kernels?\.wasm$)./.test(path.slice(ROOT.length));
  cpSync(join(ROOT, part), join(copy, part), { recursive: true, preserveTimestamps: true, filter });
}
symlinkSync(realpathSync(join(ROOT, 'node_modules')), join(copy, 'node_modules'));

const FIRST = fileOf({ ...tinyParts(), name: 'mine' });
const SECOND = fileOf({ ...tinyParts(['bad', 'fine']), name: '评论-2' });
const [first, second] = [FIRST, SECOND].map((file) => readModel(file));
const names = [first, second].map(({ name, version }) => `${name}@${version}`);

/** A folder as a training leaves it. @returns its path in the copy. */
function run(name: string, file: Uint8Array, card: object | string | null): string {
  const folder = join('runs', name);
  mkdirSync(join(copy, folder), { recursive: true });
  writeFileSync(join(copy, folder, 'model.safetensors'), file);
  const text = typeof card === 'string' ? card : JSON.stringify(card);
  if (card !== null) writeFileSync(join(copy, folder, 'model.json'), text);
  return folder;
}

function cardOf(file: Uint8Array): object {
  const { name, version, config, licence } = readModel(file);
  return { name, version, labels: config.labels, licence };
}

const mine = run('mine', FIRST, cardOf(FIRST));
const other = run('other', SECOND, cardOf(SECOND));

function node(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}
/** What `npm run use -- …` runs. */
const use = (...models: string[]) => node('trainer/main.ts', 'use', ...models);
const build = () => node('trainer/build.ts');
const NEXT = 'next: npm run dev serves it here, npm run deploy on the edge\n';
/** The list, and the names of the copies beside it; undefined where there is no list. */
function chosen(): string | undefined {
  const list = join(copy, 'models', 'models.json');
  if (!existsSync(list)) return undefined;
  return readFileSync(list, 'utf8') + readdirSync(join(copy, 'models')).sort().join(' ');
}
const imports = () => readFileSync(join(copy, 'build/models.ts'), 'utf8');

describe('use', () => {
  it('without a list is the model that ships', () => {
    const { code, stdout } = use();
    expect(code).toBe(0);
    expect(stdout).toBe(
      `${DEFAULT}, 6.03 MB, answers who names no model\n6.03 MB in all, of 66.85 MB that a Worker may have\n${NEXT}`,
    );
    expect(existsSync(join(copy, 'models'))).toBe(false);
    expect(build()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(imports()).toContain('"../src/weights/default.safetensors"');
  });

  it('lists a folder, a file and the default, which is said again without arguments', () => {
    const told = use(mine, join(other, 'model.safetensors'), 'default');
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toMatch(
      new RegExp(
        `^${names[0]}, 0.00 MB, answers who names no model\n${names[1]}, 0.00 MB, answers \\?model=%E8%AF%84%E8%AE%BA-2\n${DEFAULT}, 6.03 MB, answers \\?model=default\n`,
      ),
    );
    expect(use()).toEqual(told);
  });

  it('says how to ask the second of two models of one name', () => {
    const file = fileOf({ ...tinyParts(['bad', 'fine']), name: 'mine' });
    const { stdout } = use(mine, run('newer', file, cardOf(file)));
    expect(stdout).toContain(`answers ?model=mine@${readModel(file).version}\n`);
  });

  it('serves what was chosen, whatever a later training writes there', () => {
    const folder = run('again', FIRST, cardOf(FIRST));
    use(folder);
    run('again', SECOND, cardOf(SECOND));
    expect(use().stdout).toContain(names[0]);
  });

  it('takes copies away that are served no longer, and no file of others', () => {
    use(mine);
    writeFileSync(join(copy, 'models', 'notes.txt'), '');
    use(other);
    expect(readdirSync(join(copy, 'models')).sort()).toEqual(
      [`${second.version}.json`, `${second.version}.safetensors`, 'models.json', 'notes.txt'].sort(),
    );
    use('default');
    expect(readdirSync(join(copy, 'models'))).toEqual(['notes.txt']);
  });

  /** The file with this of its metadata changed, under the version of what comes of it. */
  const changed = (more: Record<string, string>) => {
    const { metadata, tensors } = readSafetensors(FIRST);
    const write = (version: string) => writeSafetensors(tensors, { ...metadata, ...more, version });
    return write(sha256(write('')).slice(0, 12));
  };
  const large = () => {
    const folder = run('large', FIRST, cardOf(FIRST));
    truncateSync(join(copy, folder, 'model.safetensors'), 70_000_000);
    return folder;
  };
  it.each<[string, () => string[], RegExp]>([
    [
      'a folder that is missing',
      () => ['runs/none'],
      /^error: cannot open runs\/none: there is no such file$/,
    ],
    [
      'a folder without a model',
      () => ['runs'],
      /^error: cannot open runs\/model.safetensors: there is no such file$/,
    ],
    [
      'a model without a card',
      () => [run('bare', FIRST, null)],
      /^error: cannot open runs\/bare\/model.json: there is no such file$/,
    ],
    [
      'the card of another model',
      () => [run('mixed', FIRST, cardOf(SECOND))],
      /^error: runs\/mixed\/model.json is the card of another model: its name is "评论-2", that of model.safetensors beside it is "mine"; take the card/,
    ],
    [
      'a damaged model',
      () => [run('cut', FIRST.slice(0, -1), cardOf(FIRST))],
      /^error: runs\/cut\/model.safetensors cannot be served: /,
    ],
    [
      'a model that was changed after it was written',
      () => [run('turned', FIRST.with(-1, 1), cardOf(FIRST))],
      /^error: runs\/turned\/model.safetensors cannot be served: /,
    ],
    [
      'a name that no address can have',
      () => [run('named', changed({ name: 'a b&c' }), cardOf(FIRST))],
      /cannot be served: name: is "a b&c", allowed 1 to 64 letters, digits/,
    ],
    ['one model twice', () => [mine, other, mine], new RegExp(`^error: ${names[0]} is there twice: `)],
    [
      'a model that is larger than a Worker',
      () => [large()],
      /has 70000000 bytes, allowed up to 66846720 in all/,
    ],
    [
      'a card for a model',
      () => [join(mine, 'model.json')],
      /^error: runs\/mine\/model.json is neither a folder with a model.safetensors nor a file/,
    ],
    ['an empty path', () => [mine, ''], /^error: the path of a model is empty: give one$/],
    ['an option', () => ['--none'], /^error: unknown option '--none'/],
  ])('refuses %s in one sentence, and what was served stays', (_, given, message) => {
    if (chosen() === undefined) use(mine);
    const before = chosen();
    expect(before).toContain(`["${first.version}"]`);
    const { code, stdout, stderr } = use(...given());
    expect(code).toBeGreaterThan(0);
    expect(stdout).toBe('');
    expect(stderr.replace(/\n\(--help .*/, '').trimEnd()).toMatch(message);
    expect(stderr).not.toContain('    at ');
    expect(chosen()).toEqual(before);
  });

  it.each<[string, string | null, RegExp]>([
    ['models.json', '{"a":1}', /models.json is not a list of "default" and versions: choose/],
    ['models.json', '["../../a"]', /models.json is not a list of "default" and versions: choose/],
    [
      `${first.version}.json`,
      '{}',
      /card of another model: its name is missing.*; choose what is served again/,
    ],
    [
      `${first.version}.safetensors`,
      null,
      /there is no such file; choose what is served again with npm run use$/,
    ],
  ])('the build names a damaged %s (%s), and bundles nothing', (name, content, message) => {
    use(mine);
    const path = join(copy, 'models', name);
    if (content === null) rmSync(path);
    else writeFileSync(path, content);
    for (const each of [build(), use()]) {
      expect(each.code).toBe(1);
      expect(each.stderr.trimEnd()).toMatch(message);
    }
    expect(use('default').code).toBe(0);
  });
});

it('the Worker of two models answers by each name over HTTP, its document names both, and another choice is taken up', async () => {
  use(mine, other);
  const dev = await startServer(process.execPath, [join(copy, 'trainer/dev.ts'), '--port', '0']);
  try {
    const json = async (path: string) => (await fetch(`${dev.url}${path}`)).json();
    const models = [undefined, 'mine', '评论-2', names[0], names[1]];
    const answers = await Promise.all(
      models.map((model) =>
        json(`/sentiment?${new URLSearchParams({ text: 'good', ...(model ? { model } : {}) })}`),
      ),
    );
    const [one, two] = [
      { label: 'positive', model: names[0] },
      { label: 'fine', model: names[1] },
    ];
    expect(answers).toMatchObject([one, one, two, one, two]);
    expect(await json('/sentiment?text=good&model=default')).toMatchObject({
      type: '/problems/model-unknown',
    });
    expect(await json('/health')).toEqual({ status: 'ok', model: names[0] });
    expect(await json(`/model?model=${encodeURIComponent(names[1])}`)).toEqual(cardOf(SECOND));
    expect(await json('/models')).toMatchObject({
      models: [
        { name: 'mine', default: true },
        { name: '评论-2', default: false },
      ],
    });
    expect(JSON.stringify(await json('/openapi.json'))).toContain(JSON.stringify(names));
    // A server that runs takes up what is chosen.
    expect(use(other).code).toBe(0);
    await until(async () => ((await json('/health')) as { model: string }).model === names[1]);
  } finally {
    const ended = once(dev.process, 'exit');
    dev.process.kill('SIGTERM');
    await ended;
  }
});
