import { clean } from '../print.ts';
import type { Evaluation } from '../scoring/evaluation.ts';
import { cut, grid, gridWidth } from './table.ts';

/** Confusions of the list, without `all`. */
const MAX_CONFUSIONS = 10;

/** Columns of the list beside the two names, and what is left of each name at least. */
const BESIDE_NAMES = 28;
const LEAST_NAME = 8;

/**
 * What was taken for what: a matrix where it fits the terminal, else the most frequent confusions.
 *
 * @param found its `confusion` in the order in which its `labels` are listed.
 */
export function confusionPart(
  { labels, confusion }: Pick<Evaluation, 'labels' | 'confusion'>,
  { width, all }: { width: number; all: boolean },
): string {
  const names = Object.keys(labels).map(clean);
  // A matrix of so many labels takes two columns each at least.
  if (3 * names.length <= width) {
    const matrix = [
      ['truth ↓ answer →', ...names],
      ...names.map((name, truth) => [name, ...confusion[truth]]),
    ];
    if (gridWidth(matrix) <= width) return grid(matrix, width);
  }
  return confusionList(names, confusion, width, all ? Number.POSITIVE_INFINITY : MAX_CONFUSIONS);
}

function confusionList(names: readonly string[], confusion: number[][], width: number, most: number): string {
  const found = confusion.flatMap((row, truth) => {
    const support = row.reduce((total, count) => total + count, 0);
    return row.flatMap((count, answer) =>
      count > 0 && answer !== truth ? [{ truth, answer, count, support }] : [],
    );
  });
  if (found.length === 0) return '';
  const kept = found.sort((a, b) => b.count - a.count).slice(0, most);
  const each = Math.max(LEAST_NAME, Math.floor((width - BESIDE_NAMES) / 2));
  const rows = kept.map(({ truth, answer, count, support }) => [
    `${cut(names[truth], each)} → ${cut(names[answer], each)}`,
    count,
    `${((100 * count) / support).toFixed(0)} %`,
  ]);
  const lines = grid([['truth → answer', 'texts', 'of the truth'], ...rows], width);
  const left = found.length - kept.length;
  return left === 0 ? lines : `${lines}\nand ${left.toLocaleString('en-US')} more pairs: --all shows them`;
}
