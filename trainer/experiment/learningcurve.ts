import type { TextNumbers } from '../encode/texts.ts';
import { UserError } from '../errors.ts';
import { DivergedError, STALL_MS, TrainingPool } from '../parallel/pool.ts';
import type { Subset } from '../prepare/parts.ts';
import type { ReadParts } from '../prepare/prepare.ts';
import { splitTexts } from '../read/split.ts';
import { type CurveLevel, fitLearningCurve, type LearningCurve } from '../scoring/learningcurve.ts';
import { type ComparisonFold, comparisonFolds, groupedOf } from './comparisonfolds.ts';
import type { Files } from './plan.ts';
import { type Arm, ChoosingStoppedError, configOf, type FoldRun, rightOf, trainFold } from './trainfold.ts';

/** What a curve is measured with. */
export type CurveSource = {
  read: ReadParts;
  arm: Arm;
  /** Whether the run has what the trainings of a curve lack, such as teachers: then none is measured. */
  hasMore: boolean;
  /** The folds that have chosen the start, where they have all of the training rows. */
  compared?: Compared | undefined;
};

/** What the comparison of two starts has measured. */
export type Compared = {
  folds: readonly ComparisonFold[];
  /** Of each fold, which of its texts are right. */
  right: readonly Uint8Array[];
  /** Texts that all its trainings have trained on, each as often as it was. */
  work: number;
};

export type CurveOptions = Omit<FoldRun, 'pool' | 'onTrained'> & {
  /** True where it was asked for; undefined measures it where it is cheap. */
  asked: boolean | undefined;
  report: (message: string) => void;
  /** Told how many texts of how many were trained on. */
  onTrained: (done: number, size: number) => void;
};

const FOLDS = 3;
/** Folds of fewer texts say nothing of a slope. */
const MIN_FOLD_ROWS = 100;
/** Share of the time of the run without it that a curve may take which nobody asked for. */
const CHEAP = 0.5;

/**
 * Measures how many more texts are right the more rows there are: networks are trained on two thirds of the training rows, on a third and
 * on half of that, each a part of the one before, and measured on the third that none of them has seen; three times, so that each row is
 * held out once. Groups stay whole, labels keep their shares. Equal data and choices give an equal curve for any number of workers.
 *
 * @returns undefined where it was not asked for and costs too much, or there are too few rows.
 * @throws ChoosingStoppedError after the signal.
 */
export async function learningCurve(
  source: CurveSource,
  { asked, report, onTrained, ...run }: CurveOptions,
): Promise<LearningCurve | undefined> {
  const { read, arm, compared } = source;
  if (asked === false || (!asked && (compared === undefined || source.hasMore))) return undefined;
  const folds = compared?.folds ?? foldsOf(source);
  if (folds.length === 0) {
    report(`too few rows for a learning curve: three folds of ${MIN_FOLD_ROWS} are needed`);
    return undefined;
  }
  const levels = levelsOf(folds, read.numbers, arm.config.seed);
  const missing = compared === undefined ? levels : levels.slice(0, -1);
  const work = missing.flat().reduce((sum, fold) => sum + workOf(source, fold), 0);
  const whole = { train: read.parts.train, dev: read.parts.dev };
  const own = workOf(source, whole);
  if (!asked && work > CHEAP * ((compared?.work ?? 0) + own)) return undefined;
  report(plan(missing, work / own));
  try {
    const told = { ...run, onTrained: (done: number) => onTrained(done, work) };
    const measured = await measureLevels(source, missing, told);
    if (compared !== undefined) measured.push({ rows: meanRows(folds), right: compared.right });
    return fitLearningCurve(measured, read.parts.train.selected.length);
  } catch (error) {
    // Of so few rows a vocabulary may be empty; a rate may suit many rows and not few. The run itself may do well.
    if (!(error instanceof DivergedError || error instanceof UserError)) throw error;
    report(`no learning curve: on fewer rows, ${error.message}`);
    return undefined;
  } finally {
    onTrained(work, work);
  }
}

/** What training may have that the trainings of a curve do not. */
type Lacking = Pick<Files, 'teachers' | 'vectors' | 'rehearse' | 'classWeights'>;

/** The flag of it; undefined where there is none. */
export function lackedBy({
  teachers,
  vectors,
  rehearse,
  classWeights = 'none',
}: Lacking): string | undefined {
  if (teachers?.length) return '--teacher';
  if (vectors !== undefined) return '--vectors';
  if (rehearse !== undefined) return '--rehearse';
  return classWeights === 'none' ? undefined : '--class-weights';
}

/** @throws UserError where a curve that is asked for would be of another training than the run's. */
export function refuseCurve(files: Lacking): void {
  const flag = lackedBy(files);
  if (flag === undefined) return;
  throw new UserError(
    `--learning-curve does not go with ${flag}, which its trainings on fewer rows lack: give one`,
    2,
  );
}

function plan(levels: readonly (readonly ComparisonFold[])[], times: number): string {
  const trainings = levels.flat().length;
  return `measuring whether more rows would help: ${trainings} trainings on fewer, about ${times.toFixed(1)} times as long as this one`;
}

function foldsOf({ read, arm }: CurveSource): ComparisonFold[] {
  const { seed } = arm.config;
  const options = { k: FOLDS, rows: Number.POSITIVE_INFINITY, minimum: MIN_FOLD_ROWS, seed };
  return comparisonFolds(read.parts.train, read.numbers, options);
}

/** The trainings of each level, the fewest rows first; each fold is held out once at each level. */
function levelsOf(folds: readonly ComparisonFold[], numbers: TextNumbers, seed: number): ComparisonFold[][] {
  const thirds = folds.map((fold, place) => onlyNext(fold, folds[(place + 1) % folds.length]));
  const sixths = thirds.map(({ train, dev }) => ({ train: half(train, numbers, seed), dev }));
  return [sixths, thirds, [...folds]];
}

/** Of the rows to train on those alone that the next fold holds. */
function onlyNext({ train, dev }: ComparisonFold, next: ComparisonFold): ComparisonFold {
  const held = new Set(next.dev.selected);
  return { train: { ...train, selected: train.selected.filter((text) => held.has(text)) }, dev };
}

/** Half of some texts, or a little more: every label stays. */
function half(subset: Subset, numbers: TextNumbers, seed: number): Subset {
  const { train } = splitTexts(groupedOf(subset, numbers), { share: 0.5, seed });
  return { ...subset, selected: train.map((place) => subset.selected[place]) };
}

function workOf({ read, arm }: CurveSource, fold: ComparisonFold): number {
  return fold.train.selected.length * configOf(arm, read, fold).epochs;
}

async function measureLevels(
  source: CurveSource,
  levels: readonly (readonly ComparisonFold[])[],
  { onTrained, ...run }: Omit<FoldRun, 'pool'>,
): Promise<CurveLevel[]> {
  const { read, arm } = source;
  const pool = new TrainingPool(run.workers, STALL_MS);
  let done = 0;
  try {
    const measured: CurveLevel[] = [];
    for (const folds of levels) {
      const right: Uint8Array[] = [];
      for (const fold of folds) {
        const before = done;
        const own = { ...run, pool, onTrained: (texts: number) => onTrained(before + texts) };
        right.push(rightOf(await trainFold(read, fold, arm, configOf(arm, read, fold), own)));
        done += workOf(source, fold);
        onTrained(done);
      }
      measured.push({ rows: meanRows(folds), right });
    }
    return measured;
  } catch (error) {
    if (!(error instanceof ChoosingStoppedError)) throw error;
    throw new ChoosingStoppedError(
      'while it measured a learning curve; run it again, or with --no-learning-curve',
    );
  } finally {
    await pool.close();
  }
}

/** The mean of the rows that are trained on. */
function meanRows(folds: readonly ComparisonFold[]): number {
  return folds.reduce((sum, { train }) => sum + train.selected.length, 0) / folds.length;
}
