import type { Calibration } from './file/metadata.ts';
import { softmax } from './softmax.ts';

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
