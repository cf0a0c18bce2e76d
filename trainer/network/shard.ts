import * as tf from '@tensorflow/tfjs';
import { embeddingRows, type NetworkConfig } from '../../src/model/network.ts';
import type { Dataset } from '../data/dataset.ts';
import { uniform } from '../random.ts';
import type { Dropout } from './kernels/index.ts';
import { packingReach } from './network.ts';

/** The texts of one shard, packed, with the embedding rows that they touch numbered from 0. */
export type Shard = {
  /** Rows of the packed matrix, gaps included. */
  rows: number;
  /** [texts, 2], a text's first packed row and its tokens. */
  spans: Int32Array;
  /** [texts], class of each text. */
  labels: Int32Array;
  /** [texts], how much each text counts; undefined where all count the same. */
  weights: Float32Array | undefined;
  /** [tokens + 1], where each token's features begin. */
  offsets: Int32Array;
  /** Places in `touched`. */
  features: Int32Array;
  /** Embedding rows, each once, by first use. */
  touched: Int32Array;
};

/** A shard's tensors; `table` is [touched, embedding]. */
export type ShardTensors = {
  rows: number;
  spans: tf.Tensor;
  labels: tf.Tensor;
  weights: tf.Tensor | null;
  offsets: tf.Tensor;
  features: tf.Tensor;
  table: tf.Tensor;
};

/**
 * Packs texts of a dataset with as many rows of zeros around each as a convolution looks beyond its centre.
 */
export class ShardPacker {
  readonly #dataset: Dataset;
  readonly #reach: number;
  readonly #unknownRow: number;
  /** Place of an embedding row in the shard at hand, or −1. */
  readonly #places: Int32Array;

  constructor(dataset: Dataset, network: NetworkConfig) {
    this.#dataset = dataset;
    this.#reach = packingReach(network);
    this.#unknownRow = network.vocabulary;
    this.#places = new Int32Array(embeddingRows(network)).fill(-1);
  }

  /**
   * @param texts indices into the dataset, at least one.
   * @param wordDropout of the tokens, `rate` are read as the first unknown one, drawn by `key`.
   */
  pack(texts: Int32Array, wordDropout: Dropout = { rate: 0, key: 0 }): Shard {
    const { tokenOffsets, featureOffsets, labels, weights } = this.#dataset;
    const count = (text: number) => tokenOffsets[text + 1] - tokenOffsets[text];
    const tokens = texts.reduce((sum, text) => sum + count(text), 0);
    const spans = new Int32Array(2 * texts.length);
    const offsets = new Int32Array(tokens + 1);
    const features: number[] = [];
    const touched: number[] = [];
    let row = this.#reach;
    let token = 0;
    texts.forEach((text, i) => {
      spans[2 * i] = row;
      spans[2 * i + 1] = count(text);
      row += count(text) + this.#reach;
      for (let t = tokenOffsets[text]; t < tokenOffsets[text + 1]; t++) {
        if (wordDropout.rate > 0 && uniform(wordDropout.key, token) < wordDropout.rate) {
          features.push(this.#place(this.#unknownRow, touched));
        } else {
          for (let i = featureOffsets[t]; i < featureOffsets[t + 1]; i++) {
            features.push(this.#place(this.#dataset.features[i], touched));
          }
        }
        offsets[++token] = features.length;
      }
    });
    for (const touchedRow of touched) this.#places[touchedRow] = -1;
    return {
      rows: row,
      spans,
      labels: Int32Array.from(texts, (text) => labels[text]),
      weights: weights && Float32Array.from(texts, (text) => weights[text]),
      offsets,
      features: Int32Array.from(features),
      touched: Int32Array.from(touched),
    };
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
    weights: shard.weights ? tf.tensor1d(shard.weights) : null,
    offsets: tf.tensor1d(shard.offsets, 'int32'),
    features: tf.tensor1d(shard.features, 'int32'),
    table: tf.tensor2d(table, [shard.touched.length, columns]),
  };
}
