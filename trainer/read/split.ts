import { digestKey, rankOf, shortHash } from './heldout.ts';
import { Interner } from './interner.ts';

/** The texts to part, as `Texts` has them, and the keys that their groups stand for. */
export type Grouped = { labels: Int32Array; groups: Int32Array; keys: readonly string[] };

/**
 * Splits texts into train and dev so that equal texts (by `groupKey`) stay together and each label has its share of
 * dev texts, to within one group of equal texts. Which texts go where depends on the texts and the seed, not on the
 * order of the rows; both parts keep that order.
 *
 * @param labels [texts], numbers in the order of the labels' names.
 * @param share of each label's texts that goes to dev, above 0 and below 1. Every label keeps at least one group in
 *   train, and has one in dev if it has two.
 * @returns indices of the texts.
 * @throws RangeError when the share is out of bounds.
 */
export function splitTexts(
  { labels, groups, keys }: Grouped,
  { share, seed }: { share: number; seed: number },
): { train: Int32Array; dev: Int32Array } {
  if (!(share > 0 && share < 1)) throw new RangeError(`share is ${share}, allowed above 0 and below 1`);
  const sizes = new Int32Array(keys.length);
  for (const group of groups) sizes[group]++;
  const isDev = new Uint8Array(keys.length);
  const ranks = Float64Array.from(keys, (key) => rankOf(key, seed));
  const byRank = (a: number, b: number) => ranks[a] - ranks[b] || (keys[a] < keys[b] ? -1 : 1);
  for (const members of groupsByLabel(labels, groups, sizes)) {
    markDev(Int32Array.from(members).sort(byRank), sizes, share, isDev);
  }
  const indices = Int32Array.from(groups, (_, text) => text);
  return {
    train: indices.filter((text) => isDev[groups[text]] === 0),
    dev: indices.filter((text) => isDev[groups[text]] === 1),
  };
}

/** The rows that training on all of them with this share and seed keeps for dev. @param labels in the model's order. */
export function devExamples<Example extends { text: string; label: string }>(
  rows: readonly Example[],
  labels: readonly string[],
  options: { share: number; seed: number },
): Example[] {
  const keys = new Interner('texts');
  const groups = Int32Array.from(rows, ({ text }) => keys.id(groupKey(text)));
  const numbers = Int32Array.from(rows, ({ label }) => labels.indexOf(label));
  const { dev } = splitTexts({ labels: numbers, groups, keys: [...keys.strings()] }, options);
  return Array.from(dev, (row) => rows[row]);
}

/** Equal for texts that may not be parted. Texts of signs alone are compared as they are: 😀 is not 😡. */
export function groupKey(text: string): string {
  const key = digestKey(text);
  return shortHash(key === '' ? ` ${text.trim()}` : key);
}

/** The groups that occur, by label. Where equal texts have several labels, the group has the most frequent one. */
function groupsByLabel(labels: Int32Array, groups: Int32Array, sizes: Int32Array): number[][] {
  const classes = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const votes = new Int32Array(sizes.length * classes);
  groups.forEach((group, text) => {
    votes[group * classes + labels[text]]++;
  });
  const members: number[][] = Array.from({ length: classes }, () => []);
  sizes.forEach((size, group) => {
    if (size > 0) members[majority(votes.subarray(group * classes, (group + 1) * classes))].push(group);
  });
  return members;
}

/** Of labels with equal votes the first, so that the order of the rows does not decide. */
function majority(votes: Int32Array): number {
  return votes.indexOf(votes.reduce((most, count) => Math.max(most, count), 0));
}

/** Marks those of a label's groups that go to dev. */
function markDev(members: Int32Array, sizes: Int32Array, share: number, isDev: Uint8Array): void {
  const total = members.reduce((sum, group) => sum + sizes[group], 0);
  const target = Math.max(1, Math.round(total * share));
  let taken = 0;
  for (const group of members.subarray(1)) {
    if (taken >= target) break;
    isDev[group] = 1;
    taken += sizes[group];
  }
}
