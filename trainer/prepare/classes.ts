import type { Dataset } from '../encode/dataset.ts';
import { clean } from '../print.ts';
import { costsOf, type LabelCost } from '../scoring/costs.ts';
import {
  type ClassWeights,
  classWeightsOf,
  labelCounts,
  labelShares,
  rareCosts,
  rareLabels,
} from './imbalance.ts';
import type { Subset } from './parts.ts';

/** How the labels of a run weigh in training and decide afterwards, each list in their order. */
export type Classes = {
  /** Shares of the training texts, as the file has them. */
  shares: number[];
  /** What the texts of a label weigh; undefined where all weigh the same. */
  weights: number[] | undefined;
  /** What an error on a text of a label costs; undefined where all cost the same. */
  costs: number[] | undefined;
  /** Indices of the rare ones. */
  rare: number[];
};

/**
 * @param packed all training texts, those of the data first.
 * @param own the training texts of the data alone: texts that are rehearsed say nothing of its shares.
 * @throws UserError as `classWeightsOf` and `costsOf`.
 */
export function classesOf(
  packed: Dataset,
  own: Subset,
  labels: readonly string[],
  {
    classWeights = 'none',
    costs,
  }: { classWeights?: ClassWeights | undefined; costs?: readonly LabelCost[] | undefined },
): Classes {
  const { offsets } = own.texts;
  const size = own.selected.filter((text) => offsets[text + 1] > offsets[text]).length;
  const counts = labelCounts({ ...packed, labels: packed.labels.subarray(0, size) }, labels.length);
  const shares = labelShares(counts);
  return {
    shares,
    weights: classWeightsOf(classWeights, shares, labels),
    costs: costs === undefined ? rareCosts(shares) : costsOf(costs, labels),
    rare: rareLabels(shares),
  };
}

/** What the summary of a run says of them: nothing where every label weighs and costs the same. */
export function summaryOf({ weights, costs }: Classes, labels: readonly string[]) {
  const named = (values: readonly number[]) =>
    Object.fromEntries(labels.map((label, i) => [label, values[i]]));
  return {
    ...(weights ? { classWeights: named(weights) } : {}),
    ...(costs ? { costs: named(costs) } : {}),
  };
}

/** Labels that a line names. */
const MOST_NAMED = 5;

/** What a person is told of rare labels. */
export function describeClasses({ shares, costs, rare }: Classes, labels: readonly string[]): string[] {
  if (rare.length === 0) return [];
  const named = rare.slice(0, MOST_NAMED).map((label) => {
    const share = `${(100 * shares[label]).toFixed(1)} %`;
    const cost = costs === undefined ? '' : `, cost ${costs[label]}`;
    return `${clean(labels[label])} (${share}${cost})`;
  });
  const more = rare.length > MOST_NAMED ? ` and ${rare.length - MOST_NAMED} more` : '';
  const [first] = rare;
  const way =
    costs === undefined
      ? 'a model answers such a label seldom; --cost makes it more frequent'
      : `errors on such a label cost more, so that it is answered at all; --cost ${clean(labels[first])}=1 takes that back`;
  return [`note: few texts are ${named.join(', ')}${more}: ${way}`];
}
