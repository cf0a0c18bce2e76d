/**
 * The softmax of logits over a temperature, in float64. The maximum is subtracted first, so that nothing overflows.
 *
 * @returns as many numbers as there are logits, from 0 to 1, of sum 1; NaN where a logit is not finite.
 */
export function softmax(logits: Float32Array, temperature = 1): number[] {
  let maximum = logits[0];
  for (const logit of logits) maximum = Math.max(maximum, logit);
  // Loops: the methods of arrays took 2 µs of a request inside workerd.
  const shares: number[] = [];
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    shares.push(Math.exp((logits[i] - maximum) / temperature));
    sum += shares[i];
  }
  for (let i = 0; i < shares.length; i++) shares[i] /= sum;
  return shares;
}
