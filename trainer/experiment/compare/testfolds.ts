import type { TextNumbers, Texts } from '../../encode/texts.ts';
import { UserError } from '../../errors.ts';
import type { ReadParts } from '../../prepare/prepare.ts';
import type { Grouped } from '../../read/groups.ts';
import { splitTexts } from '../../read/split.ts';
import type { ComparisonFold } from '../comparisonfolds.ts';

/** Share of the rows that is held back to measure on, and to try rates on. */
export const HELD_BACK = 0.2;

/** What arms are trained and measured on. */
export type TestFolds = {
  /** One for all seeds, or one a seed. */
  folds: ComparisonFold[];
  /** What rates are tried on; no test row is among those that decide them. */
  rates: ComparisonFold;
  /** Test rows by training rows, where each seed has its own; undefined where the test rows are given. */
  ratio: number | undefined;
};

/**
 * Parts the rows so that those of one group stay together. Rates are tried on rows that are never test rows. Without test rows of their own
 * each seed holds others back.
 *
 * @param isGiven whether `read` has test rows besides.
 * @throws UserError where there are too few rows.
 */
export function testFolds(
  { parts, numbers }: Pick<ReadParts, 'parts' | 'numbers'>,
  { seeds, rateSeed, isGiven }: { seeds: readonly number[]; rateSeed: number; isGiven: boolean },
): TestFolds {
  const { texts } = parts.train;
  const all = Int32Array.from({ length: texts.size }, (_, text) => text);
  const rates = heldBack(texts, numbers, all, { share: HELD_BACK, seed: rateSeed });
  if (isGiven) return { folds: [{ train: parts.train, dev: parts.dev }], rates, ratio: undefined };
  // Of the rows that are left, so many that they are this share of all.
  const share = Math.min(0.5, (HELD_BACK * texts.size) / rates.train.selected.length);
  const folds = seeds.map((seed) => heldBack(texts, numbers, rates.train.selected, { share, seed }));
  const ratios = folds.map(({ train, dev }) => dev.selected.length / train.selected.length);
  return { folds, rates, ratio: ratios.reduce((sum, each) => sum + each, 0) / ratios.length };
}

/** Holds a share of some rows back, and trains on all other rows but those whose text or group is held back too. */
function heldBack(
  texts: Texts,
  { groups }: TextNumbers,
  among: Int32Array,
  { share, seed }: { share: number; seed: number },
): ComparisonFold {
  const part = (own: Int32Array) => own.map((text) => among[text]);
  const grouped: Grouped = {
    labels: among.map((text) => texts.labels[text]),
    groups: among.map((text) => texts.groups[text]),
    splitGroups: texts.splitGroups && among.map((text) => texts.splitGroups![text]),
    keys: [...groups.strings()],
  };
  const dev = part(splitTexts(grouped, { share, seed }).dev);
  // Rows that are not among these may share a group with some that are.
  const parted = [texts.groups, texts.splitGroups ?? texts.groups];
  const held = parted.map((numbers) => new Set(dev.map((text) => numbers[text])));
  const isHeld = (text: number) => parted.some((numbers, kind) => held[kind].has(numbers[text]));
  const selected = Int32Array.from(texts.labels.keys()).filter((text) => !isHeld(text));
  if (dev.length > 0 && selected.length > 0)
    return { train: { texts, selected }, dev: { texts, selected: dev } };
  throw new UserError(
    `${texts.size} rows are too few to hold some back: two labels or more must each be in several groups of texts; give more rows`,
  );
}
