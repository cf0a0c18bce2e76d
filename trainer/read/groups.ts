import { rankOf } from './heldout.ts';

/** Texts that are to be parted, as `Texts` has them. */
export type Grouped = {
  /** [texts], numbers in the order of the labels' names. */
  labels: Int32Array;
  /** [texts], equal for equal texts. */
  groups: Int32Array;
  /** [texts], equal for texts that stay on one side; undefined where only equal texts do. */
  splitGroups?: Int32Array | undefined;
  /** What the numbers of groups and split groups stand for. */
  keys: readonly string[];
};

/** The groups that stay together, by number. */
export type GroupCounts = {
  /** [groups], texts of each; 0 where a number is that of an equal text alone. */
  sizes: Int32Array;
  /** [groups, classes], texts of each label. */
  votes: Int32Array;
  classes: number;
  /** An order of the groups that depends on their keys and the seed alone. */
  byRank: (a: number, b: number) => number;
};

/** Counts the texts of each group that stays together. */
export function countGroups(
  { labels, groups, splitGroups = groups, keys }: Grouped,
  seed: number,
): GroupCounts {
  const classes = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const sizes = new Int32Array(keys.length);
  const votes = new Int32Array(keys.length * classes);
  splitGroups.forEach((group, text) => {
    sizes[group]++;
    votes[group * classes + labels[text]]++;
  });
  const ranks = Float64Array.from(keys, (key) => rankOf(key, seed));
  const byRank = (a: number, b: number) => ranks[a] - ranks[b] || (keys[a] < keys[b] ? -1 : 1);
  return { sizes, votes, classes, byRank };
}

/** A group's texts of each label. */
export function votesOf({ votes, classes }: GroupCounts, group: number): Int32Array {
  return votes.subarray(group * classes, (group + 1) * classes);
}

/** The groups that occur, by label. Where a group has several labels, it counts for the most frequent one. */
export function groupsByLabel(counts: GroupCounts): number[][] {
  const members: number[][] = Array.from({ length: counts.classes }, () => []);
  counts.sizes.forEach((size, group) => {
    if (size > 0) members[majority(votesOf(counts, group))].push(group);
  });
  return members;
}

/** Of labels with equal votes the first, so that the order of the rows does not decide. */
function majority(votes: Int32Array): number {
  return votes.indexOf(votes.reduce((most, count) => Math.max(most, count), 0));
}
