import { beforeAll, describe, expect, it } from 'vitest';
import { testFolds } from '../../../../trainer/experiment/compare/testfolds.ts';
import { buildConfigs } from '../../../../trainer/experiment/configs.ts';
import { type ReadParts, readParts } from '../../../../trainer/prepare/prepare.ts';
import { temporaryFolder } from '../../files.ts';

const write = temporaryFolder();
/** 60 groups of two rows; every fifth text is that of another group too. */
const rows = Array.from({ length: 120 }, (_, row) => {
  const group = row >> 1;
  const text = row % 10 === 0 ? `shared${row % 20}` : `own${row} word${row % 7}`;
  return `${group % 2 ? 'good' : 'bad'}\t${text}\t${group}\n`;
});
const data = write('data.tsv', `label\ttext\tsplit_group\n${rows.join('')}`);
const configs = buildConfigs('small', { network: {}, train: {} });
const seeds = [1, 2, 3, 4, 5];
let read: ReadParts;

beforeAll(async () => {
  read = await readParts({ data, ...configs, report: () => {} });
});

describe('testFolds()', () => {
  it('holds other rows back for each seed, never those that rates are tried on, and groups whole', () => {
    const { folds, rates, ratio } = testFolds(read, { seeds, rateSeed: 0, isGiven: false });
    const { splitGroups, groups } = read.parts.train.texts;
    expect(folds).toHaveLength(5);
    expect(new Set(folds.map(({ dev }) => dev.selected.join())).size).toBe(5);
    const tried = new Set(rates.dev.selected);
    for (const { train, dev } of folds) {
      expect([...dev.selected].filter((text) => tried.has(text))).toEqual([]);
      expect(dev.selected.length / 120).toBeGreaterThan(0.15);
      expect(dev.selected.length / 120).toBeLessThan(0.27);
      for (const numbers of [splitGroups!, groups]) {
        const held = new Set([...dev.selected].map((text) => numbers[text]));
        expect([...train.selected].filter((text) => held.has(numbers[text]))).toEqual([]);
      }
      // Rows that rates were tried on are trained on.
      expect([...train.selected].some((text) => tried.has(text))).toBe(true);
    }
    const own = folds.map(({ train, dev }) => dev.selected.length / train.selected.length);
    expect(ratio).toBeCloseTo(own.reduce((sum, each) => sum + each) / 5, 12);
  });

  it('with test rows has one fold for all seeds, and tries rates on training rows', async () => {
    const dev = write('test.tsv', 'label\ttext\ngood\tnew words\nbad\tother words\n');
    const given = await readParts({ data, dev, ...configs, report: () => {} });
    const { folds, rates, ratio } = testFolds(given, { seeds, rateSeed: 0, isGiven: true });
    expect(folds.map(({ train, dev: held }) => [train.selected.length, held.selected.length])).toEqual([
      [120, 2],
    ]);
    expect(rates.dev.texts).toBe(given.parts.train.texts);
    expect(ratio).toBeUndefined();
  });

  it('refuses rows that are too few', async () => {
    const few = write(
      'few.tsv',
      `label\ttext\n${'good\tone text\n'.repeat(9)}bad\tanother\nbad\tthird text\n`,
    );
    const own = await readParts({ data: few, ...configs, report: () => {} });
    expect(() => testFolds(own, { seeds, rateSeed: 0, isGiven: false })).toThrow(
      'rows are too few to hold some back',
    );
  });
});
