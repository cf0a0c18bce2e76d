import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOrder, knownOrder, stepsOf } from '../../../trainer/scoring/ordered.ts';

describe('knownOrder()', () => {
  it.each([
    [
      ['neutral', 'positive', 'negative'],
      ['negative', 'neutral', 'positive'],
    ],
    [
      ['Positive', 'Negative', 'Neutral'],
      ['Negative', 'Neutral', 'Positive'],
    ],
    [
      ['1', '10', '2', '-1', '2.5'],
      ['-1', '1', '2', '2.5', '10'],
    ],
    [
      ['negative', 'neutral', 'positive', 'very_negative', 'very_positive'],
      ['very_negative', 'negative', 'neutral', 'positive', 'very_positive'],
    ],
  ])('of %j is %j', (labels, order) => {
    expect(knownOrder(labels)).toEqual(order);
  });

  it.each([
    [['negative', 'positive']],
    [['0', '1']],
    [['1', '1.0', '2']],
    [['1', '2', 'none']],
    [['negative', 'neutral', 'mixed']],
    [Array.from({ length: 12 }, (_, label) => `${label}`)],
  ])('of %j is none', (labels) => {
    expect(knownOrder(labels)).toBeUndefined();
  });
});

describe('checkOrder()', () => {
  it.each([[['a', 'b']], [['a', 'b', 'b']], [['a', 'b', 'd']], [['a', 'b', 'c', 'c']]])(
    'refuses %j',
    (order) => {
      expect(() => checkOrder(order, ['c', 'b', 'a'])).toThrow('--order is a,b');
    },
  );

  it('lists the first labels of many', () => {
    const many = Array.from({ length: 1000 }, (_, label) => `${label}`);
    expect(() => checkOrder(['a'], many)).toThrow('18, 19 and 980 more once, from');
  });
});

describe('stepsOf()', () => {
  it('gives the figures of a worked example', () => {
    // Labels are not in their order: b < c < a.
    const steps = stepsOf(
      ['a', 'b', 'c'],
      [
        [5, 1, 2],
        [0, 6, 1],
        [1, 0, 4],
      ],
      ['b', 'c', 'a'],
    );
    expect(steps).toMatchObject({ mean: 6 / 20, within_one: 19 / 20, texts: [15, 4, 1] });
    // Σ w·observed is 4 + 4·1 = 8; Σ w·expected over 20: truths 7, 5, 8 and answers 7, 7, 6.
    const expected = (7 * 7 + 4 * 7 * 6 + 5 * 7 + 5 * 6 + 4 * 8 * 7 + 8 * 7) / 20;
    expect(steps.kappa).toBeCloseTo(1 - 8 / expected, 12);
  });

  it('has no kappa where one label is all there is', () => {
    expect(
      stepsOf(
        ['a', 'b'],
        [
          [3, 0],
          [0, 0],
        ],
        ['a', 'b'],
      ),
    ).toMatchObject({ kappa: null, within_one: 1 });
  });

  it('has a kappa from -1 to 1, which is 1 where all are right and the same from either end', () => {
    const row = fc.array(fc.nat(9), { minLength: 3, maxLength: 3 });
    const order = ['a', 'b', 'c'];
    fc.assert(
      fc.property(fc.array(row, { minLength: 3, maxLength: 3 }), (confusion) => {
        fc.pre(confusion.flat().some((count) => count > 0));
        const { kappa, mean, within_one } = stepsOf(order, confusion, order);
        expect(mean).toBeGreaterThanOrEqual(0);
        expect(within_one).toBeLessThanOrEqual(1);
        if (kappa === null) return;
        expect(Math.abs(kappa)).toBeLessThanOrEqual(1 + 1e-12);
        expect(stepsOf(order, confusion, order.toReversed()).kappa).toBeCloseTo(kappa, 9);
        const right = confusion.map((counts, truth) =>
          counts.map((count, answer) => (truth === answer ? count + 1 : 0)),
        );
        expect(stepsOf(order, right, order).kappa).toBe(1);
      }),
      { seed: 1 },
    );
  });
});
