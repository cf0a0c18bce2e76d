import { assignFolds } from './folds.ts';
import { countGroups, type Grouped, groupsByLabel } from './groups.ts';
import { digestKey, shortHash } from './heldout.ts';
import { Interner } from './interner.ts';

/** Two parts of the texts, as indices in rising order. */
export type Split = {
  train: Int32Array;
  /** Held out of training. */
  dev: Int32Array;
  /**
   * Texts in neither part: an equal text is in `dev`, in another split group. Groups that share texts are not joined, as nearly
   * all would become one.
   */
  purged: number;
};

/**
 * Splits texts into train and dev so that those of one group stay together and each label has its share of dev texts,
 * to within one group. A group is a split group, or equal texts (by `groupKey`) without one. Which texts go where depends on
 * the texts and the seed, not on the order of the rows; both parts keep that order.
 *
 * @param share of each label's texts that goes to dev, above 0 and below 1. Every label keeps at least one group in
 *   train, and has one in dev if it has two; a group counts for the most frequent of its labels.
 * @throws RangeError when the share is out of bounds.
 */
export function splitTexts(grouped: Grouped, { share, seed }: { share: number; seed: number }): Split {
  if (!(share > 0 && share < 1)) throw new RangeError(`share is ${share}, allowed above 0 and below 1`);
  const counts = countGroups(grouped, seed);
  const isDev = new Int32Array(counts.sizes.length);
  for (const members of groupsByLabel(counts)) {
    markDev(Int32Array.from(members).sort(counts.byRank), counts.sizes, share, isDev);
  }
  return splitBy(grouped, isDev, 1);
}

/**
 * Splits texts k times, so that each text is held out once. The groups of `splitTexts` lie in one fold each. Labels are
 * spread over the folds as evenly as groups allow: to within one group, where every group has one label. The folds depend on
 * the texts and the seed, not on the order of the rows.
 *
 * @param k folds, from 2 up to the number of groups.
 * @param names of the labels, for messages; undefined: their numbers.
 * @returns k splits; `dev` is the fold.
 * @throws RangeError when k is out of bounds, or a label is in fewer groups than there are folds.
 */
export function folds(
  grouped: Grouped,
  { k, seed, names }: { k: number; seed: number; names?: readonly string[] },
): Split[] {
  const foldOf = assignFolds(countGroups(grouped, seed), k, names);
  return Array.from({ length: k }, (_, fold) => splitBy(grouped, foldOf, fold));
}

/** The rows that training on all of them with this share and seed keeps for dev. @param labels in the model's order. */
export function devExamples<Example extends { text: string; label: string; splitGroup?: string }>(
  rows: readonly Example[],
  labels: readonly string[],
  options: { share: number; seed: number },
): Example[] {
  const keys = new Interner('texts');
  const numbers = rows.map((row) => groupNumbers(row, keys));
  const grouped = {
    labels: Int32Array.from(rows, ({ label }) => labels.indexOf(label)),
    groups: Int32Array.from(numbers, ({ group }) => group),
    splitGroups: Int32Array.from(numbers, ({ splitGroup }) => splitGroup),
    keys: [...keys.strings()],
  };
  return Array.from(splitTexts(grouped, options).dev, (row) => rows[row]);
}

/** The number of a text's group, and of its split group; where it has none, that is its group. */
export function groupNumbers(
  { text, splitGroup }: { text: string; splitGroup?: string | undefined },
  keys: Interner,
): { group: number; splitGroup: number } {
  const group = keys.id(groupKey(text));
  // The sign before the digits keeps it apart from a text's key.
  return { group, splitGroup: splitGroup === undefined ? group : keys.id(`=${shortHash(splitGroup)}`) };
}

/** Equal for texts that may not be parted. Texts of signs alone are compared as they are: 😀 is not 😡. */
export function groupKey(text: string): string {
  const key = digestKey(text);
  return shortHash(key === '' ? ` ${text.trim()}` : key);
}

/** The split that holds one side out. @param sideOf [groups], the side of each. */
function splitBy(
  { groups, splitGroups = groups, keys }: Grouped,
  sideOf: Int32Array,
  heldOut: number,
): Split {
  const texts = Int32Array.from(groups, (_, text) => text);
  const dev = texts.filter((text) => sideOf[splitGroups[text]] === heldOut);
  const isKnown = new Uint8Array(keys.length);
  for (const text of dev) isKnown[groups[text]] = 1;
  const train = texts.filter((text) => sideOf[splitGroups[text]] !== heldOut && isKnown[groups[text]] === 0);
  return { train, dev, purged: texts.length - train.length - dev.length };
}

/** Marks those of a label's groups that go to dev. */
function markDev(members: Int32Array, sizes: Int32Array, share: number, isDev: Int32Array): void {
  const total = members.reduce((sum, group) => sum + sizes[group], 0);
  const target = Math.max(1, Math.round(total * share));
  let taken = 0;
  for (const group of members.subarray(1)) {
    if (taken >= target) break;
    isDev[group] = 1;
    taken += sizes[group];
  }
}
