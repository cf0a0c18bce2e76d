import { describe, expect, it } from 'vitest';
import { climbs, EDGE, homeless, MODEL as MODEL_LADDER, TRAINER as TRAINER_LADDER } from './ladder.ts';
import { importsOf, rootSources, type Source, sources, stripComments } from './sources.ts';

const SRC = sources('src', ['.ts']);
const TRAINER = sources('trainer', ['.ts']);
const MODEL = SRC.filter(({ path }) => path.startsWith('src/model/') && !path.includes('/assembly/'));
/** What tells people how long something took; no result depends on it. */
const MEASURING = ['trainer/parallel/stopwatch.ts', 'trainer/parallel/profile.ts'];
const REPEATABLE = [
  ...MODEL,
  ...TRAINER.filter(({ path }) =>
    /^trainer\/(network|parallel|prepare|corpora|scoring|encode|read|config)\//.test(path),
  ).filter(({ path }) => !MEASURING.includes(path)),
];

/** `path: import` for each import of these files that breaks the rule. */
function offences(files: readonly Source[], breaks: (name: string, path: string) => boolean): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter((name) => breaks(name, file.path))
      .map((name) => `${file.path}: ${name}`),
  );
}

describe('importsOf()', () => {
  it('finds every form of import and resolves relative ones', () => {
    const text = [
      "import a from './a.ts';",
      "import type { B } from '../b.ts';",
      "import 'c';",
      "export * from './model/d.ts';",
      "const e = await import('node:e');",
      "// import f from 'f';",
      'import {\n  g,\n} from "g";',
    ].join('\n');
    expect(importsOf({ path: 'src/x.ts', text })).toEqual([
      'src/a.ts',
      'b.ts',
      'c',
      'src/model/d.ts',
      'node:e',
      'g',
    ]);
  });
});

describe('climbs()', () => {
  const file = (path: string, name: string) => ({ path, text: `import x from '${name}';` });

  it('names file, import and rule', () => {
    expect(climbs([file('trainer/files/lock.ts', '../read/split.ts')], TRAINER_LADDER)).toEqual([
      'trainer/files/lock.ts imports trainer/read/split.ts: files/ may import itself, errors.ts, random.ts, ' +
        'webassembly.d.ts, workerd.d.ts, print.ts, requirements.js, src/model/, build/',
    ]);
  });

  it.each([
    ['trainer/report/card.ts', '../terminal/table.ts', 'sideways'],
    ['trainer/read/load.ts', '../../src/app.ts', 'into the Worker'],
    ['src/model/text/encode.ts', '../network/config.ts', 'up in the heart'],
    ['src/routes/health.ts', '../../trainer/errors.ts', 'to the trainer'],
  ])('refuses what goes from %s to %s: %s', (path, name) => {
    const ladder = path.startsWith('trainer/')
      ? TRAINER_LADDER
      : path.includes('/model/')
        ? MODEL_LADDER
        : EDGE;
    expect(climbs([file(path, name)], ladder)).toHaveLength(1);
  });

  it('takes packages, its own room and rooms below', () => {
    const files = [
      file('trainer/encode/texts.ts', 'node:fs'),
      file('trainer/encode/texts.ts', './vocabulary.ts'),
      file('trainer/encode/texts.ts', '../read/split.ts'),
      file('trainer/encode/texts.ts', '../../src/model/text/encode.ts'),
    ];
    expect(climbs(files, TRAINER_LADDER)).toEqual([]);
  });
});

describe('imports', () => {
  it('reads the sources', () => {
    expect(MODEL.length).toBeGreaterThan(2);
    expect(SRC.length).toBeGreaterThan(MODEL.length);
  });

  it.each([
    ['src/', SRC, EDGE],
    ['src/model/', MODEL, MODEL_LADDER],
    ['trainer/', TRAINER, TRAINER_LADDER],
  ] as const)('of %s go down its ladder, never up or sideways', (_, files, ladder) => {
    expect(homeless(files, ladder)).toEqual([]);
    // The entry that serve.ts writes is text in it, and imports as `src/index.ts` does.
    expect(climbs(files, ladder).filter((line) => !line.startsWith('trainer/experiment/serve.ts'))).toEqual(
      [],
    );
  });

  it('of a command are never another command', () => {
    const commands = TRAINER.filter(({ path }) => /^trainer\/commands\/\w+\.ts$/.test(path));
    expect(commands.length).toBeGreaterThan(5);
    expect(offences(commands, (name) => /^trainer\/commands\/\w+\.ts$/.test(name))).toEqual([]);
  });

  it('of src/ take nothing from Node or tfjs, but for the entry of the package in Node', () => {
    const outside = SRC.filter(({ path }) => path !== 'src/package/node.ts');
    expect(offences(outside, (name) => name.startsWith('node:') || name.startsWith('@tensorflow/'))).toEqual(
      [],
    );
  });

  it('of src/package/ are of the model alone', () => {
    const files = SRC.filter(({ path }) => path.startsWith('src/package/'));
    expect(files.length).toBeGreaterThan(3);
    expect(offences(files, (name) => /^src\/(?!model\/|package\/)/.test(name))).toEqual([]);
  });

  it('of src/client/ take nothing but types from the rest, and no package', () => {
    const client = SRC.filter(({ path }) => path.startsWith('src/client/'));
    expect(client.length).toBeGreaterThan(3);
    const imports = client.flatMap(({ path, text }) =>
      [...stripComments(text).matchAll(/^(import|export)\b[^;]*?from '([^']+)'/gms)].map(([all, , name]) => ({
        path,
        name,
        isType: /^(import|export) type\b/.test(all),
      })),
    );
    expect(imports.length).toBeGreaterThan(10);
    expect(imports.filter(({ name, isType }) => !name.startsWith('./') && !isType)).toEqual([]);
    expect(imports.filter(({ name }) => !name.startsWith('.'))).toEqual([]);
  });

  it('of trainer/queue/ are never of training: its unit is a fit of experiment/', () => {
    const files = TRAINER.filter(({ path }) => path.startsWith('trainer/queue/'));
    expect(files.length).toBeGreaterThan(5);
    expect(offences(files, (name) => /^trainer\/(parallel|network)\//.test(name))).toEqual([]);
  });

  it('of .wasm and .safetensors are in the entries of Workers alone', () => {
    // The second holds the entry that serves a model of one's own, as text.
    const entries = [
      'src/index.ts',
      'src/bulk/index.ts',
      'trainer/experiment/serve.ts',
      'src/package/workerd.ts',
    ];
    const binary = (name: string, path: string) =>
      /\.(wasm|safetensors)$/.test(name) && !entries.includes(path);
    expect(offences([...SRC, ...TRAINER], binary)).toEqual([]);
  });
});

describe('sources', () => {
  it('that must repeat use neither Math.random nor a clock', () => {
    const impure =
      /\bMath\.random\b|\bDate\.now\b|\bnew Date\b|\bperformance\.now\b|\bcrypto\.(getRandom|random)/;
    expect(REPEATABLE.filter(({ text }) => impure.test(stripComments(text))).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it('of the trainer ask a model about texts in scoring/ alone', () => {
    const outside = TRAINER.filter(({ path }) => !path.startsWith('trainer/scoring/'));
    const asking =
      /\b(?:classifier|model)\.(?:classify\w*|logits)\(|\bloadClassifier\b|\b(?:kernelEngine|engineOf)\b/;
    expect(outside.filter(({ text }) => asking.test(stripComments(text))).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it('name no path of one machine', () => {
    const endings = ['.ts', '.md', '.json', '.toml'];
    const folders = ['src', 'trainer', 'test', 'docs'].flatMap((folder) => sources(folder, endings));
    const files = [...folders, ...rootSources(endings)];
    expect(files.map(({ path }) => path)).toContain('wrangler.toml');
    // In two parts, so that this file does not find itself.
    const machine = new RegExp(['(^|[\\s\'"`(=])/', '(home|Users|root|work|tmp|mnt)/\\w'].join(''));
    expect(files.filter(({ text }) => machine.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('of tests run every test, and the same one each time', () => {
    const tests = sources('test', ['.ts']).filter(({ path }) => !path.startsWith('test/rules/'));
    const unsure = /\b(?:it|test|describe)\.(?:only|skip|todo|fails)\b|\bMath\.random\b/;
    expect(tests.filter(({ text }) => unsure.test(stripComments(text))).map(({ path }) => path)).toEqual([]);
  });
});
