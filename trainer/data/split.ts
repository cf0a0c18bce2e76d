import { digestKey, shortHash } from './digest.ts';

type Labelled = { text: string; label: string };
type Group = { label: string; size: number; rank: number };

/**
 * Splits rows into train and dev so that equal texts (by `digestKey`) stay together and each label has its share of
 * dev rows, to within one group of equal texts. Which texts go where depends on the texts and the seed, not on the
 * order of the rows; both parts keep that order.
 *
 * @param share of each label's rows that goes to dev, above 0 and below 1. Every label keeps at least one group in
 *   train, and has one in dev if it has two.
 * @throws RangeError when the share is out of bounds.
 */
export function splitRows<Row extends Labelled>(
  rows: readonly Row[],
  { share, seed }: { share: number; seed: number },
): { train: Row[]; dev: Row[] } {
  if (!(share > 0 && share < 1)) throw new RangeError(`share is ${share}, allowed above 0 and below 1`);
  const keys = rows.map(({ text }) => groupKey(text));
  const groups = groupRows(rows, keys, seed);
  const chosen = chooseGroups(groups, share);
  const train: Row[] = [];
  const dev: Row[] = [];
  rows.forEach((row, index) => {
    (chosen.has(keys[index]) ? dev : train).push(row);
  });
  return { train, dev };
}

/** Equal for texts that may not be parted. Texts of signs alone are compared as they are: 😀 is not 😡. */
export function groupKey(text: string): string {
  const key = digestKey(text);
  return shortHash(key === '' ? ` ${text.trim()}` : key);
}

/** One group a key. Where equal texts have several labels, the group has the most frequent one. */
function groupRows(rows: readonly Labelled[], keys: readonly string[], seed: number): Map<string, Group> {
  const votes = new Map<string, Map<string, number>>();
  rows.forEach(({ label }, index) => {
    const counts = votes.get(keys[index]) ?? new Map<string, number>();
    votes.set(keys[index], counts.set(label, (counts.get(label) ?? 0) + 1));
  });
  const groups = new Map<string, Group>();
  for (const [key, counts] of votes) {
    const size = [...counts.values()].reduce((sum, count) => sum + count, 0);
    groups.set(key, { label: majority(counts), size, rank: rankOf(key, seed) });
  }
  return groups;
}

/** A group's place in its label's order: the first 52 bits of a hash, since numbers sort faster than strings. */
function rankOf(key: string, seed: number): number {
  return Number.parseInt(shortHash(`${seed}:${key}`).slice(0, 13), 16);
}

/** Of labels with equal votes the first by name, so that the order of the rows does not decide. */
function majority(counts: ReadonlyMap<string, number>): string {
  return [...counts].reduce((best, next) =>
    next[1] > best[1] || (next[1] === best[1] && next[0] < best[0]) ? next : best,
  )[0];
}

/** The keys of the groups that go to dev. */
function chooseGroups(groups: ReadonlyMap<string, Group>, share: number): Set<string> {
  const byLabel = Map.groupBy(groups, ([, { label }]) => label);
  const chosen = new Set<string>();
  for (const members of byLabel.values()) {
    members.sort(([a, { rank: m }], [b, { rank: n }]) => m - n || (a < b ? -1 : 1));
    const total = members.reduce((sum, [, { size }]) => sum + size, 0);
    const target = Math.max(1, Math.round(total * share));
    let taken = 0;
    for (const [key, { size }] of members.slice(1)) {
      if (taken >= target) break;
      chosen.add(key);
      taken += size;
    }
  }
  return chosen;
}
