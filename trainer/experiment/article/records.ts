import type {
  ArticleFit,
  ArticleHead,
  ArticleRate,
  ArticleRecord,
  QuestionId,
  Task,
} from '../../report/article/record.ts';
import type { ArmFit } from '../compare/armfit.ts';
import type { ArmResult } from '../compare/measurearms.ts';
import { QUESTIONS } from './questions.ts';
import type { Size } from './size.ts';
import type { ReadTask } from './tasks.ts';

/** What was measured of an arm, and the question that it is first needed for. */
export type Measured = { question: QuestionId; task: Task; result: ArmResult };

/** The first line. */
export function headOf({ quick, seeds }: Size, tasks: readonly ReadTask[]): ArticleHead {
  return {
    ...{ kind: 'article', format: 1, quick, seeds: [...seeds] },
    sources: tasks.map(({ head }) => head.source),
    tasks: tasks.map(({ head }) => head.task),
  };
}

/** The lines by question, those of a question in the order in which it names its arms. */
export function inOrder(
  head: ArticleHead,
  measured: readonly Measured[],
  others: Partial<Record<QuestionId, readonly ArticleRecord[]>>,
): ArticleRecord[] {
  const linesOf = (question: QuestionId) => [
    ...measured.filter((own) => own.question === question).flatMap((own) => armLines(own, head.seeds)),
    ...(others[question] ?? []),
  ];
  return [head, ...QUESTIONS.flatMap(linesOf)];
}

/** Six digits are more than any seed repeats. */
function short(value: number): number {
  return Number(value.toPrecision(6));
}

function shortLoss(loss: number | null): number | null {
  return loss === null ? null : short(loss);
}

function armLines({ question, task, result }: Measured, seeds: readonly number[]): ArticleRecord[] {
  const { arm, tried, rate, fits } = result;
  const own = { question, task, arm: arm.name };
  return [
    ...tried.map(({ rate, right, texts, loss }): ArticleRate => {
      return { kind: 'rate', ...own, rate, right, texts, loss: shortLoss(loss) };
    }),
    ...fits.map((fit, index): ArticleFit => {
      return { kind: 'fit', ...own, seed: seeds[index], values: { ...arm.values }, rate, ...figures(fit) };
    }),
  ];
}

function figures({ answers, losses, loss, gradients, macroF1, ...fit }: ArmFit) {
  return {
    ...{ ...fit, losses: losses.map(short), macroF1: short(macroF1), loss: shortLoss(loss) },
    ...(gradients && { gradients }),
  };
}
