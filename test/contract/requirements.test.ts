import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../trainer/files.ts';
import { tinyModel } from './model.ts';
import { labelledTexts } from './training.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What each npm script begins with. */
const FIRST = ['--import', './trainer/requirements.js'];

const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-copy-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder with a copy of these parts of the repository. */
function copyOf(name: string, parts: readonly string[]): string {
  for (const part of parts) cpSync(join(ROOT, part), join(folder, name, part), { recursive: true });
  return join(folder, name);
}

function run(cwd: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

/** Makes a process believe that its Node is another. */
function pretending(version: string): string[] {
  const code = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
}

describe('a Node that is too old', () => {
  it.each(['20.20.2', '22.23.0', '25.9.0'])('such as %s is refused in one sentence', (version) => {
    const stderr =
      `error: this is Node ${version}, allowed 26 or newer: use the npm scripts, to which \`npm ci\` without ` +
      '--ignore-scripts and --omit=dev brings one, or install one\n';
    for (const args of [['trainer/main.ts'], [...FIRST, 'test/run.ts']]) {
      expect(run(ROOT, [...pretending(version), ...args])).toEqual({ code: 1, stdout: '', stderr });
    }
  });

  it.each(['26.0.0', '27.1.0'])('is not %s', (version) => {
    const outcome = run(ROOT, [...pretending(version), 'trainer/main.ts', '--help']);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('an installation', () => {
  it.each([
    ['without packages', [], '@biomejs/biome'],
    ['without some packages', ['@biomejs/biome'], '@cloudflare/vitest-plugin'],
  ])('%s is refused in one sentence', (name, installed, missing) => {
    const copy = copyOf(name, ['package.json', 'trainer/requirements.js']);
    for (const there of installed) mkdirSync(join(copy, 'node_modules', there), { recursive: true });
    const { code, stderr } = run(copy, [...FIRST, 'trainer/main.ts', 'demo']);
    const [, more] = /^error: \S+ and (\d+) more of the packages /.exec(stderr) ?? [];
    expect(stderr).toBe(
      `error: ${missing} and ${more} more of the packages are not installed: run \`npm ci\` without --omit=dev\n`,
    );
    expect(code).toBe(1);
  });
});

describe('what Node has compiled', () => {
  it('is kept beside the code, not in a folder that others write to', () => {
    const copy = copyOf('compiled', ['package.json', 'trainer', 'src/model']);
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
    const { NODE_COMPILE_CACHE: _, ...env } = process.env;
    const options = { cwd: copy, encoding: 'utf8', env } as const;
    const { status } = spawnSync(process.execPath, ['trainer/main.ts', 'predict', '--help'], options);
    expect(status).toBe(0);
    expect(readdirSync(join(copy, 'build', 'code-cache'))).toHaveLength(1);
  });
});

describe('a folder without build/', () => {
  const write = temporaryFolder();
  const data = write('data.tsv', labelledTexts(200));
  const model = write('model.safetensors', tinyModel());
  const copy = copyOf('unbuilt', ['package.json', 'trainer', 'src/model']);
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');

  it.each([
    ['train', '--data', data, '--out', 'out'],
    ['demo', '--no-serve'],
    ['predict', '--model', model, data],
    ['predict', '--model', model, data, '--workers', '2'],
    ['evaluate', '--model', model, '--data', data],
    ['recipe', 'default'],
  ])('has %s say what is missing and what makes it', (...args) => {
    const { code, stderr } = run(copy, ['trainer/main.ts', ...args]);
    expect(stderr).toBe('error: build/edge-kernel.wasm is missing: `npm run build` makes it\n');
    expect(code).toBe(1);
  });
});
