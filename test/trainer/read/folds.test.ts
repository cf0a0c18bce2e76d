import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folds, groupKey } from '../../../trainer/read/split.ts';
import { collectExamples } from '../encode/pack.ts';
import { generator } from '../network/generator.ts';

type Row = { text: string; label: string; splitGroup?: string };

const LABELS = ['negative', 'neutral', 'positive'];

/** The rows of each fold, and what training without it reads. */
function foldRows(rows: readonly Row[], k: number, seed = 1) {
  const { texts, numbers } = collectExamples(
    rows.map((row, index) => ({ ...row, line: index + 1 })),
    LABELS,
    1,
  );
  const splits = folds({ ...texts, keys: [...numbers.groups.strings()] }, { k, seed, names: LABELS });
  const pick = (indices: Int32Array) => Array.from(indices, (index) => rows[index]);
  return splits.map(({ train, dev, purged }) => ({ train: pick(train), dev: pick(dev), purged }));
}

/** What a row may not be parted from. */
const unitOf = ({ text, splitGroup }: Row) => splitGroup ?? `text ${groupKey(text)}`;
const countOf = (rows: readonly Row[], label: string) => rows.filter((row) => row.label === label).length;

/** Few texts and split groups, so that equal texts and split groups cross. */
const row: fc.Arbitrary<Row> = fc
  .record({
    text: fc.integer({ min: 0, max: 60 }).map((number) => `text ${number}`),
    label: fc.constantFrom(...LABELS),
    splitGroup: fc.option(fc.integer({ min: 0, max: 12 }).map(String), { nil: undefined }),
  })
  .map(({ splitGroup, ...rest }) => (splitGroup === undefined ? rest : { ...rest, splitGroup }));

/** Rows of which every label is in as many groups as there are folds. */
const rowsAndFolds = fc
  .tuple(fc.array(row, { minLength: 20, maxLength: 120 }), fc.integer({ min: 2, max: 5 }))
  .filter(([rows, k]) => leastGroups(rows) >= k);

function leastGroups(rows: readonly Row[]): number {
  const labels = Map.groupBy(rows, ({ label }) => label);
  return Math.min(...[...labels.values()].map((own) => new Set(own.map(unitOf)).size));
}

const RUNS = { seed: 1, numRuns: 200 };

describe('folds()', () => {
  it('holds out every row once, and every group in one fold', () => {
    const property = fc.property(rowsAndFolds, ([rows, k]) => {
      const all = foldRows(rows, k);
      expect(all).toHaveLength(k);
      const heldOut = all.flatMap(({ dev }) => dev);
      expect(heldOut).toHaveLength(rows.length);
      expect(new Set(heldOut)).toEqual(new Set(rows));
      const units = all.map(({ dev }) => new Set(dev.map(unitOf)));
      const sum = units.reduce((count, { size }) => count + size, 0);
      expect(sum).toBe(new Set(rows.map(unitOf)).size);
    });
    fc.assert(property, RUNS);
  });

  it('trains on all other rows but those whose texts are held out', () => {
    const property = fc.property(rowsAndFolds, ([rows, k]) => {
      for (const { train, dev, purged } of foldRows(rows, k)) {
        const heldOut = new Set(dev.map(({ text }) => groupKey(text)));
        const others = rows.filter((each) => !dev.includes(each));
        expect(train).toEqual(others.filter(({ text }) => !heldOut.has(groupKey(text))));
        expect(purged).toBe(others.length - train.length);
      }
    });
    fc.assert(property, RUNS);
  });

  it('depends on texts and seed, not on the order of the rows', () => {
    const property = fc.property(rowsAndFolds, fc.nat(), ([rows, k], seed) => {
      const units = (order: readonly Row[]) =>
        foldRows(order, k, seed).map(({ dev }) => new Set(dev.map(unitOf)));
      const byText = rows.toSorted((a, b) => (a.text < b.text ? -1 : 1));
      expect(units(byText)).toEqual(units(rows));
      expect(units(rows.toReversed())).toEqual(units(rows));
    });
    fc.assert(property, RUNS);
    const many = Array.from({ length: 40 }, (_, i) => ({ text: `text ${i}`, label: LABELS[i % 2] }));
    expect(foldRows(many, 2, 1)).not.toEqual(foldRows(many, 2, 2));
  });

  it('spreads each label to within one group where every group has one label', () => {
    const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom(...LABELS)), {
      minLength: 15,
      maxLength: 60,
    });
    const property = fc.property(sizes, fc.integer({ min: 2, max: 5 }), (groups, k) => {
      const rows = groups.flatMap(([size, label], group) =>
        Array.from({ length: size }, (_, i) => ({ text: `${group} ${i}`, label, splitGroup: `${group}` })),
      );
      fc.pre(leastGroups(rows) >= k);
      const all = foldRows(rows, k);
      for (const label of LABELS) {
        const counts = all.map(({ dev }) => countOf(dev, label));
        const largest = Math.max(0, ...groups.filter((group) => group[1] === label).map(([size]) => size));
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(largest);
      }
    });
    fc.assert(property, RUNS);
  });

  it('evens large groups out with small ones', () => {
    const large = Array.from({ length: 300 }, (_, i) => ({ text: `${i}`, splitGroup: `${i % 7}` }));
    const single = Array.from({ length: 200 }, (_, i) => ({ text: `alone ${i}` }));
    const rows = [...large, ...single].map((each) => ({ ...each, label: 'positive' }));
    expect(foldRows(rows, 5).map(({ dev }) => dev.length)).toEqual([100, 100, 100, 100, 100]);
  });

  it('spreads labels that are mixed within groups', () => {
    const next = generator(1);
    const rows = Array.from({ length: 3000 }, (_, i) => {
      const splitGroup = Math.floor(next() ** 2 * 200);
      const odds = next() * 10 - (splitGroup % 3);
      return {
        text: `text ${i}`,
        label: LABELS[odds < 0 ? 0 : odds < 7 ? 1 : 2],
        splitGroup: `${splitGroup}`,
      };
    });
    for (const { dev } of foldRows(rows, 5)) {
      for (const label of LABELS) expect(countOf(dev, label) / countOf(rows, label)).toBeCloseTo(0.2, 2);
    }
  });

  it('names a label that is in fewer groups than there are folds', () => {
    const rows = Array.from({ length: 30 }, (_, i) => ({
      text: `text ${i}`,
      label: i % 10 ? 'neutral' : 'positive',
    }));
    expect(foldRows(rows, 3)).toHaveLength(3);
    expect(() => foldRows(rows, 4)).toThrow(
      new RangeError(
        'k is 4, but the label positive is in only 3 groups of texts: give fewer folds or more texts',
      ),
    );
  });

  it.each([1, 0, -2, 2.5, Number.NaN, 11, 1e9])('refuses %d folds of ten groups', (k) => {
    const rows = Array.from({ length: 10 }, (_, i) => ({ text: `text ${i}`, label: 'neutral' }));
    expect(foldRows(rows, 10)).toHaveLength(10);
    expect(() => foldRows(rows, k)).toThrow(
      new RangeError(`k is ${k}, allowed whole numbers from 2 to 10, the groups of texts`),
    );
  });
});
