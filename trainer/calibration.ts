/** Steps of the search, each of which narrows the bracket to 0.618 of its width. */
const STEPS = 40;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Temperatures tried lie between e⁻² and e². */
const LOG_RANGE = 2;

/**
 * The temperature T for which softmax(logits / T) has the least cross-entropy on the labels (Guo et al. 2017),
 * by golden-section search.
 *
 * @param logits [texts, classes] of texts that were not trained on.
 */
export function fitTemperature(logits: Float32Array, labels: Int32Array, classes: number): number {
  const loss = (logTemperature: number) => crossEntropy(logits, labels, classes, Math.exp(logTemperature));
  let low = -LOG_RANGE;
  let high = LOG_RANGE;
  for (let step = 0; step < STEPS; step++) {
    const left = high - GOLDEN * (high - low);
    const right = low + GOLDEN * (high - low);
    if (loss(left) < loss(right)) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}

function crossEntropy(
  logits: Float32Array,
  labels: Int32Array,
  classes: number,
  temperature: number,
): number {
  let loss = 0;
  for (let text = 0; text < labels.length; text++) {
    const row = logits.subarray(text * classes, (text + 1) * classes);
    const maximum = Math.max(...row);
    const sum = row.reduce((total, logit) => total + Math.exp((logit - maximum) / temperature), 0);
    loss += Math.log(sum) - (row[labels[text]] - maximum) / temperature;
  }
  return loss / labels.length;
}
