import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, mcnemar } from '../../../trainer/scoring/compare.ts';

/** Answers of a model that has these texts right. */
const answers = (rights: readonly boolean[]) =>
  rights.map((isRight) => ({ truth: 0, probabilities: isRight ? [1, 0] : [0, 1] }));
const repeat = (count: number, ...pair: [boolean, boolean]) => Array.from({ length: count }, () => pair);
const contest = (pairs: readonly [boolean, boolean][]) =>
  compare(answers(pairs.map(([first]) => first)), answers(pairs.map(([, second]) => second)));

describe('mcnemar()', () => {
  // R: binom.test(b, b + c)$p.value
  it.each([
    [0, 0, 1],
    [5, 5, 1],
    [1, 9, 0.02148438],
    [10, 25, 0.01667377],
    [0, 6, 0.03125],
  ])('of %i and %i is %f', (onlyFirst, onlySecond, p) => {
    expect(mcnemar(onlyFirst, onlySecond)).toBeCloseTo(p, 6);
  });

  it('is symmetric, a probability, and smaller the more uneven the two are', () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(3000), (some, others) => {
        const p = mcnemar(some, others);
        expect(mcnemar(others, some)).toBe(p);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        const [fewer, more] = [Math.min(some, others), Math.max(some, others)];
        expect(mcnemar(fewer, more + 1)).toBeLessThanOrEqual(p + 1e-9);
      }),
      { seed: 1 },
    );
  });
});

describe('compare()', () => {
  it('calls a difference real that chance seldom gives', () => {
    const result = contest([
      ...repeat(40, false, true),
      ...repeat(10, true, false),
      ...repeat(450, true, true),
    ]);
    expect(result).toMatchObject({
      texts: 500,
      only_first: 10,
      only_second: 40,
      difference: 0.06,
      is_real: true,
    });
    // √(50/500 − 0.06²) / √500 · 1.96 is 2.7 points to each side.
    expect(result.interval.low).toBeCloseTo(0.033, 2);
    expect(result.interval.high).toBeCloseTo(0.087, 2);
  });

  it('does not where the two take turns, or answer alike', () => {
    expect(
      contest([...repeat(12, false, true), ...repeat(9, true, false), ...repeat(80, true, true)]),
    ).toMatchObject({
      is_real: false,
    });
    expect(contest(repeat(20, true, true))).toMatchObject({
      ...{ difference: 0, p: 1, is_real: false },
      interval: { low: 0, high: 0 },
    });
  });

  it('turns its sign with the models', () => {
    const pair = fc.tuple(fc.boolean(), fc.boolean());
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 50 }), (pairs) => {
        const there = contest(pairs);
        const back = contest(pairs.map(([first, second]) => [second, first]));
        expect(back.difference).toBeCloseTo(-there.difference, 12);
        expect(back.interval.low).toBeCloseTo(-there.interval.high, 1);
        expect(back.p).toBe(there.p);
        expect(there.interval.low).toBeLessThanOrEqual(there.difference);
        expect(there.interval.high).toBeGreaterThanOrEqual(there.difference);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('refuses none, and different texts', () => {
    expect(() => compare([], [])).toThrow(RangeError);
    expect(() => compare(answers([true]), answers([true, true]))).toThrow('texts are 1 and 2');
  });
});
