import { mixKey, shuffle } from '../random.ts';
import { type CountedNgrams, type HashedTexts, visitNgrams } from './count.ts';
import { HashIndex } from './hashindex.ts';

/** Added to each count of texts, so that none is 0 (Laplace). */
const SMOOTHING = 1;
/** Chosen on a part of the training rows of IMDb and ChnSentiCorp: docs/decisions/0033-ngrams-beside-the-network.md. */
const LEARNING_RATE = 0.3;
const EPOCHS = 5;
const BIAS_RATE = 0.01;
/** Errors so small change nothing to speak of. */
const LEAST_ERROR = 1e-4;
const EPSILON = 1e-6;

/**
 * For each label the logarithm of how many times as often its texts have an n-gram as the others (Wang & Manning 2012).
 *
 * @returns float32 [ngrams, labels].
 */
export function countRatios({ counts, totals }: Pick<CountedNgrams, 'counts' | 'totals'>): Float32Array {
  const labels = totals.length;
  const all = totals.reduce((sum, total) => sum + total, 0);
  const ratios = new Float32Array(counts.length);
  for (let at = 0; at < counts.length; at += labels) {
    let sum = 0;
    for (let label = 0; label < labels; label++) sum += counts[at + label];
    for (let label = 0; label < labels; label++) {
      const own = (counts[at + label] + SMOOTHING) / (totals[label] + 2 * SMOOTHING);
      const other = (sum - counts[at + label] + SMOOTHING) / (all - totals[label] + 2 * SMOOTHING);
      ratios[at + label] = Math.log(own / other);
    }
  }
  return ratios;
}

/** The n-grams of each text by their numbers, each once. */
type TextNgrams = { offsets: Int32Array; ngrams: Int32Array };

/** @param hashes of the n-grams that count; all others are left out. */
export function textNgrams(texts: HashedTexts, hashes: Int32Array): TextNgrams {
  const index = new HashIndex(hashes.length);
  for (const hash of hashes) index.add(hash);
  const last = new Int32Array(hashes.length).fill(-1);
  const offsets = new Int32Array(texts.size + 1);
  // As many as there may be: the memory that is not written costs nothing.
  const ngrams = new Int32Array(3 * texts.hashes.length);
  let size = 0;
  for (let text = 0; text < texts.size; text++) {
    visitNgrams(texts, text, (hash) => {
      const ngram = index.find(hash);
      if (ngram < 0 || last[ngram] === text) return;
      last[ngram] = text;
      ngrams[size++] = ngram;
    });
    offsets[text + 1] = size;
  }
  return { offsets, ngrams: ngrams.subarray(0, size) };
}

/**
 * Logistic regression over the n-grams of each text, each as large as its count ratio: NBSVM of Wang & Manning, with Adagrad (Duchi
 * et al. 2011). The logits of a text are divided by the root of its tokens, as `NgramTable`
 * does. One thread, texts in the order of the seed:
 * equal texts give equal bits.
 *
 * @returns what an n-gram adds to the logits, [ngrams, labels].
 */
export function fitWeights(
  texts: HashedTexts,
  { offsets, ngrams }: TextNgrams,
  ratios: Float32Array,
  { labels, seed }: { labels: number; seed: number },
): Float32Array {
  const model = new Regression(ratios, labels);
  const order = new Int32Array(texts.size);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(order, mixKey(seed, epoch));
    const rate = LEARNING_RATE * (1 - epoch / EPOCHS);
    for (const text of order) {
      const own = ngrams.subarray(offsets[text], offsets[text + 1]);
      const tokens = texts.tokenOffsets[text + 1] - texts.tokenOffsets[text];
      const target = { label: texts.labels[text], weight: texts.weights?.[text] ?? 1 };
      model.step({ ngrams: own, share: 1 / Math.sqrt(tokens) }, target, rate);
    }
  }
  return model.weights();
}

class Regression {
  readonly #ratios: Float32Array;
  readonly #labels: number;
  /** [ngrams, labels], times the ratios. */
  readonly #factors: Float32Array;
  readonly #squares: Float32Array;
  readonly #bias: Float64Array;
  readonly #errors: Float64Array;

  constructor(ratios: Float32Array, labels: number) {
    this.#ratios = ratios;
    this.#labels = labels;
    this.#factors = new Float32Array(ratios.length);
    this.#squares = new Float32Array(ratios.length);
    this.#bias = new Float64Array(labels);
    this.#errors = new Float64Array(labels);
  }

  /** @param share of each n-gram's weight that its text's logits have. */
  step(
    { ngrams, share }: { ngrams: Int32Array; share: number },
    { label, weight }: { label: number; weight: number },
    rate: number,
  ): void {
    this.#measure(ngrams, label, share);
    for (let each = 0; each < this.#labels; each++) {
      const error = weight * this.#errors[each];
      this.#bias[each] -= BIAS_RATE * error;
      if (Math.abs(error) >= LEAST_ERROR) this.#update(ngrams, each, { error: error * share, rate });
    }
  }

  /** [ngrams, labels], what they add to the logits. */
  weights(): Float32Array {
    return this.#factors.map((factor, i) => factor * this.#ratios[i]);
  }

  /** Probabilities, less 1 for the right label. */
  #measure(ngrams: Int32Array, label: number, share: number): void {
    const errors = this.#errors;
    errors.set(this.#bias);
    for (const ngram of ngrams) {
      const at = ngram * this.#labels;
      for (let each = 0; each < this.#labels; each++) {
        errors[each] += share * this.#factors[at + each] * this.#ratios[at + each];
      }
    }
    const most = errors.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    let sum = 0;
    for (let each = 0; each < this.#labels; each++) {
      errors[each] = Math.exp(errors[each] - most);
      sum += errors[each];
    }
    for (let each = 0; each < this.#labels; each++) errors[each] /= sum;
    errors[label] -= 1;
  }

  #update(ngrams: Int32Array, label: number, { error, rate }: { error: number; rate: number }): void {
    for (const ngram of ngrams) {
      const at = ngram * this.#labels + label;
      const gradient = error * this.#ratios[at];
      this.#squares[at] += gradient * gradient;
      this.#factors[at] -= (rate * gradient) / Math.sqrt(this.#squares[at] + EPSILON);
    }
  }
}
