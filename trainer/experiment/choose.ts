import { type Choice, type FoldFigures, STARTS, type Start } from '../config/start.ts';
import { DivergedError, STALL_MS, TrainingPool } from '../parallel/pool.ts';
import type { ReadParts } from '../prepare/prepare.ts';
import { foldMean, meanOf } from '../scoring/correctederror.ts';
import { type ComparisonFold, comparisonFolds } from './comparisonfolds.ts';
import { type Arm, configOf, type FoldRun, trainFold } from './trainfold.ts';

/** Training rows up to which folds decide. */
export const MAX_COMPARED_ROWS = 20_000;
const FOLDS = 3;
const MAX_FOLD_ROWS = 2000;
/** Folds of fewer rows are right by chance as often as they tell. */
const MIN_FOLD_ROWS = 100;

/** The ways to start. `large` is the new network for more rows than folds compare. */
export type Arms = { scratch: Arm; large: Arm; default: Arm | undefined };

export type ChooseOptions = {
  workers: number;
  signal: AbortSignal;
  report: (message: string) => void;
  /** Told how many texts of how many were trained on. */
  onCompared: (done: number, size: number) => void;
  /** Told what each fold has come to. */
  onFold?: ((message: string) => void) | undefined;
};

/**
 * Chooses what a run starts from: a new small network or the model that ships, whichever is right more often in three folds of the
 * training rows. Equal rows, choices and seed give an equal choice for any number of workers.
 *
 * @throws ChoosingStoppedError after the signal.
 */
export async function chooseStart(read: ReadParts, arms: Arms, options: ChooseOptions): Promise<Choice> {
  const { train } = read.parts;
  if (arms.default === undefined) return { start: 'scratch', reason: 'the default model is not there' };
  if (train.selected.length > MAX_COMPARED_ROWS) return chooseByLabels(read.labels, arms.default);
  const sizes = { k: FOLDS, rows: FOLDS * MAX_FOLD_ROWS, minimum: MIN_FOLD_ROWS };
  const compared = comparisonFolds(train, read.numbers, { ...sizes, seed: arms.scratch.config.seed });
  if (compared.length === 0) return { start: 'default', reason: 'too few rows to compare' };
  const rows = compared.reduce((sum, { dev }) => sum + dev.selected.length, 0);
  options.report(
    `comparing a new small network with the default model, in three folds of about ${count(rows / FOLDS)} rows`,
  );
  const { scratch, default: shipped } = arms;
  const shares = await shareRight(read, compared, { scratch, default: shipped }, options);
  return decide(figuresOf(shares, rows));
}

/** Without folds, for many rows: what the default model knows of their labels decides. */
export function chooseByLabels(labels: readonly string[], { base }: Arm): Choice {
  const known = base?.model.config.labels ?? [];
  const rows = `more than ${count(MAX_COMPARED_ROWS)} rows`;
  return labels.every((label) => known.includes(label))
    ? { start: 'default', reason: `${rows}, and it knows their labels` }
    : { start: 'scratch', reason: `${rows}, and labels that the default model does not know` };
}

/** The choice in a sentence. */
export function describeChoice({ start, reason, figures }: Choice): string {
  const name = start === 'default' ? 'fine-tuning the default model' : 'a new network';
  if (figures === undefined) return `chose ${name}: ${reason}`;
  const percent = (share: number) => (100 * share).toFixed(1);
  const ways = { default: 'fine-tuning the default model', scratch: 'a new small network' };
  const other = start === 'default' ? 'scratch' : 'default';
  const compared =
    `${percent(figures[start])} % right in three folds, ` +
    `${ways[other]} ${percent(figures[other])} % (difference ±${percent(figures.error)})`;
  return `chose ${ways[start]}: ${compared}${reason === TIE ? `; ${TIE}` : ''}`;
}

const TIE = 'equally right, and no terms of other texts go with it';

/** The start that is right more often; where the difference is within its error, the new network. */
export function decide(figures: FoldFigures): Choice {
  const difference = figures.default - figures.scratch;
  if (Math.abs(difference) <= figures.error) return { start: 'scratch', reason: TIE, figures };
  return { start: difference > 0 ? 'default' : 'scratch', reason: 'more often right', figures };
}

/** @param shares of each fold's rows that are right. */
export function figuresOf(shares: Readonly<Record<Start, readonly number[]>>, rows: number): FoldFigures {
  const differences = shares.default.map((share, fold) => share - shares.scratch[fold]);
  const k = differences.length;
  const { error } = foldMean(differences);
  const round = (value: number) => Number(value.toFixed(4));
  return {
    ...{ folds: k, rows, scratch: round(meanOf(shares.scratch)), default: round(meanOf(shares.default)) },
    error: round(error),
  };
}

async function shareRight(
  read: ReadParts,
  compared: readonly ComparisonFold[],
  arms: Record<Start, Arm>,
  { workers, signal, onCompared, onFold }: ChooseOptions,
): Promise<Record<Start, number[]>> {
  const workOf = (fold: ComparisonFold, start: Start) =>
    fold.train.selected.length * configOf(arms[start], read, fold).epochs;
  const size = compared.reduce(
    (sum, fold) => sum + STARTS.reduce((work, start) => work + workOf(fold, start), 0),
    0,
  );
  const shares: Record<Start, number[]> = { scratch: [], default: [] };
  const pool = new TrainingPool(workers, STALL_MS);
  let done = 0;
  try {
    for (const [index, fold] of compared.entries()) {
      for (const start of STARTS) {
        const arm = arms[start];
        const run = {
          workers,
          signal,
          pool,
          onTrained: (trained: number) => onCompared(done + trained, size),
        };
        shares[start].push(await shareOfFold(read, fold, arm, run));
        done += workOf(fold, start);
      }
      const [fresh, tuned] = [shares.scratch, shares.default].map((each) => (100 * each[index]).toFixed(1));
      onFold?.(
        `fold ${index + 1} of ${compared.length}: a new network ${fresh} % right, the default model ${tuned} %`,
      );
    }
  } finally {
    await pool.close();
    onCompared(size, size);
  }
  return shares;
}

/**
 * The share of a fold that is right after its best epoch. That flatters, but both starts alike, and a run keeps its best epoch: the
 * last one of fine-tuning to 27 new labels is five points worse.
 */
async function shareOfFold(read: ReadParts, fold: ComparisonFold, arm: Arm, run: FoldRun): Promise<number> {
  try {
    const { trained } = await trainFold(read, fold, arm, configOf(arm, read, fold), run);
    return trained.best.devAccuracy;
  } catch (error) {
    // The choices suit one start and not the other, such as a rate.
    if (error instanceof DivergedError) return 0;
    throw error;
  }
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
