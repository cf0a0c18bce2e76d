import { describe, expect, it } from 'vitest';
import { deviationOf, seedInterval } from '../../../trainer/scoring/seeds.ts';

describe('seedInterval()', () => {
  // Mean 0.03, deviation √0.00025, by printed values of Student's t.
  it.each([
    [[0.01, 0.02, 0.03, 0.04, 0.05], 0.03, (2.776445 * Math.sqrt(0.00025)) / Math.sqrt(5)],
    [[0.01, 0.02, 0.03], 0.02, (4.302653 * 0.01) / Math.sqrt(3)],
    [[-1, 1], 0, (12.706205 * Math.SQRT2) / Math.SQRT2],
  ])('of %j reaches as far as Student’s t', (values, mean, reach) => {
    const { low, high } = seedInterval(values);
    expect(low).toBeCloseTo(mean - reach, 5);
    expect(high).toBeCloseTo(mean + reach, 5);
  });

  it('of values that do not vary is the value', () => {
    expect(seedInterval([0.5, 0.5, 0.5])).toEqual({ low: 0.5, high: 0.5 });
  });

  it.each([[[]], [[0.5]]])('refuses %j', (values) => {
    expect(() => seedInterval(values)).toThrow(RangeError);
    expect(() => deviationOf(values)).toThrow(RangeError);
  });
});
