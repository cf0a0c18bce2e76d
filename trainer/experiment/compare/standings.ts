import { foldMean, holm, meanOf, pairedTest, studentReach } from '../../scoring/correctederror.ts';
import { type Crossed, crossedBootstrap, crossedMean, crossedTest } from '../../scoring/crossed.ts';
import type { Interval } from '../../scoring/intervals.ts';
import { unpackAnswers } from './answers.ts';
import type { ArmFit } from './armfit.ts';

/** The probability of an error that the field accepts. */
export const ALPHA = 0.05;
/** So often a difference of the size that is said would have shown. */
const POWER = 0.8;

/** How a variant stands beside the first one, on the same texts with the same seeds. */
export type Against = {
  /** Its share of right texts less that of the first, the mean over seeds. */
  difference: number;
  /** Where that lies with 95 % confidence, by Student's t. */
  interval: Interval;
  /** The same by drawing seeds and texts anew; left out where each seed has texts of its own. */
  bootstrap?: Interval;
  /** How likely so large a difference is where there is none, by Holm's adjustment for all variants. */
  p: number;
  /** Seeds in which it is right more often, and those in which it is less often. */
  better: number;
  worse: number;
  /** A difference of this size is found four times in five, with so many seeds and texts. */
  detectable: number;
};

/** A variant in figures. */
export type Standing = {
  /** Share of the test texts that are right, the mean over seeds. */
  accuracy: number;
  interval: Interval;
  /** Undefined for the first one. */
  against: Against | undefined;
};

/** An estimate with its error, and the degrees of freedom of Student's t. */
type Estimate = { mean: number; error: number; degrees: number; p: number };

/**
 * Holds all variants against the first. Where each seed has test rows of its own, by the corrected resampled t-test (Nadeau & Bengio 2003):
 * splits share training rows. Where the test rows are given, seeds and texts are both taken for a sample of many.
 *
 * @param fits of each variant, one a seed.
 * @param ratio of test rows to training rows; undefined where the test rows are given.
 */
export function standingsOf(fits: readonly (readonly ArmFit[])[], ratio: number | undefined): Standing[] {
  const rows = fits.map((own) => own.map(({ answers, texts }) => unpackAnswers(answers, texts)));
  const [first, ...others] = rows;
  const beside = others.map((own) => differencesOf(own, first));
  const tests = beside.map((differences) => testOf(differences, ratio));
  const ps = holm(tests.map(({ p }) => p));
  return rows.map((own, index) => {
    const { mean, ...spread } = estimateOf(own, ratio);
    const standing = { accuracy: mean, interval: within(around({ mean, ...spread }, ALPHA)) };
    const [test, differences] = [tests[index - 1], beside[index - 1]];
    if (index === 0) return { ...standing, against: undefined };
    return { ...standing, against: againstOf(test, differences, ps[index - 1], others.length, ratio) };
  });
}

function differencesOf(own: readonly Uint8Array[], first: readonly Uint8Array[]): Int8Array[] {
  return own.map((answers, seed) => Int8Array.from(answers, (right, text) => right - first[seed][text]));
}

function againstOf(
  test: Estimate,
  differences: readonly Int8Array[],
  p: number,
  tests: number,
  ratio: number | undefined,
): Against {
  const ofSeeds = differences.map((row) => meanOf(Array.from(row)));
  // One of several tests is to be found by Holm's strictest step.
  const reach = studentReach(test.degrees, ALPHA / tests) + studentReach(test.degrees, 2 * (1 - POWER));
  return {
    ...{ difference: test.mean, interval: around(test, ALPHA), p },
    ...(ratio === undefined && { bootstrap: crossedBootstrap(differences) }),
    better: ofSeeds.filter((each) => each > 0).length,
    worse: ofSeeds.filter((each) => each < 0).length,
    detectable: reach * test.error,
  };
}

function testOf(differences: Crossed, ratio: number | undefined): Estimate {
  if (ratio === undefined) return crossedTest(differences);
  return { ...pairedTest(meansOf(differences), foldsLike(ratio)), degrees: differences.length - 1 };
}

function estimateOf(rows: Crossed, ratio: number | undefined): Omit<Estimate, 'p'> {
  if (ratio === undefined) return crossedMean(rows);
  return { ...foldMean(meansOf(rows), foldsLike(ratio)), degrees: rows.length - 1 };
}

function meansOf(rows: Crossed): number[] {
  return rows.map((row) => meanOf(Array.from(row)));
}

/** So many folds have this ratio of test rows to training rows: with k it is 1 / (k − 1). */
function foldsLike(ratio: number): number {
  return 1 + 1 / ratio;
}

function around({ mean, error, degrees }: Omit<Estimate, 'p'>, tail: number): Interval {
  const reach = studentReach(degrees, tail) * error;
  return { low: mean - reach, high: mean + reach };
}

/** Shares end at none and at all. */
function within({ low, high }: Interval): Interval {
  return { low: Math.max(0, low), high: Math.min(1, high) };
}
