import { describe, expect, it } from 'vitest';
import { foldMean, holm, pairedTest, studentTail } from '../../../trainer/scoring/correctederror.ts';

describe('foldMean()', () => {
  it('multiplies the naive error by √2.25 for five folds', () => {
    // The variance is 0.00025, the naive error √(0.00025 / 5) = 0.0070711.
    const { mean, error } = foldMean([0.75, 0.76, 0.77, 0.78, 0.79]);
    expect(mean).toBeCloseTo(0.77, 12);
    expect(error).toBeCloseTo(0.0070710678 * 1.5, 9);
  });

  it('keeps the ratio of held-out rows where only some folds are measured', () => {
    // The variance is 0.0001: (1/3 + 1/4) of it.
    expect(foldMean([0.76, 0.77, 0.78], 5).error).toBeCloseTo(Math.sqrt((7 / 12) * 0.0001), 12);
  });

  it.each([[[]], [[0.5]]])('refuses %j', (values) => {
    expect(() => foldMean(values)).toThrow(RangeError);
  });
});

describe('studentTail()', () => {
  // Critical values of printed tables.
  it.each([
    [12.706, 1, 0.05],
    [4.303, 2, 0.05],
    [3.182, 3, 0.05],
    [2.776, 4, 0.05],
    [4.604, 4, 0.01],
    [2.262, 9, 0.05],
    [2.0423, 30, 0.05],
    [1.962, 1000, 0.05],
    [-2.776, 4, 0.05],
  ])('of %d with %d degrees of freedom is %d', (t, degrees, p) => {
    expect(studentTail(t, degrees)).toBeCloseTo(p, 4);
  });

  it('is 1 at 0 and falls with the distance', () => {
    for (let degrees = 1; degrees < 20; degrees++) {
      expect(studentTail(0, degrees)).toBe(1);
      expect(studentTail(1, degrees)).toBeGreaterThan(studentTail(1.1, degrees));
    }
    expect(studentTail(1e9, 4)).toBeCloseTo(0, 12);
  });
});

describe('pairedTest()', () => {
  it('tests the mean difference by its corrected error', () => {
    // Mean 0.02, variance 0.0001, error √((1/3 + 1/2) · 0.0001) = 0.0091287, t = 2.19089.
    const { mean, error, p } = pairedTest([0.01, 0.02, 0.03]);
    expect([mean, error]).toEqual([expect.closeTo(0.02, 12), expect.closeTo(0.0091287, 7)]);
    // For two degrees of freedom the tail is 1 − t / √(2 + t²).
    expect(p).toBeCloseTo(1 - 2.19089 / Math.sqrt(2 + 2.19089 ** 2), 5);
  });

  it.each([
    [[0, 0, 0], 1],
    [[0.5, 0.5, 0.5], 0],
  ])('of %j, which do not vary, has p %d', (differences, p) => {
    expect(pairedTest(differences).p).toBe(p);
  });
});

describe('holm()', () => {
  it.each([
    [[], []],
    [[0.03], [0.03]],
    [
      [0.04, 0.01, 0.03],
      [0.06, 0.03, 0.06],
    ],
    [
      [0.6, 0.5],
      [1, 1],
    ],
  ])('of %j is %j', (ps, adjusted) => {
    expect(holm(ps).map((p) => Number(p.toFixed(9)))).toEqual(adjusted);
  });
});
