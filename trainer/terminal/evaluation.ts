import { clean } from '../print.ts';
import { type Evaluation, FEW_ROWS, type GroupFigures, type Mistake } from '../scoring/evaluation.ts';
import type { Interval } from '../scoring/intervals.ts';
import type { Steps } from '../scoring/ordered.ts';
import { confusionPart } from './confusion.ts';
import { sentencesOf } from './sentences.ts';
import { cut, grid } from './table.ts';

/** How much of it is shown. */
export type Shown = {
  /** Columns of the terminal. */
  width: number;
  /** Every label and every confusion, however many. */
  all: boolean;
};

/** Labels of the table, without `--all`. */
const MAX_LABELS = 20;

/** What `evaluate` prints for people: figures, labels, confusions, groups, mistakes, and what it means in words. */
export function evaluationText(found: Evaluation, shown: Shown): string {
  const { steps, groups, mistakes } = found;
  const parts = [
    figuresPart(found, shown),
    labelsPart(found, shown),
    confusionPart(found, shown),
    ...(steps ? [stepsPart(steps, shown)] : []),
    ...(groups ? [groupsPart(groups, shown)] : []),
    ...(mistakes ? [mistakesPart(mistakes, shown)] : []),
    sentencesOf(found).join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function figuresPart(found: Evaluation, { width }: Shown): string {
  const { examples, interval, baseline } = found;
  const rows: (string | number)[][] = [
    ['', 'figure', '95 % interval'],
    ['examples', examples],
    ['accuracy', short(found.accuracy), range(interval.accuracy)],
    ['macro_f1', short(found.macro_f1), range(interval.macro_f1)],
    ['macro_recall', short(found.macro_recall)],
    ['ece', short(found.ece), range(interval.ece)],
    [`accuracy of “${clean(baseline.majority.label)}” for all`, short(baseline.majority.accuracy)],
  ];
  if (baseline.word_list) rows.push(["word list's best accuracy", short(baseline.word_list.accuracy)]);
  return grid(rows, width);
}

function labelsPart({ labels, interval }: Evaluation, { width, all }: Shown): string {
  const names = Object.keys(labels);
  const isCut = !all && names.length > MAX_LABELS;
  const kept = isCut
    ? names.toSorted((a, b) => labels[b].support - labels[a].support).slice(0, MAX_LABELS)
    : names;
  const rows = kept.map((name) => {
    const { precision, recall, f1, support } = labels[name];
    const known = Object.hasOwn(interval.recall, name) ? range(interval.recall[name]) : '–';
    return [clean(name), short(precision), short(recall), known, short(f1), support];
  });
  const lines = grid([['label', 'precision', 'recall', '95 %', 'f1', 'support'], ...rows], width);
  return isCut ? `${lines}\nand ${names.length - MAX_LABELS} more, less frequent: --all shows them` : lines;
}

function stepsPart({ order, mean, within_one, kappa }: Steps, { width }: Shown): string {
  const rows = [
    ['mean steps off', short(mean)],
    ['within one step', short(within_one)],
    ['kappa, quadratic', kappa === null ? '–' : short(kappa)],
  ];
  return `In the order ${order.map(clean).join(' < ')}:\n${grid(rows, width)}`;
}

function groupsPart(groups: Record<string, GroupFigures>, { width }: Shown): string {
  const rows = Object.entries(groups).map(
    ([name, { examples, accuracy, macro_f1, ece, interval, too_few }]) => [
      clean(name),
      examples,
      short(accuracy),
      range(interval.accuracy),
      short(macro_f1),
      short(ece),
      too_few ? 'few' : '',
    ],
  );
  const lines = grid([['group', 'examples', 'accuracy', '95 %', 'macro_f1', 'ece', ''], ...rows], width);
  const isFew = Object.values(groups).some(({ too_few }) => too_few);
  return isFew ? `${lines}\nfew: under ${FEW_ROWS} rows, too few to tell it from another group` : lines;
}

function mistakesPart(mistakes: readonly Mistake[], { width }: Shown): string {
  if (mistakes.length === 0) return 'No mistakes.';
  const lines = mistakes.flatMap(({ line, truth, answer, score, text }) => [
    cut(`line ${line}  ${score.toFixed(3)}  ${clean(truth)} → ${clean(answer)}`, width),
    // A text may be long, and only its beginning is shown.
    `  ${cut(clean(text.slice(0, width)), width - 2)}`,
  ]);
  return ['Mistakes that the model is surest of, truth → answer:', ...lines].join('\n');
}

function range({ low, high }: Interval): string {
  return `${low.toFixed(3)}–${high.toFixed(3)}`;
}

function short(value: number): string {
  return value.toFixed(4);
}
