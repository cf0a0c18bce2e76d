import { describe, expect, it } from 'vitest';
import { MAX_PROBES, NgramTable, ngramSlots } from '../../../src/model/network/ngrams.ts';
import { countRatios } from '../../../trainer/ngrams/fit.ts';
import { placeNgrams } from '../../../trainer/ngrams/place.ts';
import { fitTable } from '../../../trainer/ngrams/table.ts';
import { hashesOf, hashOf } from '../../model/network/tables.ts';
import { generator } from '../network/generator.ts';
import { hashedTexts } from './texts.ts';

const OPEN = Float32Array.of(2, 0, 0);

/** Texts whose label is the other one where `not` stands before the word that says it. */
function reviews(count: number) {
  const next = generator(3);
  return Array.from({ length: count }, () => {
    const [label, isTurned] = [next() < 0.5 ? 1 : 0, next() < 0.5];
    const word = (label === 1) === isTurned ? 'bad' : 'good';
    const filler = () => `f${Math.floor(next() * 20)}`;
    return [`${filler()} ${isTurned ? 'not' : 'very'} ${word} ${filler()}`, label] as const;
  });
}

describe('countRatios()', () => {
  it('is the logarithm of how many times as often texts of a label have an n-gram', () => {
    const ratios = countRatios({ counts: Float32Array.of(7, 1), totals: Float64Array.of(10, 10) });
    expect(ratios[0]).toBeCloseTo(Math.log(8 / 2), 6);
    expect(ratios[1]).toBeCloseTo(-Math.log(8 / 2), 6);
  });
});

describe('fitTable()', () => {
  const texts = hashedTexts(reviews(300));
  const tableFor = (ngrams: number) => fitTable(texts, { ngrams, labels: 2, seed: 1 });

  it('learns what pairs of words say that the words alone do not', () => {
    const table = new NgramTable({ ...tableFor(1000)!.table, gate: OPEN });
    const cases = [
      ['not good', 0],
      ['not bad', 1],
      ['very good', 1],
      ['very bad', 0],
    ] as const;
    for (const [text, label] of cases) {
      const logits = table.logits(hashesOf(text));
      expect(logits[label]).toBeGreaterThan(logits[1 - label] + 0.5);
    }
  });

  it('keeps as many n-grams as it may, those that do most', () => {
    const { ngrams, table } = tableFor(4)!;
    expect(ngrams).toBe(4);
    const open = new NgramTable({ ...table, gate: OPEN });
    for (const text of ['not good', 'not bad', 'very good', 'very bad']) {
      expect(open.find(hashOf(text.split(' ')))).toBeGreaterThanOrEqual(0);
    }
  });

  it('gives equal bytes for equal texts and seeds', () => {
    expect(tableFor(500)).toEqual(tableFor(500));
  });

  it('gives none where no n-gram stands in two texts', () => {
    const rows = [
      ['a b', 0],
      ['c d', 1],
    ] as const;
    expect(fitTable(hashedTexts(rows), { ngrams: 10, labels: 2, seed: 1 })).toBeUndefined();
  });
});

describe('placeNgrams()', () => {
  const hashes = (count: number) => Int32Array.from({ length: count }, (_, i) => hashOf([`t${i}`]));

  it('holds weights in bytes, the largest of a label as 127', () => {
    const placed = placeNgrams({
      hashes: hashes(2),
      weights: Float32Array.of(1, -4, -0.4, 1),
      labels: 2,
    })!;
    expect(placed.ngrams).toBe(2);
    expect([...placed.table.scale]).toEqual([Math.fround(1 / 127), Math.fround(4 / 127)]);
    const table = new NgramTable({ ...placed.table, gate: OPEN });
    const [first, second] = hashes(2).map((hash) => table.find(hash));
    const { weight } = placed.table;
    expect([...weight.slice(2 * first, 2 * first + 2)]).toEqual([127, -127]);
    expect([...weight.slice(2 * second, 2 * second + 2)]).toEqual([-51, 32]);
  });

  it('leaves out n-grams whose bytes are 0', () => {
    const weights = Float32Array.of(1, -1, 0.001, 0.001);
    expect(placeNgrams({ hashes: hashes(2), weights, labels: 2 })!.ngrams).toBe(1);
    expect(placeNgrams({ hashes: hashes(2), weights: new Float32Array(4), labels: 2 })).toBeUndefined();
  });

  it.each([1, 6, 7, 100, 13_000, 26_214])(
    'finds nearly all of %i n-grams again, in a file of that size',
    (count) => {
      const own = hashes(count);
      const { ngrams, table } = placeNgrams({
        hashes: own,
        weights: new Float32Array(count).fill(1),
        labels: 1,
      })!;
      const open = new NgramTable({ ...table, gate: OPEN });
      expect(ngrams).toBeGreaterThanOrEqual(0.99 * count);
      expect(own.filter((hash) => open.find(hash) >= 0).length).toBeGreaterThanOrEqual(ngrams);
      expect(table.fingerprint).toHaveLength(ngramSlots(ngrams));
      expect(table.fingerprint.filter((each) => each > 0)).toHaveLength(ngrams);
    },
  );

  it('leaves out those that no search would find', () => {
    const same = Int32Array.from({ length: 200 }, (_, i) => i << 10);
    const placed = placeNgrams({ hashes: same, weights: new Float32Array(200).fill(1), labels: 1 })!;
    expect(placed.ngrams).toBeLessThanOrEqual(MAX_PROBES);
  });
});
