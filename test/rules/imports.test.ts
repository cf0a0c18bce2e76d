import { describe, expect, it } from 'vitest';
import { importsOf, rootSources, type Source, sources, stripComments } from './sources.ts';

const SRC = sources('src', ['.ts']);
const TRAINER = sources('trainer', ['.ts']);
const MODEL = SRC.filter(({ path }) => path.startsWith('src/model/') && !path.includes('/assembly/'));
const REPEATABLE = [
  ...MODEL,
  ...TRAINER.filter(({ path }) => /^trainer\/(network|parallel|data)\//.test(path)),
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

describe('imports', () => {
  it('reads the sources', () => {
    expect(MODEL.length).toBeGreaterThan(2);
    expect(SRC.length).toBeGreaterThan(MODEL.length);
  });

  it('go never from src/ to trainer/', () => {
    expect(offences(SRC, (name) => name.startsWith('trainer/'))).toEqual([]);
  });

  it('of src/model/ stay in src/model/', () => {
    expect(offences(MODEL, (name) => !name.startsWith('src/model/'))).toEqual([]);
  });

  it('of src/ take nothing from Node or tfjs', () => {
    expect(offences(SRC, (name) => name.startsWith('node:') || name.startsWith('@tensorflow/'))).toEqual([]);
  });

  it('of trainer/ take only src/model/ from src/', () => {
    expect(offences(TRAINER, (name) => name.startsWith('src/') && !name.startsWith('src/model/'))).toEqual(
      [],
    );
  });

  it('of .wasm and .safetensors are in the entries of Workers alone', () => {
    // The second holds the entry that serves a model of one's own, as text.
    const entries = ['src/index.ts', 'trainer/serve.ts'];
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
