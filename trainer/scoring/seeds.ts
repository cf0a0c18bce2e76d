import { meanOf, studentTail } from './correctederror.ts';
import type { Interval } from './intervals.ts';

/** The share of means that an interval leaves out. */
const OUTSIDE = 0.05;
/** Above Student's t of one degree of freedom, 12.7, which is the largest. */
const HIGHEST = 13;
/** Halvings of that: beyond the digits of a float64. */
const HALVINGS = 60;

/**
 * The 95 % interval of a mean over seeds: Student's t. Seeds are drawn apart from one another and see the same training texts, so that
 * the error needs no correction, as one over folds does; what it says is of other seeds, not of other texts.
 *
 * @param values one a seed, such as the differences of two networks that were trained with the same seed.
 * @throws RangeError for fewer than two, whose variance is unknown.
 * @example
 * ```ts
 * import { seedInterval } from './trainer/scoring/seeds.ts';
 *
 * const { low, high } = seedInterval([0.01, 0.02, 0.03]);
 * console.log(low.toFixed(4), high.toFixed(4)); // -0.0048 0.0448
 * ```
 */
export function seedInterval(values: readonly number[]): Interval {
  const mean = meanOf(values);
  const reach = studentQuantile(values.length - 1) * (deviationOf(values) / Math.sqrt(values.length));
  return { low: mean - reach, high: mean + reach };
}

/** The standard deviation of values, of n − 1. @throws RangeError for fewer than two. */
export function deviationOf(values: readonly number[]): number {
  if (values.length < 2) throw new RangeError(`values are ${values.length}, allowed 2 or more`);
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** How far from 0 Student's t is with a probability of 5 %, on either side. @param degrees of freedom, 1 or more. */
function studentQuantile(degrees: number): number {
  let [low, high] = [0, HIGHEST];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, degrees) > OUTSIDE) low = middle;
    else high = middle;
  }
  return high;
}
