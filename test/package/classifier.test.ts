import { execFile } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { tinyModel } from '../contract/model.ts';
import { model } from '../contract/ways/model.ts';
import { ASKED, EXPECTED, writeAsking } from './asked.ts';
import { bytesOf } from './install.ts';
import { bundleWorker, withWorker } from './workers.ts';

const project = inject('installed');
const packages = join(project, 'node_modules');
const MOST_BYTES = 10.5e6;

/** Runs code of a project that has installed the package. @returns what it printed. */
async function run(name: string, code: string): Promise<string> {
  writeFileSync(join(project, name), code);
  const { stdout } = await promisify(execFile)(process.execPath, [name], { cwd: project });
  return stdout.trimEnd();
}

describe('an installation', () => {
  it('is the package alone, of less than 10.5 MB', () => {
    expect(readdirSync(packages).filter((name) => !name.startsWith('.'))).toEqual(['edge-sentiment']);
    expect(bytesOf(packages)).toBeLessThan(MOST_BYTES);
  });

  it('has no TypeScript but types, no test and no source map', () => {
    const files = readdirSync(packages, { recursive: true, encoding: 'utf8' });
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((name) => /(?<!\.d)\.ts$|\.map$|\.test\./.test(name))).toEqual([]);
  });
});

describe('createClassifier()', () => {
  it(`answers ${ASKED.length} texts in Node with the bits of the repository`, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [writeAsking(project)], {
      cwd: project,
      maxBuffer: 100e6,
    });
    expect(JSON.parse(stdout)).toEqual(EXPECTED);
  });

  it(`answers ${ASKED.length} texts inside workerd with the bits of the repository`, async () => {
    writeAsking(project);
    const worker = `import { answers } from './answering.js';
export default { fetch: async (request) => Response.json(answers(await request.json())) };
`;
    writeFileSync(join(project, 'answers.js'), worker);
    const answers = await withWorker(bundleWorker(project, 'answers.js'), async ({ url }) => {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(ASKED) });
      return response.json();
    });
    expect(answers).toEqual(EXPECTED);
  });

  it('takes a model of one’s own, and verifies it', async () => {
    const damaged = Uint8Array.from(model);
    // In the embedding, where nothing but the digest finds it.
    damaged[5_000_000] ^= 1;
    writeFileSync(join(project, 'tiny.safetensors'), tinyModel(['negative', 'positive']));
    writeFileSync(join(project, 'damaged.safetensors'), damaged);
    const printed = await run(
      'own.js',
      `import { readFileSync } from 'node:fs';
import { createClassifier } from 'edge-sentiment';
const { config } = await createClassifier({ model: readFileSync('tiny.safetensors') });
console.log(config.labels.join());
const { buffer } = Uint8Array.from(readFileSync('tiny.safetensors'));
console.log((await createClassifier({ model: buffer })).config.labels.join());
await createClassifier({ model: readFileSync('damaged.safetensors') }).catch((error) => console.log(String(error)));
`,
    );
    const [first, second, refused] = printed.split('\n');
    expect([first, second]).toEqual(['negative,positive', 'negative,positive']);
    expect(refused).toMatch(/^ModelFileError: version: is \w{12}, but the content of the file gives \w{12}/);
  });

  it.each([
    ['{ cpu: 0 }', 'RangeError: cpu is 0, allowed numbers of milliseconds from 1 to 300000'],
    ['{ cpu: NaN }', 'RangeError: cpu is NaN, allowed numbers of milliseconds from 1 to 300000'],
    [
      "{ model: 'model.safetensors' }",
      'TypeError: model is of type string, allowed the bytes of a model file in a Uint8Array or an ArrayBuffer: read the file first',
    ],
  ])('refuses %s', async (options, message) => {
    const code = `import { createClassifier } from 'edge-sentiment';
await createClassifier(${options}).catch((error) => console.log(String(error)));
`;
    expect(await run('wrong.js', code)).toBe(message);
  });

  it('reads more of a long text with more cpu', async () => {
    const code = `import { createClassifier } from 'edge-sentiment';
const text = 'A good film. '.repeat(1000);
for (const options of [undefined, { cpu: 300_000 }])
  console.log((await createClassifier(options)).classify(text).truncated);
`;
    expect(await run('long.js', code)).toBe('true\nfalse');
  });

  it('says what is missing where there is no Float16Array', async () => {
    const code = `delete globalThis.Float16Array;
const { createClassifier } = await import('edge-sentiment');
await createClassifier().catch((error) => console.log(String(error)));
`;
    expect(await run('old.js', code)).toBe(
      'TypeError: Float16Array is missing, which weights are read with: use Node 24, Chrome 135, Firefox 129, Safari 18.2 or newer',
    );
  });
});
