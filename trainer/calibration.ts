import type { Calibration } from '../src/model/modelfile.ts';

/** Steps of a search, each of which narrows the bracket to 0.618 of its width. */
const STEPS = 30;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Temperatures tried lie between e⁻³ and e³, exponents of the length between −0.5 and 0.5. */
const LOG_TEMPERATURE = 3;
const EXPONENT = 0.5;

/** Texts that were not trained on. */
export type Held = {
  /** [texts, classes]. */
  logits: Float32Array;
  /** [texts]. */
  labels: Int32Array;
  /** [texts], tokens of each. */
  lengths: Int32Array;
};

/**
 * The calibration by which probabilities have the least cross-entropy on the labels: the temperature (Guo et al. 2017),
 * and the power of a text's length that it is divided by. Both by golden-section search, one within the other.
 */
export function fitCalibration(held: Held, classes: number): Fit {
  const fitAt = (lengthExponent: number) => {
    const scaled = scale(held, classes, lengthExponent);
    return minimise(
      (logTemperature) => meanLoss(scaled, held.labels, classes, Math.exp(logTemperature)),
      LOG_TEMPERATURE,
    );
  };
  // Where all are of one length it says nothing, and the search would end anywhere.
  const isEqual = held.lengths.every((length) => length === held.lengths[0]);
  const lengthExponent = isEqual ? 0 : minimise((exponent) => fitAt(exponent).value, EXPONENT).at;
  return { temperature: Math.exp(fitAt(lengthExponent).at), lengthExponent };
}

/** Where a function of one minimum between −range and range has it, and what it is there. */
function minimise(f: (x: number) => number, range: number): { at: number; value: number } {
  const probe = (at: number) => ({ at, value: f(at) });
  let [low, high] = [-range, range];
  let left = probe(high - GOLDEN * (high - low));
  let right = probe(low + GOLDEN * (high - low));
  for (let step = 0; step < STEPS; step++) {
    if (left.value < right.value) {
      [high, right] = [right.at, left];
      left = probe(high - GOLDEN * (high - low));
    } else {
      [low, left] = [left.at, right];
      right = probe(low + GOLDEN * (high - low));
    }
  }
  return left.value < right.value ? left : right;
}

type Fit = Pick<Calibration, 'temperature' | 'lengthExponent'>;

/** Mean over the texts, in nats. */
export function crossEntropy(held: Held, classes: number, { temperature, lengthExponent }: Fit): number {
  return meanLoss(scale(held, classes, lengthExponent), held.labels, classes, temperature);
}

/** A text's logits less the highest of them, times a power of its length: [texts, classes], 0 or less. */
function scale({ logits, lengths }: Held, classes: number, lengthExponent: number): Float64Array {
  const scaled = new Float64Array(logits.length);
  lengths.forEach((length, text) => {
    const own = logits.subarray(text * classes, (text + 1) * classes);
    const highest = Math.max(...own);
    const factor = length ** lengthExponent;
    own.forEach((logit, label) => {
      scaled[text * classes + label] = (logit - highest) * factor;
    });
  });
  return scaled;
}

function meanLoss(scaled: Float64Array, labels: Int32Array, classes: number, temperature: number): number {
  let loss = 0;
  for (let text = 0; text < labels.length; text++) {
    let sum = 0;
    for (let i = text * classes; i < (text + 1) * classes; i++) sum += Math.exp(scaled[i] / temperature);
    loss += Math.log(sum) - scaled[text * classes + labels[text]] / temperature;
  }
  return loss / labels.length;
}
