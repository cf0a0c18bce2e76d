import type { TextNumbers } from '../encode/texts.ts';
import type { Subset } from '../prepare/parts.ts';
import { countGroups, type Grouped, votesOf } from '../read/groups.ts';
import { folds, splitTexts } from '../read/split.ts';

export type ComparisonFold = { train: Subset; dev: Subset };

type FoldOptions = {
  k: number;
  /** Texts in all folds together, about. */
  rows: number;
  /** With fewer in each fold, there are none. */
  minimum: number;
  seed: number;
};

/** Keeps the sample apart from the split into train and dev, which has the same seed. */
const SAMPLE_SEED = 0x5a3b1e;

/**
 * Folds of a sample of the training texts. Groups stay whole, and labels keep their shares. Texts of labels that are in fewer than k
 * groups are left out: no fold could be without them.
 *
 * @returns k folds; none where they would be too small to tell anything.
 */
export function comparisonFolds(
  { texts, selected }: Subset,
  numbers: TextNumbers,
  { k, rows, minimum, seed }: FoldOptions,
): ComparisonFold[] {
  const part = (chosen: Int32Array) => groupedOf({ texts, selected: chosen }, numbers);
  const sampled = sample(selected, part(selected), rows, seed);
  const common = withCommonLabels(sampled, part(sampled), k, seed);
  const grouped = part(common);
  if (common.length < k * minimum || new Set(grouped.labels).size < 2) return [];
  const subset = (members: Int32Array) => ({ texts, selected: members.map((text) => common[text]) });
  return folds(grouped, { k, seed }).map(({ train, dev }) => ({ train: subset(train), dev: subset(dev) }));
}

/** Some of the texts, as they are parted. */
export function groupedOf({ texts, selected }: Subset, numbers: TextNumbers): Grouped {
  return {
    labels: selected.map((text) => texts.labels[text]),
    groups: selected.map((text) => texts.groups[text]),
    splitGroups: texts.splitGroups && selected.map((text) => texts.splitGroups![text]),
    keys: [...numbers.groups.strings()],
  };
}

function sample(selected: Int32Array, grouped: Grouped, rows: number, seed: number): Int32Array {
  if (selected.length <= rows) return selected;
  const share = rows / selected.length;
  return splitTexts(grouped, { share, seed: (seed ^ SAMPLE_SEED) >>> 0 }).dev.map((text) => selected[text]);
}

/** The texts whose label is in k groups or more. */
function withCommonLabels(selected: Int32Array, grouped: Grouped, k: number, seed: number): Int32Array {
  const counts = countGroups(grouped, seed);
  const groups = new Int32Array(counts.classes);
  counts.sizes.forEach((size, group) => {
    if (size === 0) return;
    for (const { label } of votesOf(counts, group)) groups[label]++;
  });
  return selected.filter((_, text) => groups[grouped.labels[text]] >= k);
}
