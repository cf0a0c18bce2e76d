import { describe, expect, it } from 'vitest';
import { devExamples, groupKey, splitTexts } from '../../../trainer/read/split.ts';
import { collectExamples } from '../encode/pack.ts';

/** 300 texts: every third is negative, every tenth comes again in other case. */
const ROWS = Array.from({ length: 300 }, (_, index) => ({
  text: index % 10 === 9 ? `Text ${index - 1}!` : `text ${index}`,
  label: index % 3 === 0 ? 'negative' : 'positive',
}));

type Labelled = { text: string; label: string };

/** The rows that `splitTexts` chooses for each part. */
function splitRows(rows: readonly Labelled[], choices: { share: number; seed: number }) {
  const labels = [...new Set(rows.map(({ label }) => label))].sort();
  const numbered = rows.map((row, index) => ({ ...row, line: index + 1 }));
  const { texts, numbers } = collectExamples(numbered, labels, 1);
  const { train, dev } = splitTexts({ ...texts, keys: [...numbers.groups.strings()] }, choices);
  const pick = (indices: Int32Array) => Array.from(indices, (index) => rows[index]);
  return { train: pick(train), dev: pick(dev) };
}

describe('splitTexts()', () => {
  it('keeps every row, once, in order', () => {
    const { train, dev } = splitRows(ROWS, { share: 0.2, seed: 1 });
    expect(train.length + dev.length).toBe(ROWS.length);
    expect(ROWS.filter((row) => train.includes(row))).toEqual(train);
    expect(ROWS.filter((row) => dev.includes(row))).toEqual(dev);
  });

  it('never parts equal texts', () => {
    const { train, dev } = splitRows(ROWS, { share: 0.3, seed: 1 });
    const known = new Set(train.map(({ text }) => groupKey(text)));
    expect(dev.filter(({ text }) => known.has(groupKey(text)))).toEqual([]);
  });

  it.each([0.05, 0.1, 0.5])('gives dev a share of %f of each label', (share) => {
    const rows = ROWS.filter((_, index) => index % 10 !== 9);
    const { dev } = splitRows(rows, { share, seed: 3 });
    for (const name of ['negative', 'positive']) {
      const total = rows.filter(({ label }) => label === name).length;
      expect(dev.filter(({ label }) => label === name)).toHaveLength(Math.round(total * share));
    }
  });

  it('depends on the seed and not on the order of the rows', () => {
    const sorted = (rows: Labelled[]) => rows.map(({ text }) => text).sort();
    const { dev } = splitRows(ROWS, { share: 0.2, seed: 1 });
    expect(sorted(splitRows(ROWS.toReversed(), { share: 0.2, seed: 1 }).dev)).toEqual(sorted(dev));
    expect(sorted(splitRows(ROWS, { share: 0.2, seed: 2 }).dev)).not.toEqual(sorted(dev));
  });

  it('leaves each label one text in train, and takes one for dev of two', () => {
    const rows = ['a', 'b', 'c'].map((text) => ({ text, label: text === 'c' ? 'rare' : 'common' }));
    const { train, dev } = splitRows(rows, { share: 0.9, seed: 1 });
    expect(train.map(({ label }) => label)).toEqual(['common', 'rare']);
    expect(dev).toHaveLength(1);
  });

  it('counts equal texts with different labels by their majority', () => {
    const conflict = [
      { text: 'Fine', label: 'positive' },
      { text: 'fine.', label: 'negative' },
      { text: 'fine', label: 'positive' },
    ];
    const { train, dev } = splitRows([...conflict, ...ROWS], { share: 0.5, seed: 1 });
    expect([0, 3]).toContain(dev.filter((row) => conflict.includes(row)).length);
    expect(train.length + dev.length).toBe(303);
  });

  it.each([0, 1, -1, Number.NaN])('refuses a share of %f', (share) => {
    expect(() => splitRows(ROWS, { share, seed: 1 })).toThrow(
      `share is ${share}, allowed above 0 and below 1`,
    );
  });
});

describe('groupKey()', () => {
  it('tells texts of signs alone apart', () => {
    expect(groupKey('😀')).not.toBe(groupKey('😡'));
    expect(groupKey('Good!')).toBe(groupKey('good'));
  });
});

describe('devExamples()', () => {
  it('keeps the rows that training keeps for dev', () => {
    const options = { share: 0.2, seed: 3 };
    expect(devExamples(ROWS, ['negative', 'positive'], options)).toEqual(splitRows(ROWS, options).dev);
  });
});
