import { foldMean, holm, meanOf, pairedTest } from '../../scoring/correctederror.ts';

/** What training a candidate without a fold, and measuring it on that fold, gave. */
export type Fit = {
  /** Rows of the fold that were measured. */
  texts: number;
  /** Of them those that are right after the last epoch. */
  right: number;
  /** Mean loss over them; null where training diverged, and none is right. */
  loss: number | null;
  /** Floats that training learns. */
  parameters: number;
};

/** The fits of each candidate, one a fold in the order of the folds; fewer where it was dropped. */
export type Fits = readonly (readonly Fit[])[];

/** A candidate that was dropped, the one that beat it, after how many folds, and how likely that is by chance, by Holm. */
export type Drop = { candidate: number; by: number; folds: number; p: number };

export type RaceOptions = {
  candidates: number;
  folds: number;
  /** False measures every candidate in every fold. */
  racing: boolean;
  /** Measures these, in any order and several at a time. @returns their fits, in the order given. */
  measure: (pairs: readonly Pair[]) => Promise<Fit[]>;
  onDrop?: (drop: Drop, fits: Fits) => void;
};

export type Pair = { candidate: number; fold: number };

/** A variance of fewer folds says nothing. */
const FIRST_RACED = 3;
/** The probability of an error that the field accepts. */
export const ALPHA = 0.05;

/**
 * Measures candidates fold by fold, and after each from the third on drops those that are clearly beaten (Maron & Moore 1993; Krueger
 * et al. 2015, arXiv 1206.2248). Every round waits for all its fits, so that what is dropped does not depend on which ends first.
 */
export async function race({ candidates, folds, racing, measure, onDrop }: RaceOptions) {
  const fits: Fit[][] = Array.from({ length: candidates }, () => []);
  const drops: Drop[] = [];
  let alive = [...fits.keys()];
  // Nothing is dropped before, so these need no round each.
  const first = racing ? Math.min(FIRST_RACED, folds) : folds;
  for (let begin = 0, end = first; begin < folds; begin = end, end++) {
    const pairs: Pair[] = [];
    for (let fold = begin; fold < end; fold++) {
      for (const candidate of alive) pairs.push({ candidate, fold });
    }
    const measured = await measure(pairs);
    for (const [index, { candidate }] of pairs.entries()) fits[candidate].push(measured[index]);
    if (!racing || end >= folds) continue;
    for (const drop of beaten(fits, alive, folds)) {
      drops.push(drop);
      onDrop?.(drop, fits);
    }
    alive = alive.filter((candidate) => !drops.some((drop) => drop.candidate === candidate));
  }
  return { fits, drops };
}

/** Share of a fold's rows that are right. */
export function shareOf({ right, texts }: Pick<Fit, 'right' | 'texts'>): number {
  return right / texts;
}

/**
 * The candidates that the best so far beats clearly: by the corrected paired t-test with Holm's adjustment, and by more than its own standard error, so that
 * the rule of one standard error could not choose them either.
 *
 * @param alive numbers of the candidates that have a fit of every fold so far.
 */
function beaten(fits: Fits, alive: readonly number[], k: number): Drop[] {
  const shares = (candidate: number) => fits[candidate].map(shareOf);
  const best = alive.reduce((a, b) => (meanOf(shares(b)) > meanOf(shares(a)) ? b : a));
  const own = shares(best);
  const { error } = foldMean(own, k);
  const others = alive.filter((candidate) => candidate !== best);
  const tests = others.map((candidate) => {
    const differences = shares(candidate).map((share, fold) => own[fold] - share);
    return pairedTest(differences, k);
  });
  const ps = holm(tests.map(({ p }) => p));
  return others.flatMap((candidate, i) => {
    const isBeaten = tests[i].mean > error && ps[i] < ALPHA;
    return isBeaten ? [{ candidate, by: best, folds: own.length, p: ps[i] }] : [];
  });
}
