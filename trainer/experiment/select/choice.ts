import { type FoldMean, foldMean, holm, meanOf, pairedTest } from '../../scoring/correctederror.ts';
import { ALPHA, type Fits, shareOf } from './race.ts';

/** How a candidate stands beside the chosen one, over the folds that both were measured in. */
export type Against = {
  /** Its accuracy less that of the chosen one. */
  difference: number;
  /** Standard error of the difference, corrected. */
  error: number;
  /**
   * How likely so large a difference is where there is none, by Holm's adjustment for all that were measured in every fold. Null for
   * those that were dropped: they were when the difference was at its largest.
   */
  p: number | null;
};

/** A candidate in figures. */
export type Standing = FoldMean & {
  parameters: number;
  folds: number;
  /** Undefined for the chosen one. */
  against: Against | undefined;
};

/** What was chosen of the candidates, by number. */
export type Chosen = {
  /** The simplest within one standard error of the best. */
  chosen: number;
  /** The one with the highest accuracy, of those that were measured in all folds. */
  best: number;
  /** In the order of the candidates. */
  standings: Standing[];
  /** Whether another is clearly better or worse than the chosen one. */
  differs: boolean;
};

/**
 * Chooses the simplest candidate whose accuracy is within one standard error of the best (Breiman et al. 1984, § 3.4.3). The simplest
 * has the fewest parameters; of equal ones the one that is right more often, then the first.
 *
 * @param fits of each candidate. Those with fewer folds than the others were dropped, and are not chosen.
 */
export function choose(fits: Fits): Chosen {
  const k = Math.max(...fits.map(({ length }) => length));
  const shares = fits.map((own) => own.map(shareOf));
  const means = shares.map(meanOf);
  const whole = [...fits.keys()].filter((candidate) => fits[candidate].length === k);
  const best = whole.reduce((a, b) => (means[b] > means[a] ? b : a));
  const least = means[best] - foldMean(shares[best]).error;
  const size = (candidate: number) => fits[candidate][0].parameters;
  const isSimpler = (a: number, b: number) => size(a) - size(b) || means[b] - means[a] || a - b;
  const [chosen] = whole.filter((candidate) => means[candidate] >= least).sort(isSimpler);
  const againsts = comparisons(shares, chosen, k);
  const standings = fits.map((own, candidate) => ({
    ...foldMean(shares[candidate], k),
    parameters: size(candidate),
    folds: own.length,
    against: againsts[candidate],
  }));
  return { chosen, best, standings, differs: againsts.some((against) => (against?.p ?? 1) < ALPHA) };
}

/** Every candidate but the chosen one beside it. */
function comparisons(
  shares: readonly (readonly number[])[],
  chosen: number,
  k: number,
): (Against | undefined)[] {
  const tests = shares.map((own) => {
    const differences = own.map((share, fold) => share - shares[chosen][fold]);
    return pairedTest(differences, k);
  });
  const whole = [...shares.keys()].filter((other) => other !== chosen && shares[other].length === k);
  const ps = holm(whole.map((other) => tests[other].p));
  return tests.map(({ mean, error }, other) => {
    if (other === chosen) return undefined;
    return { difference: mean, error, p: ps[whole.indexOf(other)] ?? null };
  });
}
