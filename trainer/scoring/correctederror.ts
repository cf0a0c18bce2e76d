/** The mean of a figure over folds, and its standard error, corrected for folds that share training rows. */
export type FoldMean = { mean: number; error: number };

/**
 * The mean over k folds and its corrected standard error: √((1/k + 1/(k − 1)) · variance). Folds share training rows, so that the
 * naive error, √(variance / k), is too small; 1 / (k − 1) is the ratio of held-out rows to training rows (Nadeau & Bengio 2003).
 *
 * @param values of the figure, one a fold that was measured.
 * @param k folds in all, measured or not: they decide the ratio.
 * @throws RangeError for fewer than two values, whose variance is unknown.
 * @example
 * ```ts
 * import { foldMean } from './trainer/scoring/correctederror.ts';
 *
 * const { mean, error } = foldMean([0.75, 0.77, 0.79], 3);
 * console.log(mean.toFixed(3), error.toFixed(4)); // 0.770 0.0183
 * ```
 */
export function foldMean(values: readonly number[], k = values.length): FoldMean {
  const n = values.length;
  if (n < 2) throw new RangeError(`values are ${n}, allowed 2 or more`);
  const mean = meanOf(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, error: Math.sqrt((1 / n + 1 / (k - 1)) * variance) };
}

/** The mean of values. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A difference over folds: `p` is how likely one so large is where there is none. */
export type PairedTest = FoldMean & { p: number };

/** The corrected paired t-test over folds, two-sided (Nadeau & Bengio 2003). @param differences of the folds. */
export function pairedTest(differences: readonly number[], k = differences.length): PairedTest {
  const { mean, error } = foldMean(differences, k);
  if (error === 0) return { mean, error, p: mean === 0 ? 1 : 0 };
  return { mean, error, p: studentTail(mean / error, differences.length - 1) };
}

/**
 * How likely Student's t is as far from 0 as this, on either side: the finite sums for whole degrees of freedom (Abramowitz &
 * Stegun 1964, 26.7.3 and 26.7.4).
 *
 * @param degrees of freedom, 1 or more.
 */
export function studentTail(t: number, degrees: number): number {
  const angle = Math.atan(Math.abs(t) / Math.sqrt(degrees));
  const square = Math.cos(angle) ** 2;
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? Math.cos(angle) : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let i = isOdd ? 3 : 2; i <= degrees - 2; i += 2) {
    term *= (square * (i - 1)) / i;
    sum += term;
  }
  const inside = isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  return Math.max(0, Math.min(1, 1 - inside));
}

/**
 * Standard errors to either side of a mean within which it lies with 95 % confidence, by Student's t.
 *
 * @param degrees of freedom, 1 or more: measured values less one.
 * @param tail how likely t is as far from 0, 0.05 where 95 % are asked for.
 * @example
 * ```ts
 * import { studentReach } from './trainer/scoring/correctederror.ts';
 *
 * console.log(studentReach(4).toFixed(2)); // 2.78
 * ```
 */
export function studentReach(degrees: number, tail = 0.05): number {
  let [low, high] = [0, 1000];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return high;
}

/** Probabilities of several tests as one of them may be read by itself, in their order (Holm 1979). */
export function holm(ps: readonly number[]): number[] {
  const order = [...ps.keys()].sort((a, b) => ps[a] - ps[b]);
  const adjusted = ps.slice();
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * ps[index]));
    adjusted[index] = largest;
  });
  return adjusted;
}
