import { decide } from '../../src/model/classification.ts';
import { COST } from '../../src/model/file/metadata.ts';
import { UserError } from '../errors.ts';
import { json } from '../print.ts';
import { inShort } from '../read/labels.ts';

/** What an error costs where the text is of this label; 1 for every label that is not named. */
export type LabelCost = { label: string; cost: number };

/**
 * Reads `negative=5`. A label may have an equals sign in it: the last one counts.
 *
 * @throws RangeError when it is none, or the cost is out of its bounds.
 */
export function parseCost(text: string): LabelCost {
  const at = text.lastIndexOf('=');
  const [label, number] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  const cost = number === '' ? Number.NaN : Number(number);
  if (at > 0 && label !== '' && cost >= COST.minimum && cost <= COST.maximum) return { label, cost };
  const bounds = `${COST.minimum} to ${COST.maximum}`;
  throw new RangeError(
    `cost is ${json(text.slice(0, 60))}, allowed LABEL=NUMBER with a number from ${bounds}, such as negative=5`,
  );
}

/**
 * The costs of the labels, in their order; undefined where all cost the same, so that nothing is decided by them.
 *
 * @throws UserError when one is of no label of the model, or a label has two.
 */
export function costsOf(given: readonly LabelCost[], labels: readonly string[]): number[] | undefined {
  const costs = labels.map(() => 1);
  const seen = new Set<string>();
  for (const { label, cost } of given) {
    const index = labels.indexOf(label);
    if (index < 0) {
      throw new UserError(`--cost names ${json(label.slice(0, 60))}, the labels are ${inShort(labels)}`, 2);
    }
    if (seen.has(label)) throw new UserError(`--cost names ${json(label.slice(0, 60))} twice: give one`, 2);
    seen.add(label);
    costs[index] = cost;
  }
  return costs.every((cost) => cost === costs[0]) ? undefined : costs;
}

/**
 * The index of the answer among some labels alone.
 *
 * @param probabilities of `compared`.
 * @param costs of all `labels` of the model.
 */
export function decideAmong(
  probabilities: readonly number[],
  { compared, labels }: { compared: readonly string[]; labels: readonly string[] },
  costs: readonly number[],
): number {
  return decide(
    probabilities,
    compared.map((name) => costs[labels.indexOf(name)] ?? 1),
  );
}
