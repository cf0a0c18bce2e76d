import { mixKey, uniform } from '../random.ts';
import { argmax, ECE_BINS, eceBin, type Judged, macroF1Of, wilson } from './metrics.ts';

/** Where a figure of all such texts lies with 95 % confidence, as far as the measured texts can tell. */
export type Interval = { low: number; high: number };

/** Intervals of what `measure` gives. */
export type Intervals = {
  accuracy: Interval;
  macro_f1: Interval;
  ece: Interval;
  /** Of each label that occurs as truth. */
  recall: Record<string, Interval>;
};

const SEED = 1;
/** Texts drawn in all: what an interval may cost. A large file is drawn fewer times, for it needs them less. */
const DRAWS = 4_000_000;
const MOST_ROUNDS = 1000;
const LEAST_ROUNDS = 200;
/** Shares of a distribution between which 95 % lie. */
const LOW = 0.025;
const HIGH = 0.975;

/** How many times so many texts are drawn anew. */
export function roundsFor(texts: number): number {
  return Math.max(LEAST_ROUNDS, Math.min(MOST_ROUNDS, Math.floor(DRAWS / texts)));
}

/**
 * The 95 % interval of a figure from its values on texts that were drawn anew: percentiles (Efron and Tibshirani 1993,
 * chapter 13), moved by the bias that they show (chapter 10). A calibration error grows by drawing alone. The figure
 * itself always lies within.
 *
 * @param values of the figure, one a round.
 */
export function bootstrapInterval(estimate: number, values: Float64Array): Interval {
  const sorted = values.toSorted();
  const bias = sorted.reduce((total, value) => total + value, 0) / sorted.length - estimate;
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] - bias;
  return { low: Math.min(estimate, at(LOW)), high: Math.max(estimate, at(HIGH)) };
}

/**
 * Intervals of accuracy and recall (Wilson 1927), macro F1 and calibration error (bootstrap over the texts). Nothing but
 * the answers decides them.
 *
 * @param metrics of the same answers, as `measure` gives them.
 */
export function intervalsOf(
  labels: readonly string[],
  judged: readonly Judged[],
  { macro_f1, ece, confusion }: { macro_f1: number; ece: number; confusion: readonly (readonly number[])[] },
): Intervals {
  const drawn = drawFigures(labels.length, judged);
  const right = (label: number) => confusion[label][label];
  const support = (label: number) => confusion[label].reduce((total, count) => total + count, 0);
  const known = [...labels.keys()].filter((label) => support(label) > 0);
  const allRight = known.reduce((total, label) => total + right(label), 0);
  return {
    accuracy: wilson(allRight, judged.length),
    macro_f1: withinShares(bootstrapInterval(macro_f1, drawn.macroF1)),
    ece: withinShares(bootstrapInterval(ece, drawn.ece)),
    recall: Object.fromEntries(
      known.map((label) => [labels[label], wilson(right(label), support(label))] as const),
    ),
  };
}

function withinShares({ low, high }: Interval): Interval {
  return { low: Math.max(0, low), high: Math.min(1, high) };
}

/** Macro F1 and calibration error of each round, float64 [rounds]. */
function drawFigures(
  labels: number,
  judged: readonly Judged[],
): { macroF1: Float64Array; ece: Float64Array } {
  const texts = judged.length;
  const truths = Int32Array.from(judged, ({ truth }) => truth);
  const answers = Int32Array.from(judged, ({ probabilities, answer }) => answer ?? argmax(probabilities));
  const bins = Int32Array.from(judged, ({ probabilities }, text) => eceBin(probabilities[answers[text]]));
  /** Confidence less whether it was right: what a bin sums up. */
  const excess = Float64Array.from(judged, ({ truth, probabilities }, text) => {
    return probabilities[answers[text]] - (answers[text] === truth ? 1 : 0);
  });
  const rounds = roundsFor(texts);
  const macroF1 = new Float64Array(rounds);
  const ece = new Float64Array(rounds);
  const counts = {
    right: new Int32Array(labels),
    truth: new Int32Array(labels),
    answer: new Int32Array(labels),
  };
  const sums = new Float64Array(ECE_BINS);
  for (let round = 0; round < rounds; round++) {
    for (const array of Object.values(counts)) array.fill(0);
    sums.fill(0);
    const key = mixKey(SEED, round);
    for (let place = 0; place < texts; place++) {
      const text = Math.floor(uniform(key, place) * texts);
      counts.truth[truths[text]]++;
      counts.answer[answers[text]]++;
      if (truths[text] === answers[text]) counts.right[truths[text]]++;
      sums[bins[text]] += excess[text];
    }
    macroF1[round] = macroF1Of(counts);
    ece[round] = sums.reduce((total, value) => total + Math.abs(value), 0) / texts;
  }
  return { macroF1, ece };
}
