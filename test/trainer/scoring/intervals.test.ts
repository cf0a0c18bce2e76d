import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixKey, uniform } from '../../../trainer/random.ts';
import { type Interval, intervalsOf } from '../../../trainer/scoring/intervals.ts';
import { type Judged, measure, wilson } from '../../../trainer/scoring/metrics.ts';

const LABELS = ['a', 'b', 'c'];
const judged = fc.record({
  truth: fc.nat(2),
  probabilities: fc
    .array(fc.integer({ min: 1, max: 100 }), { minLength: 3, maxLength: 3 })
    .map((parts) => parts.map((part) => part / parts.reduce((a, b) => a + b, 0))),
});
const width = ({ low, high }: Interval) => high - low;
const measureAll = (all: readonly Judged[]) => {
  const metrics = measure(LABELS, all);
  return { metrics, intervals: intervalsOf(LABELS, all, metrics) };
};
const contains = ({ low, high }: Interval, value: number) => {
  expect(low).toBeLessThanOrEqual(value);
  expect(high).toBeGreaterThanOrEqual(value);
};

describe('intervalsOf()', () => {
  it('contain what was measured, lie between 0 and 1, and are the same each time', () => {
    fc.assert(
      fc.property(fc.array(judged, { minLength: 1, maxLength: 40 }), (all) => {
        const { metrics, intervals } = measureAll(all);
        for (const figure of ['accuracy', 'macro_f1', 'ece'] as const) {
          contains(intervals[figure], metrics[figure]);
          contains({ low: 0, high: 1 }, intervals[figure].low);
          contains({ low: 0, high: 1 }, intervals[figure].high);
        }
        for (const [label, interval] of Object.entries(intervals.recall)) {
          contains(interval, metrics.labels[label].recall);
        }
        expect(measureAll(all).intervals).toEqual(intervals);
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it('shrink where the same answers come nine times as often, as a square root does', () => {
    const all = Array.from({ length: 60 }, (_, text): Judged => {
      const share = 0.34 + 0.6 * uniform(mixKey(7), text);
      return {
        truth: text % 3,
        probabilities: text % 4 === 0 ? [share, 1 - share, 0] : [0, 1 - share, share],
      };
    });
    const few = measureAll(all).intervals;
    const many = measureAll(Array.from({ length: 9 }, () => all).flat()).intervals;
    expect(width(many.accuracy) / width(few.accuracy)).toBeCloseTo(1 / 3, 1);
    expect(width(many.macro_f1) / width(few.macro_f1)).toBeCloseTo(1 / 3, 1);
    expect(width(many.ece)).toBeLessThan(width(few.ece));
  });

  it('hold the macro F1 that is true in 19 of 20 files', () => {
    // Two labels of equal shares, each right in 0.8 of its texts, have a macro F1 of 0.8.
    const held = Array.from({ length: 200 }, (_, file) => {
      const key = mixKey(11, file);
      const all = Array.from({ length: 100 }, (_, text): Judged => {
        const truth = text % 2;
        const answer = uniform(key, text) < 0.8 ? truth : 1 - truth;
        return { truth, probabilities: [0, 1].map((label) => (label === answer ? 0.8 : 0.2)) };
      });
      const { macro_f1 } = intervalsOf(['a', 'b'], all, measure(['a', 'b'], all));
      return macro_f1.low <= 0.8 && macro_f1.high >= 0.8;
    });
    const share = held.filter(Boolean).length / held.length;
    expect(share).toBeGreaterThan(0.91);
    expect(share).toBeLessThan(0.99);
  });
});

describe('wilson()', () => {
  it('contains the share, and shrinks with more of it', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), (some, all) => {
        const right = Math.min(some, all);
        contains(wilson(right, all), right / all);
        expect(width(wilson(2 * right, 2 * all))).toBeLessThan(width(wilson(right, all)));
      }),
      { seed: 1 },
    );
  });
});
