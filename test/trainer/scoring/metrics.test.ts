import { describe, expect, it } from 'vitest';
import { argmax, measure, restrict, wilson } from '../../../trainer/scoring/metrics.ts';

const judged = (truth: number, ...probabilities: number[]) => ({ truth, probabilities });

describe('measure()', () => {
  it('gives the figures of a worked example', () => {
    // Answers 0, 1, 0, 1 for truths 0, 0, 1, 1 and once more 1 for 1: confusion [[1, 1], [1, 2]].
    const metrics = measure(
      ['negative', 'positive'],
      [
        judged(0, 0.9, 0.1),
        judged(0, 0.4, 0.6),
        judged(1, 0.8, 0.2),
        judged(1, 0.1, 0.9),
        judged(1, 0.3, 0.7),
      ],
    );
    expect(metrics.confusion).toEqual([
      [1, 1],
      [1, 2],
    ]);
    expect(metrics.examples).toBe(5);
    expect(metrics.accuracy).toBe(3 / 5);
    expect(metrics.labels.negative).toEqual({ precision: 1 / 2, recall: 1 / 2, f1: 1 / 2, support: 2 });
    expect(metrics.labels.positive).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, support: 3 });
    expect(metrics.macro_f1).toBeCloseTo(7 / 12, 12);
    expect(metrics.macro_recall).toBeCloseTo(7 / 12, 12);
    // Bins: 0.9 twice, both right, |2 − 1.8|; 0.6 wrong, 0.6; 0.8 wrong, 0.8; 0.7 right, 0.3; the sum over 5.
    expect(metrics.ece).toBeCloseTo((0.2 + 0.6 + 0.8 + 0.3) / 5, 12);
  });

  it('is calibrated when confidence and accuracy agree within a bin', () => {
    const half = [judged(0, 0.5, 0.5), judged(1, 0.5, 0.5)];
    expect(measure(['a', 'b'], half).ece).toBe(0);
    expect(measure(['a', 'b'], [judged(0, 1, 0)]).ece).toBe(0);
    expect(measure(['a', 'b'], [judged(1, 1, 0)]).ece).toBe(1);
  });

  it('puts a confidence on the edge of two bins into the lower one', () => {
    // 10 / 15 ends bin 9; 0.7 lies in bin 10. In one bin they would cancel: (1 + 0) − (2/3 + 0.7) is not 1/3 + 0.7.
    const { ece } = measure(['a', 'b'], [judged(0, 10 / 15, 5 / 15), judged(1, 0.7, 0.3)]);
    expect(ece).toBeCloseTo((1 / 3 + 0.7) / 2, 12);
  });

  it('leaves labels that never occur out of the means', () => {
    const { macro_f1, macro_recall, labels } = measure(
      ['a', 'b', 'c'],
      [judged(0, 1, 0, 0), judged(0, 0, 1, 0)],
    );
    expect(labels.c).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
    expect(macro_f1).toBeCloseTo((2 / 3 + 0) / 2, 12);
    expect(macro_recall).toBe(1 / 2);
  });

  it('refuses to measure nothing', () => {
    expect(() => measure(['a', 'b'], [])).toThrow(RangeError);
  });
});

describe('argmax()', () => {
  it.each([
    [[1, 3, 2], 1],
    [[2, 2], 0],
    [[Number.NEGATIVE_INFINITY, 0], 1],
  ])('of %j is %i', (values, index) => {
    expect(argmax(values)).toBe(index);
  });
});

describe('restrict()', () => {
  it.each([
    [{ a: 0.2, b: 0.6, c: 0.2 }, ['c', 'b'], [0.25, 0.75]],
    [{ a: 0.4 }, ['a', 'b'], [1, 0]],
    [{ a: 0, b: 0, c: 1 }, ['a', 'b'], [0.5, 0.5]],
  ])('of %j to %j is %j', (scores, labels, expected) => {
    restrict(scores, labels).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 12);
    });
  });
});

describe('wilson()', () => {
  // R: prop.test(x, n, correct = FALSE)$conf.int
  it.each([
    [10, 100, 0.0552291, 0.1743657],
    [0, 10, 0, 0.2775328],
    [10, 10, 0.7224672, 1],
  ])('of %i in %i', (right, examples, low, high) => {
    const interval = wilson(right, examples);
    expect(interval.low).toBeCloseTo(low, 6);
    expect(interval.high).toBeCloseTo(high, 6);
  });

  it('refuses none', () => {
    expect(() => wilson(0, 0)).toThrow('examples is 0, allowed 1 or more');
  });
});
