import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';

const project = inject('installed');
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

/** What a consumer writes; types that are wrong are errors, and `@ts-expect-error` without one is. */
const CONSUMER = `import { type Classification, type ClassifierOptions, createClassifier, isBlank } from 'edge-sentiment';
import { createClient, ProblemError } from 'edge-sentiment/client';
import kernel from 'edge-sentiment/kernel.wasm';
import { type Classifier, createKernel, type Engine, loadClassifier, ModelFileError } from 'edge-sentiment/model';
import weights from 'edge-sentiment/weights.bin';

const options: ClassifierOptions = { model: new Uint8Array(weights), cpu: 50 };
const classifier: Classifier = await createClassifier(options);
const { label, score, explanation }: Classification = classifier.classify('good', { explain: true, topK: 1 });
export const both: [string, number] = [label, score];
export const tokens: string[] = explanation?.map(({ token }) => token) ?? [];
export const blank: boolean = isBlank(' ');
const engine: Engine = (config, parameters) => createKernel(kernel, config, parameters);
export const own: string = loadClassifier(new Uint8Array(weights), { engine }).model;
export const isFile = (error: unknown) => error instanceof ModelFileError;

const client = createClient({ url: 'http://localhost:8787' });
export const one: Classification = await client.classify('good', { top_k: 1, language: 'en' });
export const list: { label: string; score: number }[] = await client.classify('good', { format: 'huggingface' });
export const type = (error: unknown): string => (error instanceof ProblemError ? error.problem.type : '');

// @ts-expect-error: bytes are wanted, not a path
await createClassifier({ model: 'model.safetensors' });
// @ts-expect-error: the classifier's name of it is topK
classifier.classify('good', { top_k: 1 });
// @ts-expect-error: there is no such language
client.classify('good', { language: 'fr' });
`;

/** Compiles the consumer. @returns what the compiler complains about. */
function complaints(name: string, options: object): string {
  const folder = join(project, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'consumer.ts'), CONSUMER);
  const compilerOptions = { strict: true, noEmit: true, target: 'es2022', types: [], ...options };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
  return stdout;
}

describe('types of the package', () => {
  it.each([
    ['nodenext', { module: 'nodenext' }],
    ['bundler', { module: 'esnext', moduleResolution: 'bundler' }],
    ['worker', { module: 'esnext', moduleResolution: 'bundler', customConditions: ['workerd', 'worker'] }],
  ])('compile under %s, declarations too', (name, options) => {
    expect(complaints(name, { ...options, skipLibCheck: false, exactOptionalPropertyTypes: true })).toBe('');
  });
});
