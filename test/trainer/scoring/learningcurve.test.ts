import { describe, expect, it } from 'vitest';
import { fitLearningCurve } from '../../../trainer/scoring/learningcurve.ts';

const TEXTS = 40_000;

/** Four folds of which this share is wrong, spread evenly. */
const level = (rows: number, wrong: number) => ({
  rows,
  right: Array.from({ length: 4 }, () =>
    Uint8Array.from({ length: TEXTS / 4 }, (_, text) =>
      Math.floor((text + 1) * wrong) > Math.floor(text * wrong) ? 0 : 1,
    ),
  ),
});

describe('fitLearningCurve()', () => {
  it('finds the power of the rows, and flattens it beyond the last point', () => {
    const levels = [500, 1000, 2000].map((rows) => level(rows, 4 * rows ** -0.5));
    const curve = fitLearningCurve(levels, 3000);
    expect(curve.line.slope).toBeCloseTo(0.5, 3);
    expect(curve.line.factor).toBeCloseTo(4, 1);
    expect(curve.points.map(({ rows }) => rows)).toEqual([500, 1000, 2000]);
    expect(curve.points[2].value).toBeCloseTo(1 - 4 * 2000 ** -0.5, 4);
    const wrong = (rows: number) => 4 * 2000 ** -0.5 * (rows / 2000) ** -0.35;
    expect(curve.now.value).toBeCloseTo(1 - wrong(3000), 3);
    expect(curve.twice.value).toBeCloseTo(1 - wrong(6000), 3);
    expect(curve.gain.value).toBeCloseTo(wrong(3000) - wrong(6000), 3);
    expect(curve).toMatchObject({ texts: TEXTS, rows: 3000 });
  });

  it('says that a flat curve gains nothing, within an interval around it', () => {
    const { gain, twice } = fitLearningCurve([level(500, 0.2), level(1000, 0.2)], 1500);
    expect(gain.value).toBeCloseTo(0, 4);
    expect(gain.interval.low).toBeLessThan(0);
    expect(twice.interval.low).toBeLessThan(0.8);
    expect(twice.interval.high).toBeGreaterThan(0.8);
  });

  it('widens the interval where the folds differ', () => {
    const even = [level(500, 0.3), level(1000, 0.2)];
    const uneven = even.map(({ rows, right }) => ({
      rows,
      right: right.map((own, fold) => (fold === 0 ? own.map(() => 1) : own)),
    }));
    const width = (levels: typeof even) => {
      const { low, high } = fitLearningCurve(levels, 1500).twice.interval;
      return high - low;
    };
    expect(width(uneven)).toBeGreaterThan(3 * width(even));
  });

  it('stays finite where all are right, and says that one may be wrong', () => {
    const { twice } = fitLearningCurve([level(500, 0), level(1000, 0)], 1500);
    expect(twice.value).toBeGreaterThan(0.9999);
    expect(twice.interval.high).toBe(1);
    expect(twice.interval.low).toBeLessThan(1 - 1 / TEXTS);
  });

  it.each([
    [[], 'levels are 0'],
    [[level(500, 0.2)], 'levels are 1'],
    [
      [500, 1000].map((rows) => ({ rows, right: [new Uint8Array(0), new Uint8Array(3)] })),
      'of folds of 0, 3 texts',
    ],
  ])('refuses %#', (levels, message) => {
    expect(() => fitLearningCurve(levels, 1500)).toThrow(message);
  });
});
