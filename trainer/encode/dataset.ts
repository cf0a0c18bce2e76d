import type { NetworkConfig } from '../../src/model/network/config.ts';
import { addRows, type EncodedText, lookupOf, rowsWithout, tokenHash } from '../../src/model/text/encode.ts';
import type { Vocabulary } from '../../src/model/text/vocabulary.ts';
import { growingInts } from './growinglist.ts';
import type { Texts } from './texts.ts';
import { tokensOf } from './vocabulary.ts';

type SharedInts = Int32Array<SharedArrayBuffer>;
type SharedFloats = Float32Array<SharedArrayBuffer>;

/** Encoded texts in shared memory, one after the other, which every worker reads without a copy. */
export type Dataset = {
  /** Texts. */
  size: number;
  /** [size], indices into `NetworkConfig.labels`. */
  labels: SharedInts;
  /** [size], how much each text counts; undefined where all count the same. */
  weights?: SharedFloats | undefined;
  /** [size + 1], where each text's tokens begin. */
  tokenOffsets: SharedInts;
  /** [tokens + 1], where each token's features begin. */
  featureOffsets: SharedInts;
  /** Embedding rows; a token is the mean of its own. */
  features: SharedInts;
  /** [size, labels], probabilities that teachers give each text; undefined where there are none. */
  teacher?: SharedFloats | undefined;
  /** What each word of the vocabulary would be read as if it were unknown; undefined where nothing is read so. */
  ngrams?: SharedTokenRows | undefined;
  /** [tokens], what each is to n-grams: see `tokenHashes`; undefined where the network has no table of them. */
  hashes?: SharedInts | undefined;
  /** [size], the line of the file where each text begins. */
  lines: SharedInts;
};

/** Rows whose text has no token at all are left out. */
export type Packed = { dataset: Dataset /** Texts without a token. */; dropped: number };

/** The embedding rows of every token: those of token t are `rows[offsets[t] … offsets[t + 1])`. */
type TokenRows = { offsets: Int32Array; rows: Int32Array };

/** And what each token is to n-grams; undefined where there is no table of them. */
type EncodedTokens = TokenRows & { hashes?: Int32Array | undefined };

/** `TokenRows` that threads share. */
type SharedTokenRows = { offsets: SharedInts; rows: SharedInts };

const MAX_FEATURES = 2 ** 31 - 1;

/** Looks every token up once; the same rows as `encode` gives it in a text. */
export function encodeTokens(
  tokens: Iterable<string>,
  vocabulary: Vocabulary,
  { ngramBuckets, ngrams }: Pick<NetworkConfig, 'ngramBuckets' | 'ngrams'>,
): EncodedTokens {
  const offsets = growingInts();
  const rows = growingInts();
  const hashes = growingInts();
  for (const token of tokens) {
    offsets.push(rows.length);
    const lookup = lookupOf(token);
    addRows(rows, lookup, vocabulary, ngramBuckets);
    hashes.push(tokenHash(lookup.text));
  }
  offsets.push(rows.length);
  const encoded = { offsets: offsets.view(), rows: rows.view() };
  return ngrams === undefined ? encoded : { ...encoded, hashes: hashes.view() };
}

/** The rows of each word of the vocabulary as an unknown one. */
export function ngramsOf(vocabulary: Vocabulary, ngramBuckets: number): SharedTokenRows {
  const all = tokensOf(vocabulary).map((token) => rowsWithout(token, vocabulary, ngramBuckets));
  const offsets = ints(vocabulary.size + 1);
  all.forEach(({ length }, row) => {
    offsets[row + 1] = offsets[row] + length;
  });
  const rows = ints(offsets[vocabulary.size]);
  rows.set(all.flat());
  return { offsets, rows };
}

/**
 * Encodes texts into shared memory, in the order given.
 *
 * @param selected indices of the texts.
 * @param maxTokens of a text; the others are left out.
 * @throws RangeError when the data outgrows 2^31 features.
 */
export function packDataset(
  texts: Texts,
  selected: Int32Array,
  encoded: EncodedTokens,
  maxTokens = Number.POSITIVE_INFINITY,
): Packed {
  const kept = selected.filter((text) => texts.offsets[text + 1] > texts.offsets[text]);
  const endOf = (text: number) => Math.min(texts.offsets[text + 1], texts.offsets[text] + maxTokens);
  const { tokens, features } = countFeatures(texts, kept, endOf, encoded);
  const dataset: Dataset = {
    size: kept.length,
    labels: ints(kept.length),
    weights: texts.weights && floats(kept.length),
    tokenOffsets: ints(kept.length + 1),
    featureOffsets: ints(tokens + 1),
    features: ints(features),
    hashes: encoded.hashes && ints(tokens),
    lines: ints(kept.length),
  };
  const filler = new Filler(dataset, texts, encoded);
  for (const text of kept) filler.add(text, endOf(text));
  return { dataset, dropped: selected.length - kept.length };
}

/** One text of a dataset as the network reads it. */
export function textOf(dataset: Dataset, text: number): EncodedText {
  const { tokenOffsets, featureOffsets, features } = dataset;
  const tokens = featureOffsets.slice(tokenOffsets[text], tokenOffsets[text + 1] + 1);
  const first = tokens[0];
  const rows = features.slice(first, tokens[tokens.length - 1]);
  const hashes = dataset.hashes?.subarray(tokenOffsets[text], tokenOffsets[text + 1]);
  return { rows, offsets: tokens.map((offset) => offset - first), known: 1, ...(hashes && { hashes }) };
}

function countFeatures(
  { offsets, tokens: numbers }: Texts,
  kept: Int32Array,
  endOf: (text: number) => number,
  encoded: TokenRows,
) {
  let tokens = 0;
  let features = 0;
  for (const text of kept) {
    const end = endOf(text);
    tokens += end - offsets[text];
    for (let i = offsets[text]; i < end; i++) {
      features += encoded.offsets[numbers[i] + 1] - encoded.offsets[numbers[i]];
    }
  }
  if (features > MAX_FEATURES) {
    throw new RangeError(`the data has ${features} features, allowed ${MAX_FEATURES}: train on a part of it`);
  }
  return { tokens, features };
}

/** Puts one text after the other into a dataset of the right size. */
class Filler {
  readonly #dataset: Dataset;
  readonly #texts: Texts;
  readonly #encoded: EncodedTokens;
  #text = 0;
  #token = 0;
  #feature = 0;

  constructor(dataset: Dataset, texts: Texts, encoded: EncodedTokens) {
    this.#dataset = dataset;
    this.#texts = texts;
    this.#encoded = encoded;
  }

  /** @param textEnd where its tokens end in `Texts`. */
  add(text: number, textEnd: number): void {
    const { labels, lines, weights, tokenOffsets, featureOffsets, features, hashes } = this.#dataset;
    const { offsets, tokens } = this.#texts;
    labels[this.#text] = this.#texts.labels[text];
    lines[this.#text] = this.#texts.lines[text];
    if (weights && this.#texts.weights) weights[this.#text] = this.#texts.weights[text];
    for (let i = offsets[text]; i < textEnd; i++) {
      const end = this.#encoded.offsets[tokens[i] + 1];
      for (let row = this.#encoded.offsets[tokens[i]]; row < end; row++) {
        features[this.#feature++] = this.#encoded.rows[row];
      }
      if (hashes && this.#encoded.hashes) hashes[this.#token] = this.#encoded.hashes[tokens[i]];
      featureOffsets[++this.#token] = this.#feature;
    }
    tokenOffsets[++this.#text] = this.#token;
  }
}

function ints(length: number): SharedInts {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * length));
}

function floats(length: number): SharedFloats {
  return new Float32Array(new SharedArrayBuffer(Float32Array.BYTES_PER_ELEMENT * length));
}
