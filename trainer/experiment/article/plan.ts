import type { QuestionId, Task } from '../../report/article/record.ts';
import { grid } from '../../terminal/table.ts';
import type { ArmsRequest } from '../compare/measurearms.ts';
import { workOfTokens } from '../fits/meter.ts';
import { armOf } from './arms.ts';
import { type Asked, askedOf, isMeasured } from './questions.ts';
import { blockCandidates } from './selection.ts';
import type { Size } from './size.ts';
import { INNER_SHARE, type ReadTask, TASKS } from './tasks.ts';

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

/** What a question asks for of a task. */
export type Planned = {
  question: QuestionId;
  task: Task;
  networks: number;
  fits: number;
  /** In tokens times layers, about: the texts are not there yet. */
  work: number;
};

/** The fits that questions need, by task and question, as far as the sizes tell: no text is read. */
export function planArticle(questions: readonly QuestionId[], size: Size): Planned[] {
  const rows = askedOf(questions, size).flatMap((asked) => rowsOf(asked, size));
  return questions.includes('blocks') ? [...rows, selectionRow(size)] : rows;
}

function rowsOf({ task, arms }: Asked, size: Size): Planned[] {
  const tokens = tokensOf(task, size);
  const rows = new Map<QuestionId, Planned>();
  for (const { question, choice } of arms) {
    const arm = armOf(choice, size, TASKS[task].maxTokens, false);
    const tried = arm.rates.length === 1 ? 0 : arm.rates.length;
    const row = rows.get(question) ?? { question, task, networks: 0, fits: 0, work: 0 };
    row.networks++;
    row.fits += tried + size.seeds.length;
    row.work += (tried * (1 - INNER_SHARE) + size.seeds.length) * workOfTokens(arm, tokens);
    rows.set(question, row);
  }
  return [...rows.values()];
}

/** The choice of the number of blocks; candidates that are dropped on the way need fewer fits. */
function selectionRow(size: Size): Planned {
  const task = 'sentences';
  const candidates = blockCandidates(size, TASKS[task].maxTokens);
  const tokens = (size.folds - 1) * tokensOf(task, size);
  return {
    ...{ question: 'blocks', task, networks: candidates.length, fits: candidates.length * size.folds },
    work: candidates.reduce((sum, candidate) => sum + workOfTokens(candidate, tokens), 0),
  };
}

function tokensOf(task: Task, { texts }: Size): number {
  return texts[task].train * TASKS[task].meanTokens;
}

/** Tokens times layers that a thread of two cores does in a second at 32 channels; it decides nothing but what the plan says. */
const WORK_A_SECOND = 2_000_000;

const NO_FITS = 'no fits: ratios of times alone, some minutes';

/** The plan as people read it. @param atATime fits at a time. */
export function planText(planned: readonly Planned[], atATime: number, width: number): string {
  if (planned.length === 0) return NO_FITS;
  const total = (of: 'networks' | 'fits' | 'work') => planned.reduce((sum, own) => sum + own[of], 0);
  const share = (work: number) => `${((100 * work) / total('work')).toFixed(1)} %`;
  const minutes = Math.ceil(total('work') / WORK_A_SECOND / atATime / 60);
  const rows = planned.map(({ question, task, networks, fits, work }) => [
    ...[question, task, networks, fits, share(work)],
  ]);
  const last = ['total', '', total('networks'), total('fits'), share(total('work'))];
  return [
    grid([['question', 'task', 'networks', 'fits', 'work'], ...rows, last], width),
    '',
    `${total('fits').toLocaleString('en-US')} fits, ${atATime} at a time: about ${minutes} min where each has a core for itself`,
  ].join('\n');
}
