import { extendNgram, MAX_NGRAM_TOKENS } from '../../src/model/network/ngrams.ts';
import type { Dataset } from '../encode/dataset.ts';
import { HashIndex } from './hashindex.ts';

/** Labelled texts whose tokens have hashes. */
export type HashedTexts = Pick<Dataset, 'size' | 'labels' | 'weights' | 'tokenOffsets'> & {
  hashes: Int32Array;
};

/** N-grams that stand in enough texts to say something. */
export type CountedNgrams = {
  /** [ngrams], in the order in which the texts first have them. */
  hashes: Int32Array;
  /** [ngrams, labels], row-major: the texts of each label that have it, by their weights. */
  counts: Float32Array;
  /** [ngrams], the texts that have it. */
  texts: Int32Array;
  /** [labels], the texts of each label, by their weights. */
  totals: Float64Array;
};

/** Texts that must have an n-gram. */
const MIN_TEXTS = 2;
/** N-grams that are counted one by one, and numbers that are kept of them: 64 MB. What is rarer than others is left out beyond. */
const MOST_NGRAMS = 2 ** 21;
const MOST_COUNTS = 2 ** 24;
/** Bytes of the first, rough count, in which some n-grams share a place. */
const CELLS = { least: 2 ** 10, most: 2 ** 26 };
const MOST_IN_CELL = 255;

/**
 * Counts in two passes, so that memory is bounded whatever the texts are: a rough one that says which n-grams may be frequent, then an
 * exact one of those.
 */
export function countNgrams(texts: HashedTexts, labels: number): CountedNgrams {
  const most = Math.min(MOST_NGRAMS, Math.floor(MOST_COUNTS / labels));
  const cells = roughCount(texts);
  const counter = new Counter(labels, { cells, most, least: leastCount(cells, most) });
  for (let text = 0; text < texts.size; text++) {
    const label = texts.labels[text];
    const weight = texts.weights?.[text] ?? 1;
    counter.totals[label] += weight;
    visitNgrams(texts, text, (hash) => counter.add(hash, { text, label, weight }));
  }
  return counter.frequent();
}

/** Each n-gram of a text, as often as it stands there. */
export function visitNgrams(
  { tokenOffsets, hashes }: Pick<HashedTexts, 'tokenOffsets' | 'hashes'>,
  text: number,
  visit: (hash: number) => void,
): void {
  const textEnd = tokenOffsets[text + 1];
  for (let first = tokenOffsets[text]; first < textEnd; first++) {
    let hash = 0;
    const end = Math.min(textEnd, first + MAX_NGRAM_TOKENS);
    for (let token = first; token < end; token++) {
      hash = extendNgram(hash, hashes[token]);
      visit(hash);
    }
  }
}

function roughCount(texts: HashedTexts): Uint8Array {
  const all = 2 * MAX_NGRAM_TOKENS * texts.hashes.length;
  let length = CELLS.least;
  while (length < all && length < CELLS.most) length *= 2;
  const cells = new Uint8Array(length);
  for (let text = 0; text < texts.size; text++) {
    visitNgrams(texts, text, (hash) => {
      const cell = hash & (length - 1);
      if (cells[cell] < MOST_IN_CELL) cells[cell]++;
    });
  }
  return cells;
}

/** The smallest count that no more cells than `most` reach. */
function leastCount(cells: Uint8Array, most: number): number {
  const reached = new Float64Array(MOST_IN_CELL + 1);
  for (const count of cells) reached[count]++;
  let sum = 0;
  for (let count = MOST_IN_CELL; count > MIN_TEXTS; count--) {
    sum += reached[count];
    if (sum + reached[count - 1] > most) return count;
  }
  return MIN_TEXTS;
}

/** Counts n-grams by their hashes, as many as there is room for. */
class Counter {
  readonly totals: Float64Array;
  readonly #cells: Uint8Array;
  readonly #least: number;
  readonly #index: HashIndex;
  readonly #counts: Float32Array;
  readonly #texts: Int32Array;
  /** The last text that had it, + 1. */
  readonly #last: Int32Array;

  constructor(labels: number, { cells, most, least }: { cells: Uint8Array; most: number; least: number }) {
    const room = Math.min(most, cells.length);
    this.totals = new Float64Array(labels);
    this.#cells = cells;
    this.#least = least;
    this.#index = new HashIndex(room);
    this.#counts = new Float32Array(room * labels);
    this.#texts = new Int32Array(room);
    this.#last = new Int32Array(room);
  }

  add(hash: number, { text, label, weight }: { text: number; label: number; weight: number }): void {
    if (this.#cells[hash & (this.#cells.length - 1)] < this.#least) return;
    const ngram = this.#index.add(hash);
    if (ngram < 0 || this.#last[ngram] === text + 1) return;
    this.#last[ngram] = text + 1;
    this.#texts[ngram]++;
    this.#counts[ngram * this.totals.length + label] += weight;
  }

  /** Those that enough texts have. */
  frequent(): CountedNgrams {
    const hashes = this.#index.hashes();
    const kept = hashes.map((_, ngram) => ngram).filter((ngram) => this.#texts[ngram] >= MIN_TEXTS);
    const all = { hashes, counts: this.#counts, texts: this.#texts, totals: this.totals };
    return selectNgrams(all, kept);
  }
}

/** Some of the n-grams, by their numbers. */
export function selectNgrams(all: CountedNgrams, kept: Int32Array): CountedNgrams {
  const labels = all.totals.length;
  const counts = new Float32Array(kept.length * labels);
  kept.forEach((ngram, i) => {
    counts.set(all.counts.subarray(ngram * labels, (ngram + 1) * labels), i * labels);
  });
  const [hashes, texts] = [all.hashes, all.texts].map((values) => kept.map((ngram) => values[ngram]));
  return { hashes, counts, texts, totals: all.totals };
}
