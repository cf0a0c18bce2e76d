import { probabilities } from '../../src/model/calibration.ts';
import type { Calibration } from '../../src/model/file/metadata.ts';
import { measure } from './metrics.ts';
import { thinned } from './thin.ts';

/** Steps of a search, each of which narrows the bracket to 0.618 of its width. */
const STEPS = 30;
/** Of more labels each step takes as many times longer, and half of the steps find the temperature to within 0.3 %. */
const MANY_LABELS = 64;
const FEW_STEPS = 16;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Temperatures tried lie between e⁻³ and e³, exponents of the length between −0.5 and 0.5. */
const LOG_TEMPERATURE = 3;
const EXPONENT = 0.5;
/** Shares are taken to be no smaller, so that one text's loss stays finite. */
const LEAST = 1e-30;

/** Texts that were not trained on. */
export type Held = {
  /** [texts, classes]. */
  logits: Float32Array;
  /** [texts]. */
  labels: Int32Array;
  /** [texts], tokens of each. */
  lengths: Int32Array;
};

export type Fit = Pick<Calibration, 'temperature' | 'lengthExponent'>;

/** How sure a network that was just trained is taken to be where no text says otherwise: as sure as it should be. */
const HONEST: Fit = { temperature: 1, lengthExponent: 0 };

/**
 * Standard deviations of the prior, chosen by the trials of docs/decisions/0021-calibration-held-by-a-prior.md: of the
 * temperature's logarithm, and of the exponent.
 */
const SPREAD = { logTemperature: 0.2, lengthExponent: 0.05 };

/**
 * The most probable calibration after the labels: the temperature (Guo et al. 2017), and the power of a text's length that it is
 * divided by. Texts that are few, or all easy, say little of either, so both are held by a prior: a log-normal one of the
 * temperature, a normal one of the exponent. Both by golden-section search, one within the other. Of many labels it reads some of the
 * texts: see `thinned`.
 *
 * @param around what the prior lies around; null fits to the texts alone.
 */
export function fitCalibration(all: Held, around: Fit | null = HONEST): Fit {
  const isWide = all.logits.length > MANY_LABELS * all.labels.length;
  const held = isWide ? thinned(all) : all;
  const steps = isWide ? FEW_STEPS : STEPS;
  const margins = marginsOf(held);
  const texts = held.labels.length;
  const length = middleLength(held.lengths);
  const fitAt = (lengthExponent: number) => {
    const powers = powersOf(held.lengths, lengthExponent);
    const loss = (logTemperature: number) =>
      meanLoss(margins, powers, held.labels, Math.exp(logTemperature)) +
      distance({ temperature: Math.exp(logTemperature), lengthExponent }, around, length) / texts;
    const best = minimise(loss, LOG_TEMPERATURE, steps);
    return { temperature: Math.exp(best), loss: loss(best) };
  };
  // Texts of one length say nothing of it, and the search would end anywhere.
  const isEqual = held.lengths.every((length) => length === held.lengths[0]);
  const lengthExponent = isEqual
    ? (around?.lengthExponent ?? 0)
    : minimise((exponent) => fitAt(exponent).loss, EXPONENT, steps);
  return { temperature: fitAt(lengthExponent).temperature, lengthExponent };
}

/** The negative logarithm of the prior's density, but for a constant. @param length of the texts that the prior's temperature is of. */
function distance(at: Fit, around: Fit | null, length: number): number {
  if (around === null) return 0;
  const ratio = temperatureAt(at, length) / temperatureAt(around, length);
  const temperatures = Math.log(ratio) / SPREAD.logTemperature;
  const exponents = (at.lengthExponent - around.lengthExponent) / SPREAD.lengthExponent;
  return (temperatures ** 2 + exponents ** 2) / 2;
}

/**
 * What the logits of a text are divided by. Two fits are compared by it: temperature and exponent make up for each other, and the
 * temperature alone is that of a text of one token.
 *
 * @param length in tokens.
 */
export function temperatureAt({ temperature, lengthExponent }: Fit, length: number): number {
  return temperature / length ** lengthExponent;
}

/** The geometric mean of the texts' lengths, in tokens. */
export function middleLength(lengths: Int32Array): number {
  const logarithms = lengths.reduce((sum, length) => sum + Math.log(Math.max(length, 1)), 0);
  return Math.exp(logarithms / Math.max(lengths.length, 1));
}

/** Where a function of one minimum between −range and range has it. */
function minimise(f: (x: number) => number, range: number, steps: number): number {
  let low = -range;
  let high = range;
  for (let step = 0; step < steps; step++) {
    const left = high - GOLDEN * (high - low);
    const right = low + GOLDEN * (high - low);
    if (f(left) < f(right)) high = right;
    else low = left;
  }
  return (low + high) / 2;
}

/** Mean over the texts, in nats. */
export function crossEntropy(held: Held, { temperature, lengthExponent }: Fit): number {
  return meanLoss(marginsOf(held), powersOf(held.lengths, lengthExponent), held.labels, temperature);
}

/** By how much confidence and accuracy differ: `ece` of `Metrics`. @param labels names of the classes. */
export function calibrationError(held: Held, labels: readonly string[], fit: Fit): number {
  const judged = Array.from(held.labels, (truth, text) => {
    const logits = held.logits.subarray(text * labels.length, (text + 1) * labels.length);
    return { truth, probabilities: probabilities(logits, held.lengths[text], fit) };
  });
  return measure(labels, judged).ece;
}

/** [texts, classes]: how far each logit lies from the highest of its text, 0 or less. */
function marginsOf({ logits, labels }: Held): Float64Array {
  const classes = logits.length / labels.length;
  const margins = new Float64Array(logits.length);
  for (let first = 0; first < logits.length; first += classes) {
    const own = logits.subarray(first, first + classes);
    const highest = Math.max(...own);
    own.forEach((logit, i) => {
      margins[first + i] = logit - highest;
    });
  }
  return margins;
}

function powersOf(lengths: Int32Array, exponent: number): Float64Array {
  return Float64Array.from(lengths, (length) => length ** exponent);
}

/**
 * The cross-entropy of the probabilities that `probabilities` in `src/model/calibration.ts` gives, the same to the bit. A fit asks for it
 * thousands of times, so nothing is allocated, and margins and powers are worked out before.
 */
function meanLoss(
  margins: Float64Array,
  powers: Float64Array,
  labels: Int32Array,
  temperature: number,
): number {
  const classes = margins.length / labels.length;
  let loss = 0;
  for (let text = 0; text < labels.length; text++) {
    const own = temperature / powers[text];
    let sum = 0;
    for (let i = text * classes; i < (text + 1) * classes; i++) sum += Math.exp(margins[i] / own);
    const share = Math.exp(margins[text * classes + labels[text]] / own) / sum;
    loss -= Math.log(Math.max(share, LEAST));
  }
  return loss / labels.length;
}
