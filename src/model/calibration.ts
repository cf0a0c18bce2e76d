import { isNeutral } from './classification.ts';
import type { Calibration } from './file/metadata.ts';
import { softmax } from './softmax.ts';

/** The highest probability of a text whose language the model does not read, of two labels and of more. */
export const UNSURE = { two: 0.6, more: 0.5 } as const;

/**
 * The probabilities of a text's labels.
 *
 * @param logits float32 [labels].
 * @param tokens of the text, 1 or more.
 */
export function probabilities(
  logits: Float32Array,
  tokens: number,
  { temperature, lengthExponent }: Pick<Calibration, 'temperature' | 'lengthExponent'>,
): number[] {
  return softmax(logits, temperature / tokens ** lengthExponent);
}

/**
 * Probabilities, mixed with equal ones just as far as makes the highest no more than `UNSURE`: their order stays, and their sum.
 *
 * @param shares [labels], two or more, of sum 1.
 * @returns the very shares where the highest is no more already.
 */
export function unsure(shares: readonly number[]): readonly number[] {
  const most = highestUnsure(shares.length);
  const highest = Math.max(...shares);
  if (highest <= most) return shares;
  const equal = 1 / shares.length;
  const mixed = (highest - most) / (highest - equal);
  return shares.map((share) => share + mixed * (equal - share));
}

function highestUnsure(labels: number): number {
  return labels === 2 ? UNSURE.two : UNSURE.more;
}

/**
 * The probabilities of a text of which nothing can be read: the neutral label comes first where there is one, and the others share what is left as
 * in training; else the shares of training, drawn half-way to equal ones. None is higher than `UNSURE`.
 */
export function unread(labels: readonly string[], prior: readonly number[]): readonly number[] {
  const drawn = prior.map((share) => (share + 1 / labels.length) / 2);
  const neutral = labels.findIndex(isNeutral);
  if (neutral < 0) return unsure(drawn);
  const most = highestUnsure(labels.length);
  const others = 1 - drawn[neutral];
  return drawn.map((share, label) => (label === neutral ? most : ((1 - most) * share) / others));
}
