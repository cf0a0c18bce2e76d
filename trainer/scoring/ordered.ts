import { UserError } from '../errors.ts';
import { inShort } from '../read/labels.ts';

/** How far answers miss where labels have an order. */
export type Steps = {
  /** The labels from the lowest to the highest. */
  order: readonly string[];
  /** Mean of the steps between truth and answer. */
  mean: number;
  /** Share of the texts whose answer is the truth or its neighbour. */
  within_one: number;
  /** Quadratic weighted kappa (Cohen 1968): 1 all right, 0 no better than chance; null where it is 0 / 0. */
  kappa: number | null;
  /** Texts by steps: those that are right, then those that are one step off, and so on. */
  texts: readonly number[];
};

/** Orders that are known by the names, in lower case. */
const KNOWN: readonly (readonly string[])[] = [
  ['negative', 'neutral', 'positive'],
  ['very negative', 'negative', 'neutral', 'positive', 'very positive'],
];
/** More numbers than a scale has are rather the numbers of classes. */
const LONGEST_SCALE = 11;

/**
 * The order that three or more labels have by themselves: numbers of a scale, or a known one. Undefined where they have
 * none.
 */
export function knownOrder(labels: readonly string[]): readonly string[] | undefined {
  if (labels.length < 3) return undefined;
  const plain = new Map(labels.map((label) => [label.trim().toLowerCase().replaceAll(/[_-]/g, ' '), label]));
  if (plain.size !== labels.length) return undefined;
  const named = KNOWN.find(
    (order) => order.length === labels.length && order.every((name) => plain.has(name)),
  );
  if (named) return named.map((name) => plain.get(name)!);
  const isScale =
    labels.length <= LONGEST_SCALE && labels.every((label) => /^[+-]?\d+(?:\.\d+)?$/.test(label.trim()));
  const numbers = new Set(labels.map(Number));
  return isScale && numbers.size === labels.length
    ? labels.toSorted((a, b) => Number(a) - Number(b))
    : undefined;
}

/** @throws UserError when the names are not the labels, each once. */
export function checkOrder(order: readonly string[], labels: readonly string[]): readonly string[] {
  const isWhole = order.length === labels.length && new Set(order).size === order.length;
  if (isWhole && order.every((name) => labels.includes(name))) return order;
  throw new UserError(
    `--order is ${order.join(',')}, allowed each of ${inShort(labels)} once, from the lowest to the highest`,
    2,
  );
}

/**
 * How far the answers miss.
 *
 * @param confusion [truth][answer], in the order of `labels`.
 * @param order the labels, two or more, from the lowest to the highest.
 */
export function stepsOf(
  labels: readonly string[],
  confusion: readonly (readonly number[])[],
  order: readonly string[],
): Steps {
  const indices = order.map((label) => labels.indexOf(label));
  const counts = indices.map((truth) => indices.map((answer) => confusion[truth][answer]));
  const texts = order.map((_, steps) =>
    sumOver(counts, (truth, answer) => (Math.abs(truth - answer) === steps ? 1 : 0)),
  );
  const all = texts.reduce((total, count) => total + count, 0);
  return {
    order,
    mean: texts.reduce((total, count, steps) => total + steps * count, 0) / all,
    within_one: (texts[0] + texts[1]) / all,
    kappa: kappaOf(counts),
    texts,
  };
}

/** 1 − Σ w·observed / Σ w·expected with w = (truth − answer)². @param counts [truth][answer], in order. */
function kappaOf(counts: readonly (readonly number[])[]): number | null {
  const all = sumOver(counts, () => 1);
  const truths = counts.map((row) => row.reduce((total, count) => total + count, 0));
  const answers = counts.map((_, answer) => counts.reduce((total, row) => total + row[answer], 0));
  const observed = sumOver(counts, (truth, answer) => (truth - answer) ** 2);
  let expected = 0;
  truths.forEach((many, truth) => {
    answers.forEach((often, answer) => {
      expected += ((truth - answer) ** 2 * many * often) / all;
    });
  });
  return expected === 0 ? null : 1 - observed / expected;
}

function sumOver(
  counts: readonly (readonly number[])[],
  weight: (truth: number, answer: number) => number,
): number {
  let total = 0;
  counts.forEach((row, truth) => {
    row.forEach((count, answer) => {
      total += weight(truth, answer) * count;
    });
  });
  return total;
}
