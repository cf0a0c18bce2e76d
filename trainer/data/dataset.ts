import { encode } from '../../src/model/encode.ts';
import type { NetworkConfig } from '../../src/model/network.ts';
import { tokenize } from '../../src/model/tokenizer.ts';
import type { Vocabulary } from '../../src/model/vocabulary.ts';
import type { Row } from './rows.ts';

type SharedInts = Int32Array<SharedArrayBuffer>;

/** Encoded texts in shared memory, one after the other, which every worker reads without a copy. */
export type Dataset = {
  /** Texts. */
  size: number;
  /** [size], indices into `NetworkConfig.labels`. */
  labels: SharedInts;
  /** [size + 1], where each text's tokens begin. */
  tokenOffsets: SharedInts;
  /** [tokens + 1], where each token's features begin. */
  featureOffsets: SharedInts;
  /** Embedding rows; a token is the mean of its own. */
  features: SharedInts;
  /** [size], the line of the file where each text begins. */
  lines: SharedInts;
};

/** Rows whose text has no token at all are left out. */
export type Packed = { dataset: Dataset /** Texts without a token. */; dropped: number };

/**
 * Tokenizes and encodes rows into shared memory.
 *
 * @throws RangeError when a row has a label that the network lacks, or the data outgrows 2^31 features.
 */
export function packDataset(
  rows: readonly Row[],
  vocabulary: Vocabulary,
  { labels, ngramBuckets, maxTokens }: Pick<NetworkConfig, 'labels' | 'ngramBuckets' | 'maxTokens'>,
): Packed {
  const classes = new Map(labels.map((label, index) => [label, index]));
  const parts = {
    labels: new Ints(),
    tokens: new Ints(),
    offsets: new Ints(),
    features: new Ints(),
    lines: new Ints(),
  };
  for (const { text, label, line } of rows) {
    const { tokens } = tokenize(text, maxTokens);
    if (tokens.length === 0) continue;
    const encoded = encode(tokens, vocabulary, ngramBuckets);
    parts.labels.push(classOf(classes, label, line));
    parts.lines.push(line);
    parts.tokens.push(parts.offsets.length);
    const start = parts.features.length;
    for (let token = 0; token < tokens.length; token++) parts.offsets.push(start + encoded.offsets[token]);
    parts.features.append(encoded.rows);
  }
  parts.tokens.push(parts.offsets.length);
  parts.offsets.push(parts.features.length);
  const size = parts.labels.length;
  return {
    dropped: rows.length - size,
    dataset: {
      size,
      labels: parts.labels.share(),
      tokenOffsets: parts.tokens.share(),
      featureOffsets: parts.offsets.share(),
      features: parts.features.share(),
      lines: parts.lines.share(),
    },
  };
}

function classOf(classes: ReadonlyMap<string, number>, label: string, line: number): number {
  const index = classes.get(label);
  if (index === undefined) {
    throw new RangeError(`label of line ${line} is "${label}", allowed ${[...classes.keys()].join(', ')}`);
  }
  return index;
}

const FIRST_LENGTH = 1024;
const MAX_LENGTH = 2 ** 31 - 1;

/** A growing list of 32-bit whole numbers. Numbers in a plain array would take twice to eight times the memory. */
class Ints {
  length = 0;
  #values = new Int32Array(FIRST_LENGTH);

  push(value: number): void {
    this.#reserve(1);
    this.#values[this.length++] = value;
  }

  append(values: Int32Array): void {
    this.#reserve(values.length);
    this.#values.set(values, this.length);
    this.length += values.length;
  }

  /** The list so far, in shared memory of exactly its size. */
  share(): SharedInts {
    const shared = new Int32Array(new SharedArrayBuffer(this.length * Int32Array.BYTES_PER_ELEMENT));
    shared.set(this.#values.subarray(0, this.length));
    return shared;
  }

  #reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.#values.length) return;
    if (needed > MAX_LENGTH)
      throw new RangeError(`the data has over ${MAX_LENGTH} features, train on a part of it`);
    const grown = new Int32Array(Math.min(MAX_LENGTH, Math.max(needed, 2 * this.#values.length)));
    grown.set(this.#values.subarray(0, this.length));
    this.#values = grown;
  }
}
