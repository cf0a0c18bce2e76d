import { type GroupCounts, type Vote, votesOf } from './groups.ts';

/**
 * Deals groups to k folds, each to the fold that has the least of its labels. Large groups come first, so that small ones
 * even them out; among groups of about equal size the rank decides.
 *
 * @param names of the labels, for messages; undefined: their numbers.
 * @returns [groups], the fold of each, from 0.
 * @throws RangeError when k is out of bounds, or a label is in fewer groups than there are folds.
 */
export function assignFolds(counts: GroupCounts, k: number, names?: readonly string[]): Int32Array {
  const { sizes, classes, byRank } = counts;
  const members = Int32Array.from(sizes.keys()).filter((group) => sizes[group] > 0);
  const totals = checkFolds(counts, members, k, names);
  const bySize = (a: number, b: number) => Math.clz32(sizes[a]) - Math.clz32(sizes[b]) || byRank(a, b);
  const foldOf = new Int32Array(sizes.length);
  const held = Array.from({ length: k }, () => ({ texts: 0, labels: new Float64Array(classes) }));
  for (const group of members.sort(bySize)) {
    const votes = votesOf(counts, group);
    const fold = leastOf(held, votes, totals);
    foldOf[group] = fold;
    for (const { label, count } of votes) held[fold].labels[label] += count;
    held[fold].texts += sizes[group];
  }
  return foldOf;
}

/** @returns [classes], texts of each label. @throws RangeError as `assignFolds` does. */
function checkFolds(
  counts: GroupCounts,
  members: Int32Array,
  k: number,
  names: readonly string[] | undefined,
): Float64Array {
  if (!(Number.isInteger(k) && k >= 2 && k <= members.length)) {
    throw new RangeError(`k is ${k}, allowed whole numbers from 2 to ${members.length}, the groups of texts`);
  }
  const totals = new Float64Array(counts.classes);
  const groups = new Int32Array(counts.classes);
  for (const group of members) {
    for (const { label, count } of votesOf(counts, group)) {
      totals[label] += count;
      groups[label]++;
    }
  }
  const rare = groups.findIndex((count) => count > 0 && count < k);
  if (rare < 0) return totals;
  throw new RangeError(
    `k is ${k}, but the label ${names?.[rare] ?? rare} is in only ${groups[rare]} groups of texts: give fewer folds or more texts`,
  );
}

/** What a fold has so far. */
type Held = { texts: number /** [classes] */; labels: Float64Array };

/**
 * The fold that a group goes to: where the sum of the squares of every fold's share of every label rises least. Of equal
 * ones the fold with fewer texts, then the first.
 *
 * @param held of each fold.
 */
function leastOf(held: readonly Held[], votes: readonly Vote[], totals: Float64Array): number {
  const folds = held.map(({ texts, labels }) => {
    const cost = votes.reduce(
      (sum, { label, count }) => sum + (labels[label] * count) / totals[label] ** 2,
      0,
    );
    return { cost, texts };
  });
  const isLess = (a: number, b: number) =>
    (folds[a].cost - folds[b].cost || folds[a].texts - folds[b].texts) < 0;
  return folds.reduce((best, _, fold) => (isLess(fold, best) ? fold : best), 0);
}
