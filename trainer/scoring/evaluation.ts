import { UserError } from '../errors.ts';
import type { Example } from '../read/examples.ts';
import { type Baseline, baselineOf } from './baseline.ts';
import { type Interval, type Intervals, intervalsOf } from './intervals.ts';
import { argmax, inListedOrder, type Judged, type Metrics, measure, wilson } from './metrics.ts';
import { type Steps, stepsOf } from './ordered.ts';

/** What `evaluate` says of a model on labelled texts: figures, and what to hold them against. */
export type Evaluation = Metrics & {
  /** [truth][answer], in the order in which `labels` lists them. */
  confusion: number[][];
  interval: Intervals;
  baseline: Baseline;
  /** Labels that texts have and no answer. */
  never_answered: string[];
  /** Only where the labels have an order. */
  steps?: Steps;
  groups?: Record<string, GroupFigures>;
  mistakes?: Mistake[];
};

/** Figures of the texts of one group. */
export type GroupFigures = Omit<Metrics, 'confusion'> & {
  /** In the order in which `labels` lists them; only of models with up to 64. */
  confusion?: number[][];
  interval: { accuracy: Interval };
  /** Whether they are under 30, too few to tell groups apart. */
  too_few: boolean;
};

/** A text that the model is wrong about. */
export type Mistake = {
  /** Where it begins in its file, from 1. */
  line: number;
  truth: string;
  answer: string;
  /** The probability of the answer. */
  score: number;
  text: string;
};

/** A group has fewer texts where any figure of it may be chance. */
export const FEW_ROWS = 30;
/** A column with more values than this says something else than what a text belongs to. */
const MAX_GROUPS = 200;
/** A matrix of more labels, a group, is too long to be looked at. */
const MAX_GROUP_LABELS = 64;

/**
 * Measures answers and what to hold them against.
 *
 * @param examples one or more, each with the answer at its index in `judged`.
 * @param order the labels from the lowest to the highest, where they have an order.
 */
export function evaluation(
  labels: readonly string[],
  examples: readonly Example[],
  judged: readonly Judged[],
  order: readonly string[] | undefined,
): Evaluation {
  const metrics = measure(labels, judged);
  const { confusion } = metrics;
  const isAnswered = (label: number) => confusion.some((row) => row[label] > 0);
  return {
    ...metrics,
    confusion: inListedOrder(labels, confusion),
    interval: intervalsOf(labels, judged, metrics),
    baseline: baselineOf(examples, labels),
    never_answered: labels.filter((label, index) => metrics.labels[label].support > 0 && !isAnswered(index)),
    ...(order === undefined ? {} : { steps: stepsOf(labels, confusion, order) }),
  };
}

/**
 * Figures of the rows of each group.
 *
 * @param groups the name of each answer's group, and the names in the order in which they are to come.
 * @throws UserError when the groups are too many to be looked at.
 */
export function measureGroups(
  labels: readonly string[],
  judged: readonly Judged[],
  { names, order }: { names: readonly string[]; order: readonly string[] },
): Record<string, GroupFigures> {
  if (order.length > MAX_GROUPS) {
    throw new UserError(`the group column has ${order.length} values, allowed ${MAX_GROUPS}: name another`);
  }
  const members = Map.groupBy(judged.keys(), (index) => names[index]);
  return Object.fromEntries(
    order.map((name) => {
      const rows = members.get(name) ?? [];
      return [
        name,
        figuresOf(
          labels,
          rows.map((index) => judged[index]),
        ),
      ];
    }),
  );
}

function figuresOf(labels: readonly string[], judged: readonly Judged[]): GroupFigures {
  const { confusion, ...figures } = measure(labels, judged);
  const right = confusion.reduce((total, row, label) => total + row[label], 0);
  return {
    ...figures,
    ...(labels.length > MAX_GROUP_LABELS ? {} : { confusion: inListedOrder(labels, confusion) }),
    interval: { accuracy: wilson(right, judged.length) },
    too_few: judged.length < FEW_ROWS,
  };
}

/** The mistakes that the model is surest of, at most `count`, the surest first, and of equals the first of the file. */
export function mistakesOf(
  labels: readonly string[],
  examples: readonly Example[],
  judged: readonly Judged[],
  count: number,
): Mistake[] {
  return judged
    .flatMap(({ truth, probabilities, answer = argmax(probabilities) }, index): Mistake[] => {
      if (answer === truth) return [];
      const { line, text } = examples[index];
      return [{ line, truth: labels[truth], answer: labels[answer], score: probabilities[answer], text }];
    })
    .sort((a, b) => b.score - a.score || a.line - b.line)
    .slice(0, count);
}
