import type { TextNumbers } from '../../encode/texts.ts';
import { UserError } from '../../errors.ts';
import { foldMean } from '../../scoring/correctederror.ts';
import { type ComparisonFold, comparisonFolds } from '../comparisonfolds.ts';
import { choose } from './choice.ts';
import type { Measurer } from './measure.ts';
import { type Drop, type RaceOptions, race, shareOf } from './race.ts';

/** What choosing and training without each fold gives on it. */
export type Nested = {
  accuracy: number;
  /** Standard error, corrected. */
  error: number;
  /** Of each outer fold, the number of the candidate that was chosen without it, and what it has right. */
  folds: { chosen: number; right: number; texts: number }[];
};

type NestedOptions = Pick<RaceOptions, 'candidates' | 'racing'> & {
  folds: readonly ComparisonFold[];
  numbers: TextNumbers;
  seed: number;
};

/**
 * Chooses once more without each fold, by folds of its training rows alone, and measures what was chosen on the fold: the figure of
 * the best of several is the higher the more there are, and this one is not (Varma & Simon 2006; Cawley & Talbot 2010).
 */
export async function nest(
  measurer: Measurer,
  { candidates, racing, folds, numbers, seed }: NestedOptions,
): Promise<Nested> {
  const k = folds.length;
  const inner = folds.map(({ train }) => {
    const made = comparisonFolds(train, numbers, { k, rows: Number.POSITIVE_INFINITY, minimum: 1, seed });
    if (made.length > 0) return made;
    throw new UserError('--nested has too few rows without a fold: give fewer --folds, or leave it out');
  });
  const all = Array.from({ length: candidates }, (_, candidate) => candidate);
  for (const own of inner) measurer.plan(own, all);
  const measureOuter = measurer.over(folds);
  const outcomes: Nested['folds'] = [];
  for (let fold = 0; fold < k; fold++) {
    const own = inner[fold];
    const onDrop = (drop: Drop) => measurer.drop(own.slice(drop.folds), drop.candidate);
    const { fits } = await race({ candidates, folds: k, racing, measure: measurer.over(own), onDrop });
    const { chosen } = choose(fits);
    measurer.plan([folds[fold]], [chosen]);
    // Mostly it is there already, from the choice over all rows.
    const [{ right, texts }] = await measureOuter([{ candidate: chosen, fold }]);
    outcomes.push({ chosen, right, texts });
  }
  const { mean, error } = foldMean(outcomes.map((own) => shareOf(own)));
  return { accuracy: mean, error, folds: outcomes };
}
