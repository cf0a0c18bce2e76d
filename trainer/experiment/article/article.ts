import type { CorpusFolders } from '../../corpora/mixing.ts';
import type { Source } from '../../corpora/sources.ts';
import type { ArticleRecord, ArticleSpeed, QuestionId } from '../../report/article/record.ts';
import type { ArmFit } from '../compare/armfit.ts';
import { ArmsMeasurer, MAX_ARM_BYTES } from '../compare/measurearms.ts';
import { FitFolder } from '../fits/fitfolder.ts';
import { keepingFits, type RunnerRequest, type Running, type Session, withLanes } from '../fits/session.ts';
import type { Fit } from '../select/race.ts';
import { type Planned, planArticle, planTask, type TaskPlan } from './plan.ts';
import { askedOf } from './questions.ts';
import { headOf, inOrder, type Measured } from './records.ts';
import { planSelection } from './selection.ts';
import type { Size } from './size.ts';
import { measureSpeeds } from './speed/speeds.ts';
import { type ReadTask, readTask } from './tasks.ts';

export type ArticleRequest = RunnerRequest & {
  size: Size;
  questions: readonly QuestionId[];
  folders: CorpusFolders;
  /** The folder whose `fits/` keeps what is measured. */
  kept: string;
  report: (message: string) => void;
  /** Told what is to be measured, before anything is pulled. @returns whether it is. */
  onPlan: (planned: readonly Planned[]) => boolean;
  /** Where texts come from; tests have sources of their own. */
  sources?: readonly Source[];
};

/** A fit or a speed has some kilobytes. */
const MAX_BYTES = 4096;

/**
 * Measures what the article on residual networks asks. Every fit is kept as soon as it is done: the same request goes on where it was
 * stopped, and ends with the same lines, for any number of workers and fits at a time.
 *
 * @returns the lines of `article.jsonl`; undefined where the plan was not agreed to.
 * @throws UserError when a source cannot be had, or after a signal.
 */
export async function measureArticle(request: ArticleRequest): Promise<ArticleRecord[] | undefined> {
  if (!request.onPlan(planArticle(request.questions, request.size))) return undefined;
  return keepingFits({ ...request, out: request.kept }, async (session) => {
    const { plans, tasks } = await readTasks(request, session.signal);
    return measureAll(request, plans, tasks, session);
  });
}

async function readTasks({ questions, size, folders, sources }: ArticleRequest, signal: AbortSignal) {
  const tasks: ReadTask[] = [];
  const plans: TaskPlan[] = [];
  for (const asked of askedOf(questions, size)) {
    const read = await readTask(asked.task, size, folders, sources);
    signal.throwIfAborted();
    tasks.push(read);
    plans.push(planTask(asked, read, size));
  }
  return { tasks, plans };
}

async function measureAll(
  request: ArticleRequest,
  plans: readonly TaskPlan[],
  tasks: readonly ReadTask[],
  { signal, counts }: Session,
): Promise<ArticleRecord[]> {
  const { size, questions, kept, report } = request;
  const { measured, selections } = await withLanes({ ...request, out: kept }, signal, (running) =>
    measureFits(request, plans, tasks, { ...running, onFit: () => counts.done++ }),
  );
  const speeds = new FitFolder<ArticleSpeed>(kept, MAX_BYTES, report);
  const efficiency = questions.includes('efficiency')
    ? await measureSpeeds(size.speed, speeds, signal, report)
    : [];
  return inOrder(headOf(size, tasks), measured, { blocks: selections, efficiency });
}

async function measureFits(
  { size, questions, kept }: ArticleRequest,
  plans: readonly TaskPlan[],
  tasks: readonly ReadTask[],
  { report, ...own }: Running & { onFit: () => void },
) {
  const arms = new FitFolder<ArmFit>(kept, MAX_ARM_BYTES, report);
  const candidates = new FitFolder<Fit>(kept, MAX_BYTES, report);
  const measurers = plans.map(({ read: { read } }) => new ArmsMeasurer({ ...own, read, folder: arms }));
  plans.forEach(({ request }, index) => {
    measurers[index].plan(request);
  });
  const sentences = questions.includes('blocks') ? tasks.filter(({ task }) => task === 'sentences') : [];
  const selections = sentences.map((task) => planSelection(task, size, { ...own, folder: candidates }));
  const measured: Measured[] = [];
  for (const [index, { read, request, questions: first }] of plans.entries()) {
    const results = await measurers[index].measure(request);
    report(`${read.task}: measured ${results.length} networks`);
    results.forEach((result, arm) => {
      measured.push({ question: first[arm], task: read.task, result });
    });
  }
  const found = measurers.reduce((sum, measurer) => sum + measurer.found, 0);
  if (found > 0) report(`${found} of these fits were there already`);
  const chosen = [];
  for (const { run } of selections) chosen.push(await run());
  return { measured, selections: chosen };
}
