/** One answer of a model: the index of the true label and the probability of each. */
export type Judged = {
  truth: number;
  probabilities: ArrayLike<number>;
  /** The index of the label that is answered, where costs decide; else that of the highest probability, the first of equals. */
  answer?: number;
};

type LabelMetrics = { precision: number; recall: number; f1: number; support: number };

export type Metrics = {
  examples: number;
  accuracy: number;
  /** Mean F1 of the labels that occur, be it as truth or as answer. */
  macro_f1: number;
  /** Mean recall of the labels that occur as truth. */
  macro_recall: number;
  /** Expected calibration error: by how much confidence and accuracy differ. */
  ece: number;
  labels: Record<string, LabelMetrics>;
  /** [truth][answer], in the order of the labels. */
  confusion: number[][];
};

/** Bins of equal width, as in Guo et al. 2017, "On Calibration of Modern Neural Networks". */
export const ECE_BINS = 15;

/**
 * Measures answers.
 *
 * @throws RangeError when there is no answer.
 */
export function measure(labels: readonly string[], judged: Iterable<Judged>): Metrics {
  const confusion = labels.map(() => labels.map(() => 0));
  const calibration = new CalibrationBins();
  for (const { truth, probabilities, answer = argmax(probabilities) } of judged) {
    confusion[truth][answer]++;
    calibration.add(probabilities[answer], answer === truth);
  }
  const examples = sum(confusion.map(sum));
  if (examples === 0) throw new RangeError('there are 0 answers to measure, allowed 1 or more');
  const perLabel = labels.map((_, index) => labelMetrics(confusion, index));
  const right = confusion.map((row, index) => row[index]);
  const truth = perLabel.map(({ support }) => support);
  const answer = labels.map((_, index) => answers(confusion, index));
  return {
    examples,
    accuracy: sum(right) / examples,
    macro_f1: macroF1Of({ truth, answer, right }),
    macro_recall: mean(perLabel.filter(({ support }) => support > 0).map(({ recall }) => recall)),
    ece: calibration.error(),
    labels: Object.fromEntries(labels.map((label, index) => [label, perLabel[index]])),
    confusion,
  };
}

/**
 * A confusion matrix in the order in which an object lists its labels, in memory as in JSON: names that are whole numbers come first, by value, so
 * that 2 stands before 10.
 */
export function inListedOrder(
  labels: readonly string[],
  confusion: readonly (readonly number[])[],
): number[][] {
  const listed = Object.keys(Object.fromEntries(labels.map((label) => [label, true])));
  const indices = listed.map((label) => labels.indexOf(label));
  return indices.map((truth) => indices.map((answer) => confusion[truth][answer]));
}

/**
 * A model's probabilities over some labels alone, so that one of three classes can be measured on a set of two. A label
 * that the model lacks has none.
 */
export function restrict(scores: Readonly<Record<string, number>>, labels: readonly string[]): number[] {
  const compared = labels.map((name) => scores[name] ?? 0);
  const total = sum(compared);
  return compared.map((score) => (total > 0 ? score / total : 1 / labels.length));
}

/** Of a normal distribution, 95 % lie within so many standard deviations. */
const Z_95 = 1.959964;

/**
 * The 95 % interval of a share (Wilson 1927): right where the normal approximation is not, near 0 and 1.
 *
 * @throws RangeError when there is no example.
 */
export function wilson(right: number, examples: number): { low: number; high: number } {
  if (examples < 1) throw new RangeError(`examples is ${examples}, allowed 1 or more`);
  const share = right / examples;
  const square = Z_95 ** 2 / examples;
  const centre = (share + square / 2) / (1 + square);
  const spread = (Z_95 * Math.sqrt((share * (1 - share) + square / 4) / examples)) / (1 + square);
  // Of all right it ends at 1 exactly: rounding must not leave the share outside.
  return {
    low: Math.max(0, Math.min(share, centre - spread)),
    high: Math.min(1, Math.max(share, centre + spread)),
  };
}

/** The index of the label that is answered. */
export function answerOf({ probabilities, answer = argmax(probabilities) }: Judged): number {
  return answer;
}

/** The index of the highest value, the first of equals. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) if (values[index] > values[best]) best = index;
  return best;
}

/** The bin of a confidence: bin k holds those in (k / 15, (k + 1) / 15]. */
export function eceBin(confidence: number): number {
  return Math.min(ECE_BINS - 1, Math.max(0, Math.ceil(confidence * ECE_BINS) - 1));
}

/** Counts of each label: how often it was the truth, the answer, and both. */
type Counts = { truth: ArrayLike<number>; answer: ArrayLike<number>; right: ArrayLike<number> };

/** Mean F1 of the labels that occur, be it as truth or as answer. */
export function macroF1Of({ truth, answer, right }: Counts): number {
  let total = 0;
  let occurring = 0;
  for (let label = 0; label < truth.length; label++) {
    const both = truth[label] + answer[label];
    if (both === 0) continue;
    occurring++;
    total += (2 * right[label]) / both;
  }
  return ratio(total, occurring);
}

/** Confidence and accuracy by bin. */
class CalibrationBins {
  #bins = Array.from({ length: ECE_BINS }, () => ({ confidence: 0, right: 0 }));
  #count = 0;

  add(confidence: number, right: boolean): void {
    const bin = this.#bins[eceBin(confidence)];
    bin.confidence += confidence;
    if (right) bin.right++;
    this.#count++;
  }

  /** Σ over bins of (share of the answers) · |accuracy − mean confidence|. */
  error(): number {
    return sum(this.#bins.map(({ confidence, right }) => Math.abs(right - confidence))) / this.#count;
  }
}

function labelMetrics(confusion: number[][], index: number): LabelMetrics {
  const right = confusion[index][index];
  const support = sum(confusion[index]);
  const answered = answers(confusion, index);
  return {
    precision: ratio(right, answered),
    recall: ratio(right, support),
    f1: ratio(2 * right, support + answered),
    support,
  };
}

/** How often the label was the answer. */
function answers(confusion: number[][], index: number): number {
  return sum(confusion.map((row) => row[index]));
}

/** 0 of 0 is 0, as in scikit-learn. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return ratio(sum(values), values.length);
}
