import { type Choice, type FoldFigures, STARTS, type Start } from '../config/start.ts';
import { DivergedError, STALL_MS, TrainingPool } from '../parallel/pool.ts';
import type { ReadParts } from '../prepare/prepare.ts';
import { foldMean, meanOf } from '../scoring/correctederror.ts';
import { type ComparisonFold, comparisonFolds } from './comparisonfolds.ts';
import type { Compared } from './learningcurve.ts';
import { type Arm, configOf, type FoldRun, rightOf, trainFold } from './trainfold.ts';

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

/** A choice, and what the folds have measured of it; undefined without folds, or where they have only some of the rows. */
export type Chosen = { choice: Choice; compared?: Compared | undefined };

/**
 * Chooses what a run starts from: a new small network or the model that ships, whichever is right more often in three folds of the
 * training rows. Equal rows, choices and seed give an equal choice for any number of workers.
 *
 * @throws ChoosingStoppedError after the signal.
 */
export async function chooseStart(read: ReadParts, arms: Arms, options: ChooseOptions): Promise<Chosen> {
  const { train } = read.parts;
  const without = (choice: Choice) => ({ choice });
  if (arms.default === undefined) {
    return without({ start: 'scratch', reason: 'the default model is not there' });
  }
  if (train.selected.length > MAX_COMPARED_ROWS) return without(chooseByLabels(read.labels, arms.default));
  const sizes = { k: FOLDS, rows: FOLDS * MAX_FOLD_ROWS, minimum: MIN_FOLD_ROWS };
  const compared = comparisonFolds(train, read.numbers, { ...sizes, seed: arms.scratch.config.seed });
  if (compared.length === 0) return without({ start: 'default', reason: 'too few rows to compare' });
  const rows = compared.reduce((sum, { dev }) => sum + dev.selected.length, 0);
  options.report(
    `comparing a new small network with the default model, in three folds of about ${count(rows / FOLDS)} rows`,
  );
  const { scratch, default: shipped } = arms;
  const { shares, right, work } = await shareRight(read, compared, { scratch, default: shipped }, options);
  const choice = decide(figuresOf(shares, rows));
  const own = right[choice.start].filter((each) => each !== undefined);
  const isWhole = train.selected.length <= sizes.rows && own.length === FOLDS;
  return { choice, compared: isWhole ? { folds: compared, right: own, work } : undefined };
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
): Promise<{
  shares: Record<Start, number[]>;
  right: Record<Start, (Uint8Array | undefined)[]>;
  work: number;
}> {
  const workOf = (fold: ComparisonFold, start: Start) =>
    fold.train.selected.length * configOf(arms[start], read, fold).epochs;
  const size = compared.reduce(
    (sum, fold) => sum + STARTS.reduce((work, start) => work + workOf(fold, start), 0),
    0,
  );
  const shares: Record<Start, number[]> = { scratch: [], default: [] };
  const right: Record<Start, (Uint8Array | undefined)[]> = { scratch: [], default: [] };
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
        const measured = await measureFold(read, fold, arm, run);
        shares[start].push(measured.share);
        right[start].push(measured.right);
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
  return { shares, right, work: size };
}

/**
 * The share of a fold that is right after its best epoch, and which texts are. That flatters, but both starts alike, and a run keeps its best epoch: the
 * last one of fine-tuning to 27 new labels is five points worse.
 */
async function measureFold(
  read: ReadParts,
  fold: ComparisonFold,
  arm: Arm,
  run: FoldRun,
): Promise<{ share: number; right: Uint8Array | undefined }> {
  try {
    const fitted = await trainFold(read, fold, arm, configOf(arm, read, fold), run);
    return { share: fitted.trained.best.devAccuracy, right: rightOf(fitted) };
  } catch (error) {
    // The choices suit one start and not the other, such as a rate.
    if (error instanceof DivergedError) return { share: 0, right: undefined };
    throw error;
  }
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
