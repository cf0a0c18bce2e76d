import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Model, readModel } from '../../src/model/file/modelfile.ts';
import { sha256 } from '../../trainer/scoring/load.ts';
import { temporaryFolder } from '../trainer/files.ts';
import { generator } from '../trainer/network/generator.ts';
import { runCli } from './cli.ts';
import { modelDigest, signalAfter, trainArgs } from './training.ts';

const write = temporaryFolder();

/** Texts whose label a pair of words says: `a3 b5` is positive where the numbers' sum is even. A small network knows none of it. */
function pairs(rows: number, [even, odd] = ['positive', 'negative']): string {
  const next = generator(2);
  const lines = Array.from({ length: rows }, () => {
    const [a, b] = [Math.floor(6 * next()), Math.floor(6 * next())];
    const rest = Array.from({ length: 3 }, () => `common${Math.floor(9 * next())}`).join(' ');
    return `${(a + b) % 2 === 0 ? even : odd}\ta${a} b${b} ${rest}\n`;
  });
  return `label\ttext\n${lines.join('')}`;
}

const data = write('data.tsv', pairs(600));
const root = dirname(data);
const at = (out: string) => join(root, out);
const path = (out: string) => join(at(out), 'model.safetensors');
const read = (file: string): Model => readModel(readFileSync(file), { verify: sha256 });
const train = (out: string, ...more: string[]) =>
  trainArgs(data, at(out), 3, '--encoder', 'bag', '--ngrams', '300', ...more);
const tune = (out: string, file: string, ...more: string[]) =>
  runCli(['train', '--data', file, '--out', at(out), '--fine-tune', path('base'), '--epochs', '1', ...more]);

beforeAll(async () => {
  const { code, stdout, stderr } = await runCli(train('base'));
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+ n-grams beside the network: \d+\.\d % of the held-back texts are right, /m);
});

describe('train --ngrams', () => {
  it('leaves a model that knows what its network does not, and evaluate and explain have it', async () => {
    const { config, ngrams } = read(path('base'));
    expect(config.ngrams).toBeGreaterThan(30);
    expect(config.ngrams).toBeLessThanOrEqual(300);
    expect(ngrams?.scale).toHaveLength(2);
    const figures = await runCli(['evaluate', '--model', path('base'), '--data', data, '--json']);
    expect(JSON.parse(figures.stdout).accuracy).toBeGreaterThan(0.95);
    const shown = await runCli(['inspect', '--model', path('base')]);
    expect(shown.stdout).toMatch(/^ {2}ngrams +\d+$/m);
    expect(shown.stdout).toMatch(
      /^\d+ n-grams of one to three tokens; at 8, 64 and 512 tokens the gate is /m,
    );
  });

  it('ends with the same bytes after SIGINT and --resume with another number of workers', async () => {
    const stopped = await signalAfter(train('stopped'), 1, 'SIGINT');
    expect(stopped.code).toBe(130);
    expect((await runCli(train('stopped', '--resume', '--workers', '1'))).code).toBe(0);
    expect(modelDigest(at('stopped'))).toBe(modelDigest(at('base')));
  });

  it('says so where the table does not help', async () => {
    const random = write('random.tsv', pairs(200).replaceAll(/ a\d|\ta\d/g, '\tx'));
    const { stdout } = await runCli(trainArgs(random, at('random'), 1, '--ngrams', '300'));
    expect(stdout).toContain('the n-gram table is left out: it does not help on the held-back texts\n');
    expect(read(path('random')).config.ngrams).toBeUndefined();
  });
});

describe('a model with a table of n-grams', () => {
  it.each([
    ['export', ['--weights', 'i8', '--data', data, '--force']],
    ['calibrate', ['--data', data]],
  ])('keeps it in %s %j', async (command, flags) => {
    const out = at(`${command}.safetensors`);
    const { code, stderr } = await runCli([command, '--model', path('base'), '--out', out, ...flags]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(read(out).ngrams).toEqual(read(path('base')).ngrams);
  });

  it('keeps it in --fine-tune, with another gate, where no label is new', async () => {
    const { code, stdout } = await tune('tuned', data);
    expect(code).toBe(0);
    expect(stdout).toContain(' n-grams beside the network: ');
    const [before, after] = ['base', 'tuned'].map((out) => read(path(out)).ngrams!);
    expect(after.weight).toEqual(before.weight);
    expect(after.fingerprint).toEqual(before.fingerprint);
  });

  it('gets another one in --fine-tune on labels of which one is new', async () => {
    const other = write('other.tsv', pairs(600, ['positive', 'poor']).replaceAll('\ta', '\tz'));
    const { code } = await tune('new', other);
    expect(code).toBe(0);
    const { config, ngrams } = read(path('new'));
    expect(config.labels).toEqual(['poor', 'positive']);
    expect(ngrams?.weight).not.toEqual(read(path('base')).ngrams?.weight);
  });
});
