import type { ArticleSelection } from '../../report/article/record.ts';
import { comparisonFolds } from '../comparisonfolds.ts';
import { choose } from '../select/choice.ts';
import { type Candidate, candidatesOf, DEFAULT_GRID } from '../select/grid.ts';
import { Measurer, type Measuring } from '../select/measure.ts';
import { type Drop, race } from '../select/race.ts';
import { ADAM_RATES, commonChoices } from './arms.ts';
import type { Size } from './size.ts';
import type { ReadTask } from './tasks.ts';

const SEED = 1;
const [, , RATE] = ADAM_RATES;

/** The networks that are chosen from. */
export function blockCandidates(size: Size, maxTokens: number): Candidate[] {
  const given = commonChoices(size, maxTokens);
  const train = { ...given.train, learningRate: RATE, seed: SEED };
  return candidatesOf(DEFAULT_GRID, 'default', { ...given, train });
}

/**
 * Plans the choice of the number of blocks by cross-validation of the training texts, as `select` makes it.
 *
 * @returns its fits, and what makes the choice.
 */
export function planSelection(
  { task, read, maxTokens }: ReadTask,
  size: Size,
  measuring: Pick<Measuring, 'folder' | 'lanes' | 'meter' | 'onFit'>,
) {
  const candidates = blockCandidates(size, maxTokens);
  const options = { k: size.folds, rows: Number.POSITIVE_INFINITY, minimum: 1, seed: SEED };
  const folds = comparisonFolds(read.parts.train, read.numbers, options);
  const measurer = new Measurer({ ...measuring, read, candidates });
  measurer.plan(folds, [...candidates.keys()]);
  const onDrop = (drop: Drop) => measurer.drop(folds.slice(drop.folds), drop.candidate);
  const run = async (): Promise<ArticleSelection> => {
    const options = { candidates: candidates.length, folds: folds.length, racing: true, onDrop };
    const { fits } = await race({ ...options, measure: measurer.over(folds) });
    const { chosen, best, differs, standings } = choose(fits);
    return {
      ...{ kind: 'selection', task, folds: folds.length },
      rows: folds.reduce((sum, { dev }) => sum + dev.selected.length, 0),
      ...{ chosen: candidates[chosen].name, best: candidates[best].name, differs },
      candidates: standings.map(({ parameters, mean, error, against }, index) => {
        const round = (value: number) => Number(value.toPrecision(6));
        const p = against?.p ?? null;
        return {
          ...{ name: candidates[index].name, parameters, accuracy: round(mean), error: round(error) },
          p: p === null ? null : round(p),
        };
      }),
    };
  };
  return { fits: candidates.length * folds.length, run };
}
