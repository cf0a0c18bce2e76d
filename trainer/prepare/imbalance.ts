import type { Dataset } from '../encode/dataset.ts';
import { UserError } from '../errors.ts';
import { clean } from '../print.ts';

/** How texts weigh in training by their labels: all the same, each label's together the same, or halfway. */
export const CLASS_WEIGHTS = ['none', 'sqrt', 'balanced'] as const;
export type ClassWeights = (typeof CLASS_WEIGHTS)[number];

/** A label of a smaller share is rare. */
const RARE_SHARE = 0.1;
/** Of the share that each label would have if all had the same: with many labels each has less than a tenth. */
const RARE_OF_EQUAL = 0.5;

/** The texts of each label, [labels], each counted by its weight. */
export function labelCounts({ labels, weights }: Dataset, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  labels.forEach((label, text) => {
    counts[label] += weights ? weights[text] : 1;
  });
  return counts;
}

/** Each label's share of the training texts, [labels]. */
export function labelShares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}

/** A label whose errors would cost less is not rare: so little changes no answer to speak of. */
const LEAST_COST = 1.5;

/** The indices of the labels that are so rare that a network learns to leave them out. */
export function rareLabels(shares: readonly number[]): number[] {
  const limit = Math.min(RARE_SHARE, RARE_OF_EQUAL / shares.length / LEAST_COST);
  return [...shares.keys()].filter((label) => shares[label] < limit);
}

/**
 * What each label's texts weigh in training, so that the mean over all texts is 1; undefined where all weigh the same.
 *
 * @throws UserError where a label has no text in training, which no weight makes up for.
 */
export function classWeightsOf(
  mode: ClassWeights,
  shares: readonly number[],
  labels: readonly string[],
): number[] | undefined {
  const power = POWERS[mode];
  if (power === 0) return undefined;
  const empty = shares.indexOf(0);
  if (empty >= 0) {
    throw new UserError(
      `no text of ${clean(labels[empty])} is left to train on, so it cannot be weighed: say --class-weights none`,
    );
  }
  const weights = shares.map((share) => share ** -power);
  const mean = weights.reduce((sum, weight, label) => sum + weight * shares[label], 0);
  return weights.map((weight) => weight / mean);
}

/**
 * What an error on a text of a rare label costs, where nothing else is said: it is decided for as if it had half of an equal share;
 * undefined where no label is rare. docs/decisions/0020-rare-labels.md has the figures.
 */
export function rareCosts(shares: readonly number[]): number[] | undefined {
  const rare = rareLabels(shares);
  if (rare.length === 0) return undefined;
  const costOf = (share: number) => Math.min(MOST_COST, RARE_OF_EQUAL / shares.length / share);
  return shares.map((share, label) => (rare.includes(label) ? Number(costOf(share).toPrecision(3)) : 1));
}

/** Beyond it a label that hardly occurs would be answered too often. */
const MOST_COST = 10;

/** A label of share s weighs s to the minus this. */
const POWERS = { none: 0, sqrt: 0.5, balanced: 1 } as const;

/** The dataset, each text weighed by its label too. */
export function weighClasses(dataset: Dataset, classWeights: readonly number[] | undefined): Dataset {
  if (classWeights === undefined) return dataset;
  const weights = new Float32Array(new SharedArrayBuffer(Float32Array.BYTES_PER_ELEMENT * dataset.size));
  dataset.labels.forEach((label, text) => {
    weights[text] = (dataset.weights?.[text] ?? 1) * classWeights[label];
  });
  return { ...dataset, weights };
}
