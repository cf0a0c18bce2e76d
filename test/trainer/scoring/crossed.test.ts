import { describe, expect, it } from 'vitest';
import { studentTail } from '../../../trainer/scoring/correctederror.ts';
import { crossedBootstrap, crossedMean, crossedTest } from '../../../trainer/scoring/crossed.ts';

/** Means of the seeds 0.75 and 0.25, of the texts 1, 0.5, 0.5 and 0: variances 1/8 and 1/6, divided by 2 and 4. */
const ROWS = [
  [1, 1, 1, 0],
  [1, 0, 0, 0],
];

describe('crossedMean()', () => {
  it('adds the variance of the means of seeds and of texts, computed by hand', () => {
    const { mean, error, degrees } = crossedMean(ROWS);
    expect(mean).toBe(0.5);
    expect(error).toBeCloseTo(Math.sqrt(1 / 16 + 1 / 24), 12);
    // (5/48)² / ((1/16)² / 1 + (1/24)² / 3) = 2.42.
    expect(degrees).toBe(2);
  });

  it('has an error of 0 where nothing differs', () => {
    expect(crossedMean([new Int8Array(5), new Int8Array(5), new Int8Array(5)])).toEqual({
      mean: 0,
      error: 0,
      degrees: 2,
    });
  });

  it.each([[[[1, 0]]], [[[1], [0]]], [[]]])('refuses %j', (rows) => {
    expect(() => crossedMean(rows)).toThrow(RangeError);
  });
});

describe('crossedTest()', () => {
  it('is Student’s test of that mean', () => {
    const { mean, error, degrees, p } = crossedTest(ROWS);
    expect(p).toBeCloseTo(studentTail(mean / error, degrees), 12);
  });

  it.each([
    [0, 1],
    [1, 0],
  ])('of differences that are all %d gives p %d', (difference, p) => {
    const rows = [1, 2, 3].map(() => new Int8Array(4).fill(difference));
    expect(crossedTest(rows).p).toBe(p);
  });
});

describe('crossedBootstrap()', () => {
  it('has about the width of the error, and is the same each time', () => {
    // Seeds differ by nothing, texts by chance: √(0.25 / 400) is the error.
    const rows = Array.from({ length: 5 }, () => Int8Array.from({ length: 400 }, (_, text) => text % 2));
    const { low, high } = crossedBootstrap(rows);
    expect(high - low).toBeGreaterThan(1.8 * 2 * 0.025);
    expect(high - low).toBeLessThan(2.1 * 2 * 0.025);
    expect(crossedBootstrap(rows)).toEqual({ low, high });
  });
});
