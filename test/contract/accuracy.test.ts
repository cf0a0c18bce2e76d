import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { measure } from '../../trainer/scoring/metrics.ts';
import { verdicts } from '../bench/report.ts';
import { TEST_SETS } from '../bench/sets.ts';
import { temporaryFolder } from '../trainer/files.ts';

const BENCH = fileURLToPath(new URL('../bench/accuracy.ts', import.meta.url));
const write = temporaryFolder();

function bench(...args: string[]) {
  return spawnSync(process.execPath, [BENCH, '--peers', 'no', ...args], { encoding: 'utf8' });
}

it('bench:accuracy measures the sets that are there and names those that are not', () => {
  const sets = dirname(write('sst2.dev.tsv', 'positive\ta lovely film\nnegative\ta dull mess\n'));
  const { status, stdout } = bench('--sets', sets);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^SST-2 dev: 2 texts, 2 classes, looked at when choosing \(decisions 6, 7, /m);
  expect(stdout).toContain('no --train: fastText is left out');
  expect(stdout.match(/: left out$/gm)).toHaveLength(TEST_SETS.length - 1);
  expect(stdout).toMatch(/SST-2 dev, accuracy +\d+\.\d % +88\.3 % +89\.5 % +(aim|enough|MISSED)/);
  expect(stdout).toMatch(/negated praise, zh: failures +\d/);
  expect(stdout).toMatch(/^ {2}news, zh: failures +\d+\.\d % +22\.0 % +10\.0 % /m);
});

it('bench:accuracy measures the parts that are held back of two corpora, whose figures have an aim alone', () => {
  const texts = 'positive\t太好了\nneutral\t会议在三点\nnegative\t太差了\n';
  const sets = dirname(write('zh-ewect.part.tsv', texts));
  write('zh-weibo-8.part.tsv', texts);
  const { stdout } = bench('--sets', sets);
  for (const set of ['zh-ewect.part', 'zh-weibo-8.part']) {
    expect(stdout).toContain(`${set}: 3 texts, 3 classes, never looked at when choosing\n`);
    expect(stdout).toMatch(new RegExp(`${set}, macro-F1 +\\d\\.\\d+ +– +0\\.700 +(aim|reported)`));
    expect(stdout).toMatch(
      new RegExp(`${set}, calibration error +\\d\\.\\d+ +0\\.030 +0\\.020 +(aim|enough|MISSED)`),
    );
  }
});

it('bench:accuracy refuses a set with a stray label', () => {
  const sets = dirname(write('sst3.dev.tsv', 'positive\ta lovely film\nmixed\ta dull mess\n'));
  const { status, stderr } = bench('--sets', sets);
  expect(status).toBe(1);
  expect(stderr).toContain('line 2 of');
  expect(stderr).toContain('has the label "mixed", allowed negative, neutral, positive');
});

it('bench:reports prints a row a kind for each model, and every text that fails', () => {
  const script = fileURLToPath(new URL('../bench/reports.ts', import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [script, '--failures'], { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^share that fails +English +contrast +Chinese +contrast +others$/m);
  expect(stdout).toMatch(/^ratings +\d+ % of 34 +\d+ % of 10 +\d+ % of 36 +\d+ % of 10 +–$/m);
  expect(stdout).toMatch(/^[a-z-]+[a-z ,-]*: .+ → \w+.*, expected \w+/m);
});

/** Answers of which so many in ten are right, all equally sure. */
function answers(right: number, confidence: number) {
  const judged = Array.from({ length: 10 }, (_, i) => ({
    truth: i < right ? 0 : 1,
    probabilities: [confidence, 1 - confidence],
  }));
  return measure(['negative', 'positive'], judged);
}

it.each([
  [10, 0.99, 'aim', 'aim', 'aim'],
  [9, 0.875, 'enough', 'enough', 'aim'],
  [8, 0.99, 'MISSED', 'MISSED', 'MISSED'],
])('verdicts() on %i of 10 right, %f sure', (right, confidence, accuracy, calibration, margin) => {
  const set = { ...TEST_SETS[0], must: 0.9, aim: 1, published: [] };
  const results = [
    { name: 'ours', probabilistic: true, metrics: answers(right, confidence) },
    { name: 'fastText', probabilistic: true, metrics: answers(8, 0.8) },
  ];
  const shipped = { name: 'ours', bytes: 5e6, peer: 'fastText' };
  const lines = verdicts(shipped, [{ set, results }], []).split('\n');
  const verdictOf = (title: string) => lines.find((line) => line.includes(title))?.match(/\S+$/)?.[0];
  expect(verdictOf('accuracy')).toBe(accuracy);
  expect(verdictOf('calibration error')).toBe(calibration);
  expect(verdictOf('over fastText')).toBe(margin);
  expect(verdictOf('model file')).toBe('enough');
});

/** What so many failures in a hundred of a group are called, and of a model before with so many. */
it.each([
  ['plain', 14, undefined, 'enough'],
  ['plain', 20, undefined, 'MISSED'],
  ['plain', 20, 18, 'enough'],
  ['plain', 21, 18, 'MISSED'],
  ['plain', 10, 1, 'aim'],
  ['service', 20, 1, 'enough'],
  ['service', 23, 30, 'MISSED'],
])(
  'verdicts() on the group %s, of which %i in 100 fail and %o did',
  (group, failed, failedBefore, verdict) => {
    const failures = (count: number) => [{ group, language: 'en', cases: 100, failed: count, examples: [] }];
    const before = failedBefore === undefined ? undefined : failures(failedBefore);
    const lines = verdicts({ name: 'ours', bytes: 1 }, [], failures(failed), before);
    expect(lines).toMatch(new RegExp(`${group}, en: failures .* ${verdict}$`));
  },
);
