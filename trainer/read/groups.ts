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
  /** [groups + 1], where the labels of each group's texts begin in `labels`. */
  offsets: Int32Array;
  /** [texts], the labels of all texts, group by group: a count for every group and label would be gigabytes of zeros. */
  labels: Int32Array;
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
  for (const group of splitGroups) sizes[group]++;
  const offsets = new Int32Array(keys.length + 1);
  sizes.forEach((size, group) => {
    offsets[group + 1] = offsets[group] + size;
  });
  const next = offsets.slice();
  const members = new Int32Array(labels.length);
  splitGroups.forEach((group, text) => {
    members[next[group]++] = labels[text];
  });
  const ranks = Float64Array.from(keys, (key) => rankOf(key, seed));
  const byRank = (a: number, b: number) => ranks[a] - ranks[b] || (keys[a] < keys[b] ? -1 : 1);
  return { sizes, offsets, labels: members, classes, byRank };
}

/** How many texts a label has. */
export type Vote = { label: number; count: number };

/** The labels of a group's texts, by rising number. */
export function votesOf({ offsets, labels }: GroupCounts, group: number): Vote[] {
  const votes: Vote[] = [];
  for (const label of labels.slice(offsets[group], offsets[group + 1]).sort()) {
    const last = votes.at(-1);
    if (last?.label === label) last.count++;
    else votes.push({ label, count: 1 });
  }
  return votes;
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
function majority(votes: readonly Vote[]): number {
  return votes.reduce((most, vote) => (vote.count > most.count ? vote : most)).label;
}
