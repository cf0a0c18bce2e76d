/**
 * The softmax of logits over a temperature, in float64. The maximum is subtracted first, so that nothing overflows.
 *
 * @returns as many numbers as there are logits, from 0 to 1, of sum 1; NaN where a logit is not finite.
 */
export function softmax(logits: Float32Array, temperature = 1): number[] {
  const maximum = Math.max(...logits);
  const exponentials = Array.from(logits, (logit) => Math.exp((logit - maximum) / temperature));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}
