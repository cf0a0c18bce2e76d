import { mixKey, uniform } from '../random.ts';
import { type FoldMean, meanOf, type PairedTest, studentTail } from './correctederror.ts';
import { bootstrapInterval, type Interval, roundsFor } from './intervals.ts';

/** A figure of each text in each training: one row a seed, all of the same texts in one order. */
export type Crossed = readonly ArrayLike<number>[];

/** A mean over seeds and texts, its standard error, and Student's degrees of freedom. */
export type CrossedMean = FoldMean & { degrees: number };

/**
 * The mean over seeds and texts, where both are a sample of many: √(s²(seeds) / J + s²(texts) / N), the variances of the means of the J
 * seeds and of the N texts (as of quasi F, Clark 1973). It counts the noise of single answers twice, which errs on the side of doubt. The
 * degrees of freedom are those of Satterthwaite (1946), rounded down.
 *
 * @throws RangeError for fewer than two seeds or texts.
 * @example
 * ```ts
 * import { crossedMean } from './trainer/scoring/crossed.ts';
 *
 * const { mean, error, degrees } = crossedMean([[1, 0, 1, 1], [1, 0, 0, 1]]);
 * console.log(mean, error.toFixed(3), degrees); // 0.625 0.270 3
 * ```
 */
export function crossedMean(rows: Crossed): CrossedMean {
  const [seeds, texts] = [rows.length, rows[0]?.length ?? 0];
  if (seeds < 2 || texts < 2)
    throw new RangeError(`${seeds} seeds of ${texts} texts, allowed 2 or more of each`);
  const ofSeeds = rows.map((row) => meanOf(Array.from(row)));
  const ofTexts = Array.from({ length: texts }, (_, text) => meanOf(rows.map((row) => row[text])));
  const [bySeed, byText] = [variance(ofSeeds) / seeds, variance(ofTexts) / texts];
  const square = bySeed + byText;
  const degrees = square ** 2 / (bySeed ** 2 / (seeds - 1) + byText ** 2 / (texts - 1));
  return {
    mean: meanOf(ofSeeds),
    error: Math.sqrt(square),
    degrees: square > 0 ? Math.floor(degrees) : seeds - 1,
  };
}

function variance(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/** Whether a mean over seeds and texts is 0, two-sided: differences of two networks on the same texts. */
export function crossedTest(differences: Crossed): PairedTest & CrossedMean {
  const own = crossedMean(differences);
  const { mean, error, degrees } = own;
  if (error === 0) return { ...own, p: mean === 0 ? 1 : 0 };
  return { ...own, p: studentTail(mean / error, degrees) };
}

const SEED = 1;

/**
 * Where the mean lies with 95 % confidence, by drawing seeds and texts anew, both with replacement (Efron & Tibshirani 1993). With five
 * seeds it is narrower than Student's t: docs/decisions/0028-how-compare-tells.md has figures.
 */
export function crossedBootstrap(rows: Crossed): Interval {
  const [seeds, texts] = [rows.length, rows[0].length];
  const key = mixKey(SEED, seeds, texts);
  const values = new Float64Array(roundsFor(texts));
  const sums = new Float64Array(texts);
  let drawn = 0;
  const draw = (size: number) => Math.floor(size * uniform(key, drawn++));
  for (let round = 0; round < values.length; round++) {
    sums.fill(0);
    for (let seed = 0; seed < seeds; seed++) {
      const row = rows[draw(seeds)];
      for (let text = 0; text < texts; text++) sums[text] += row[text];
    }
    let total = 0;
    for (let text = 0; text < texts; text++) total += sums[draw(texts)];
    values[round] = total / (seeds * texts);
  }
  return bootstrapInterval(meanOf(rows.map((row) => meanOf(Array.from(row)))), values);
}
