import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Model, readModel, writeModel } from '../../src/model/modelfile.ts';
import { buildVocabulary } from '../../src/model/vocabulary.ts';
import { versionOf } from '../../trainer/data/model.ts';
import { withWeights } from '../../trainer/quantise.ts';
import { temporaryFolder } from '../trainer/data/files.ts';
import { runCli } from './cli.ts';
import { tinyModel } from './model.ts';

const file = temporaryFolder();
const path = file('tiny.safetensors', tinyModel());
const folder = join(path, '..');
const read = (bytes: Uint8Array): Model => readModel(bytes, { thorough: true });

/** The tiny model with every weight moved by this much. */
function moved(by: number, changes: Partial<Model> = {}): Uint8Array {
  const model = read(tinyModel());
  const parameters = new Map(
    [...model.parameters].map(([name, values]) => [name, (values as Float32Array).map((x) => x + by)]),
  );
  return writeModel({ ...model, parameters, ...changes });
}

const average = (out: string, ...models: string[]) =>
  runCli(['average', '--models', ...models, '--out', join(folder, out)]);

describe('average', () => {
  it('writes the mean of the weights, and whose mean it is', async () => {
    const [a, b] = [moved(0.5), moved(1)];
    const paths = [file('a.safetensors', a), file('b.safetensors', b)];
    file('a.json', JSON.stringify({ name: 'a', version: 'old', licence: 'MIT' }));
    const { code, stdout } = await average('mean.safetensors', ...paths);
    expect(code).toBe(0);
    const mean = read(readFileSync(join(folder, 'mean.safetensors')));
    for (const [name, values] of read(moved(0.75)).parameters)
      expect(mean.parameters.get(name)).toEqual(values);
    expect(mean.calibration).toEqual(read(a).calibration);
    const averaged = [versionOf(a), versionOf(b)];
    expect(mean.training).toMatchObject({ averaged });
    expect(stdout).toContain(`the mean of ${averaged.join(', ')}`);
    const card = JSON.parse(readFileSync(join(folder, 'mean.json'), 'utf8'));
    expect(card).toMatchObject({ name: 'a', licence: 'MIT', averaged, weights: { type: 'f32' } });
  });

  it('reads smaller weights as what they stand for', async () => {
    const small = file('small.safetensors', withWeights(moved(0), 'i8'));
    expect((await average('wide.safetensors', path, small)).code).toBe(0);
    const mean = read(readFileSync(join(folder, 'wide.safetensors')));
    for (const values of mean.parameters.values()) expect(values).toBeInstanceOf(Float32Array);
  });

  it.each([
    ['kernel', { config: { ...read(tinyModel()).config, kernel: 5 } }, 'kernel is not the same'],
    ['words', { vocabulary: buildVocabulary(['well', 'bad']) }, 'their tokens are not the same'],
  ])('refuses models with another %s', async (name, changes, message) => {
    const other = file(`${name}.safetensors`, moved(0, changes));
    const { code, stderr } = await average('refused.safetensors', path, other);
    expect(stderr.replaceAll(`${folder}/`, '')).toBe(
      `error: ${name}.safetensors cannot be averaged with tiny.safetensors: ${message}; give models that went on from one (--fine-tune)\n`,
    );
    expect(code).toBe(1);
    expect(existsSync(join(folder, 'refused.safetensors'))).toBe(false);
  });

  it('refuses a single model', async () => {
    const { code, stderr } = await average('one.safetensors', path);
    expect(stderr).toBe('error: 1 model given, allowed two or more\n');
    expect(code).toBe(2);
  });
});
