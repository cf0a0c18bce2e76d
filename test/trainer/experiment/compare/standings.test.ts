import { describe, expect, it } from 'vitest';
import { standingsOf } from '../../../../trainer/experiment/compare/standings.ts';
import { drawnFit, drawnFits, fitOf } from './comparisons.ts';

const rightOf = (rights: readonly number[]) => rights.map((right) => fitOf(right, 100));

describe('standingsOf()', () => {
  it('of splits corrects the error for the training rows that they share, computed by hand', () => {
    const first = rightOf([80, 80, 80, 80, 80]);
    const second = rightOf([81, 83, 82, 80, 84]);
    const [own, { accuracy, against }] = standingsOf([first, second], 0.25);
    expect(own).toEqual({ accuracy: 0.8, interval: { low: 0.8, high: 0.8 }, against: undefined });
    expect(accuracy).toBeCloseTo(0.82, 12);
    // Differences 1, 3, 2, 0 and 4 points: variance 2.5, error √((1/5 + 1/4) · 2.5) = 1.0607, t of 4 degrees 2.7764.
    expect(against!.difference).toBeCloseTo(0.02, 12);
    expect(against!.interval.low).toBeCloseTo(0.02 - 0.027764 * 1.0607, 5);
    expect(against!.interval.high).toBeCloseTo(0.02 + 0.027764 * 1.0607, 5);
    // t is 1.8856: two-sided with 4 degrees 0.1324.
    expect(against!.p).toBeCloseTo(0.1324, 4);
    expect([against!.better, against!.worse]).toEqual([4, 0]);
    expect(against!.bootstrap).toBeUndefined();
    // With a probability of 0.8 t of 4 degrees stays below 0.941.
    expect(against!.detectable).toBeCloseTo((0.027764 + 0.00941) * 1.0607, 5);
  });

  it('adjusts for all variants by Holm', () => {
    const first = rightOf([80, 80, 80, 80, 80]);
    const other = rightOf([81, 83, 82, 80, 84]);
    const [, alone] = standingsOf([first, other], 0.25);
    const [, two, three] = standingsOf([first, other, other], 0.25);
    expect([two, three].map(({ against }) => against!.p)).toEqual(
      [2, 2].map((tests) => tests * alone.against!.p),
    );
    expect(two.against!.detectable).toBeGreaterThan(alone.against!.detectable);
  });

  it('of a test file counts texts as drawn too: one sign in all seeds is not enough', () => {
    // In every seed the same two of 100 texts are right that the other has wrong, and one that it has right is wrong.
    const first = Array.from({ length: 5 }, (_, seed) => drawnFit((text) => text > 2 + (seed % 2), 100));
    const second = Array.from({ length: 5 }, (_, seed) =>
      drawnFit((text) => text < 2 || text > 3 + (seed % 2), 100),
    );
    const [, { against }] = standingsOf([first, second], undefined);
    expect(against!.difference).toBeCloseTo(0.01, 12);
    expect([against!.better, against!.worse]).toEqual([5, 0]);
    expect(against!.p).toBeGreaterThan(0.3);
    expect(against!.interval.low).toBeLessThan(0);
    expect(against!.bootstrap!.low).toBeLessThan(0);
  });

  it('finds a clear difference, and none where there is none, of 2,000 texts', () => {
    const fits = [drawnFits(0.8, 2000, 1), drawnFits(0.8, 2000, 2), drawnFits(0.85, 2000, 3)];
    const [, equal, better] = standingsOf(fits, undefined);
    expect(equal.against!.p).toBeGreaterThan(0.05);
    expect(better.against!.p).toBeLessThan(0.001);
    const { low, high } = better.against!.interval;
    expect(low).toBeGreaterThan(0.03);
    expect(high).toBeLessThan(0.07);
    expect(better.against!.bootstrap!.low).toBeCloseTo(low, 1);
  });

  it('of equal answers says so', () => {
    const fits = drawnFits(0.8, 50, 1);
    for (const ratio of [0.25, undefined]) {
      const [, { against }] = standingsOf([fits, fits], ratio);
      expect(against).toMatchObject({
        difference: 0,
        interval: { low: 0, high: 0 },
        p: 1,
        better: 0,
        worse: 0,
      });
    }
  });
});
