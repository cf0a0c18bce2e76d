import * as tf from '@tensorflow/tfjs';
import { embeddingRows, type NetworkConfig, packingReach } from '../../src/model/network/config.ts';
import type { TrainConfig } from '../config/train.ts';
import type { Dataset } from '../encode/dataset.ts';
import { mixKey, uniform } from '../random.ts';

/** The texts of one shard, packed, with the embedding rows that they touch numbered from 0. */
type Shard = {
  /** Rows of the packed matrix, gaps included. */
  rows: number;
  /** [texts, 2], a text's first packed row and its tokens. */
  spans: Int32Array;
  /** [texts], class of each text. */
  labels: Int32Array;
  /** [texts, labels], the share that each label should have. */
  targets: Float32Array;
  /** [texts], how much each text counts; undefined where all count the same. */
  weights: Float32Array | undefined;
  /** [tokens + 1], where each token's features begin. */
  offsets: Int32Array;
  /** Places in `touched`. */
  features: Int32Array;
  /** Embedding rows, each once, by first use. */
  touched: Int32Array;
};

/** A shard's tensors: what `Shard` has, in the memory of the backend. */
export type ShardTensors = {
  /** Rows of the packed matrix, gaps included. */
  rows: number;
  /** int32 [texts, 2]. */
  spans: tf.Tensor;
  /** int32 [texts]. */
  labels: tf.Tensor;
  /** float32 [texts, labels]. */
  targets: tf.Tensor;
  /** float32 [texts]; null where all count the same. */
  weights: tf.Tensor | null;
  /** int32 [tokens + 1]. */
  offsets: tf.Tensor;
  /** int32 [features], rows of `table`. */
  features: tf.Tensor;
  /** float32 [touched, embedding]. */
  table: tf.Tensor;
};

/**
 * How training changes the texts that it reads. `wordDropout` is the share of the tokens that are read as unknown, `backOff` the
 * share that is read by its n-grams, `cropTokens` the tokens in a row that are read of a longer text (0 = all); `key` draws
 * them. `distillation` is the share of a target that the teachers say.
 */
export type Augmentation = Pick<TrainConfig, 'wordDropout' | 'backOff' | 'cropTokens' | 'distillation'> & {
  key: number;
};

const UNCHANGED: Augmentation = { wordDropout: 0, backOff: 0, cropTokens: 0, distillation: 0, key: 0 };

/** Keep draws of one kind apart from those of the others, and from those of the blocks. */
const DRAWS = { wordDropout: 0x30d, crop: 0xc609 };

/**
 * Packs texts of a dataset with as many rows of zeros around each as a convolution looks beyond its centre.
 */
export class ShardPacker {
  readonly #dataset: Dataset;
  readonly #reach: number;
  readonly #classes: number;
  readonly #unknownRow: number;
  /** Place of an embedding row in the shard at hand, or −1. */
  readonly #places: Int32Array;

  constructor(dataset: Dataset, network: NetworkConfig) {
    this.#dataset = dataset;
    this.#reach = packingReach(network);
    this.#classes = network.labels.length;
    this.#unknownRow = network.vocabulary;
    this.#places = new Int32Array(embeddingRows(network)).fill(-1);
  }

  /**
   * @param texts indices into the dataset, at least one.
   * @param augmentation how: whole and as they are by default.
   */
  pack(texts: Int32Array, augmentation: Augmentation = UNCHANGED): Shard {
    const { cropTokens, distillation, key } = augmentation;
    const { labels, weights } = this.#dataset;
    const wordKey = mixKey(key, DRAWS.wordDropout);
    const crops = Array.from(texts, (text, i) => this.#crop(text, cropTokens, mixKey(key, DRAWS.crop, i)));
    const tokens = crops.reduce((sum, { from, to }) => sum + to - from, 0);
    const spans = new Int32Array(2 * texts.length);
    const offsets = new Int32Array(tokens + 1);
    const features: number[] = [];
    const touched: number[] = [];
    let row = this.#reach;
    let token = 0;
    crops.forEach(({ from, to }, i) => {
      spans[2 * i] = row;
      spans[2 * i + 1] = to - from;
      row += to - from + this.#reach;
      for (let t = from; t < to; t++) {
        this.#rowsOf(t, uniform(wordKey, token), augmentation, (row) =>
          features.push(this.#place(row, touched)),
        );
        offsets[++token] = features.length;
      }
    });
    for (const touchedRow of touched) this.#places[touchedRow] = -1;
    return {
      rows: row,
      spans,
      labels: Int32Array.from(texts, (text) => labels[text]),
      targets: this.#targets(texts, distillation),
      weights: weights && Float32Array.from(texts, (text) => weights[text]),
      offsets,
      features: Int32Array.from(features),
      touched: Int32Array.from(touched),
    };
  }

  /** The tokens of a text that are read: all, or `cropTokens` in a row where it has more. */
  #crop(text: number, cropTokens: number, key: number): { from: number; to: number } {
    const [from, to] = this.#dataset.tokenOffsets.subarray(text, text + 2);
    const spare = to - from - cropTokens;
    if (cropTokens === 0 || spare <= 0) return { from, to };
    const begin = from + Math.floor(uniform(key, 0) * (spare + 1));
    return { from: begin, to: begin + cropTokens };
  }

  /** Visits the embedding rows that a token is read as. @param draw from 0 up to 1, which decides how. */
  #rowsOf(
    token: number,
    draw: number,
    { wordDropout, backOff }: Augmentation,
    visit: (row: number) => unknown,
  ): void {
    const { featureOffsets, features, ngrams } = this.#dataset;
    const [from, to] = [featureOffsets[token], featureOffsets[token + 1]];
    const own = features[from];
    if (draw < wordDropout) visit(this.#unknownRow);
    else if (ngrams && draw < wordDropout + backOff && own < this.#unknownRow) {
      for (let i = ngrams.offsets[own]; i < ngrams.offsets[own + 1]; i++) visit(ngrams.rows[i]);
    } else for (let i = from; i < to; i++) visit(features[i]);
  }

  /** The target distribution of each text: its label, mixed with the teachers' probabilities by `distillation`. */
  #targets(texts: Int32Array, distillation: number): Float32Array {
    const { labels, teacher } = this.#dataset;
    const classes = this.#classes;
    const targets = new Float32Array(texts.length * classes);
    texts.forEach((text, i) => {
      targets[i * classes + labels[text]] = teacher ? 1 - distillation : 1;
      if (!teacher) return;
      for (let c = 0; c < classes; c++)
        targets[i * classes + c] += distillation * teacher[text * classes + c];
    });
    return targets;
  }

  /** The row's place among the touched ones. */
  #place(row: number, touched: number[]): number {
    if (this.#places[row] < 0) this.#places[row] = touched.push(row) - 1;
    return this.#places[row];
  }
}

/**
 * The shard in the memory of the backend.
 *
 * @param embedding [embeddingRows, columns], of which the touched rows are copied.
 */
export function shardTensors(shard: Shard, embedding: Float32Array, columns: number): ShardTensors {
  const table = new Float32Array(shard.touched.length * columns);
  shard.touched.forEach((row, place) => {
    table.set(embedding.subarray(row * columns, (row + 1) * columns), place * columns);
  });
  return {
    rows: shard.rows,
    spans: tf.tensor2d(shard.spans, [shard.labels.length, 2], 'int32'),
    labels: tf.tensor1d(shard.labels, 'int32'),
    targets: tf.tensor2d(shard.targets, [shard.labels.length, shard.targets.length / shard.labels.length]),
    weights: shard.weights ? tf.tensor1d(shard.weights) : null,
    offsets: tf.tensor1d(shard.offsets, 'int32'),
    features: tf.tensor1d(shard.features, 'int32'),
    table: tf.tensor2d(table, [shard.touched.length, columns]),
  };
}
