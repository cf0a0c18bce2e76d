import type { QuestionId, Task } from '../../report/article/record.ts';
import { grid } from '../../terminal/table.ts';
import type { ArmsRequest } from '../compare/measurearms.ts';
import { workOf } from '../fits/meter.ts';
import { armOf } from './arms.ts';
import { type Asked, isMeasured } from './questions.ts';
import type { Size } from './size.ts';
import type { ReadTask } from './tasks.ts';

/** What is measured of a task. */
export type TaskPlan = {
  read: ReadTask;
  request: ArmsRequest;
  /** Of each arm, the first question that asks for it. */
  questions: QuestionId[];
};

/** Decides the split that rates are tried on, and their fits; no seed of a size is 0. */
const RATE_SEED = 0;

/** The fits that questions need of a task. */
export function planTask({ arms }: Asked, read: ReadTask, size: Size): TaskPlan {
  const request: ArmsRequest = {
    arms: arms.map(({ choice }) => armOf(choice, size, read.maxTokens, isMeasured(choice))),
    seeds: size.seeds,
    folds: [read.fold],
    rates: { fold: read.inner, seed: RATE_SEED },
  };
  return { read, request, questions: arms.map(({ question }) => question) };
}

/** One line of the plan. */
type Row = { question: QuestionId; task: Task; arms: number; fits: number; work: number };

/** Tokens times layers that a thread of two cores does in a second at 32 channels; it decides nothing but what the plan says. */
const WORK_A_SECOND = 2_000_000;

const NO_FITS = 'no fits: ratios of times alone, some minutes';

/** The plan as people read it. @param atATime fits at a time. */
export function planText(plans: readonly TaskPlan[], atATime: number, width: number): string {
  const rows = plans.flatMap(rowsOf);
  if (rows.length === 0) return NO_FITS;
  const work = rows.reduce((sum, own) => sum + own.work, 0);
  const cells = rows.map(({ question, task, arms, fits, work: own }) => [
    ...[question, task, arms, fits, `${((100 * own) / Math.max(1, work)).toFixed(1)} %`],
  ]);
  const fits = rows.reduce((sum, own) => sum + own.fits, 0);
  const minutes = Math.ceil(work / WORK_A_SECOND / atATime / 60);
  return [
    grid([['question', 'task', 'arms', 'fits', 'work'], ...cells], width),
    '',
    `${fits.toLocaleString('en-US')} fits, ${atATime} at a time: about ${minutes} min where each has a core for itself`,
  ].join('\n');
}

function rowsOf({ read, request, questions }: TaskPlan): Row[] {
  const { seeds, folds, rates } = request;
  const rows = new Map<QuestionId, Row>();
  request.arms.forEach((arm, index) => {
    const question = questions[index];
    const tried = arm.rates.length === 1 ? 0 : arm.rates.length;
    const row = rows.get(question) ?? { question, task: read.task, arms: 0, fits: 0, work: 0 };
    row.arms++;
    row.fits += tried + seeds.length;
    row.work += tried * workOf(arm, rates.fold) + seeds.length * workOf(arm, folds[0]);
    rows.set(question, row);
  });
  return [...rows.values()];
}
