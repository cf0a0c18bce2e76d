import * as tf from '@tensorflow/tfjs';
import { DEFAULT_NETWORK, type NetworkConfig } from '../../../../src/model/network/config.ts';
import { DEFAULT_TRAIN } from '../../../config/train.ts';
import { shardGradient } from '../../../network/gradient.ts';
import { ShardPacker, shardTensors } from '../../../network/shard.ts';
import { LocalParameters } from '../../../parallel/local.ts';
import { allocate } from '../../../parallel/memory.ts';
import { syntheticData } from './rates.ts';

/** The reference step: one batch through three blocks, loss and gradients. */
export const REFERENCE = { batch: 64, tokens: 12, width: 64, blocks: 3, vocabulary: 20_000 } as const;

const { batch, tokens, width, blocks, vocabulary } = REFERENCE;

/** The reference step as the trainer runs it, the batch split into `shards`. */
export function createOurStep(shards: number): () => void {
  const network: NetworkConfig = {
    ...DEFAULT_NETWORK,
    vocabulary,
    embedding: width,
    width,
    blocks,
    norm: 'none',
    dropout: 0,
  };
  const data = syntheticData(batch, tokens, vocabulary);
  const memory = allocate(network, DEFAULT_TRAIN, data, data, 1);
  const parameters = new LocalParameters(memory);
  const packer = new ShardPacker(data, network);
  const size = batch / shards;
  return () => {
    parameters.load();
    for (let shard = 0; shard < shards; shard++) {
      const packed = packer.pack(Int32Array.from({ length: size }, (_, i) => shard * size + i));
      tf.tidy(() => {
        const tensors = shardTensors(packed, memory.embedding, width);
        shardGradient(network, parameters.tensors, parameters.trained, tensors, 'crossentropy', 1);
      });
    }
  };
}

/** The labels of the reference step, one-hot. */
export function referenceLabels(): tf.Tensor {
  return tf.oneHot(tf.range(0, batch, 1, 'int32').mod(tf.scalar(2, 'int32')).toInt(), 2);
}

/** Small numbers without structure. */
export function noise(shape: number[]): tf.Tensor {
  return tf.randomUniform(shape, -0.1, 0.1, 'float32', 1);
}

/**
 * The reference step of the plain operations that the WASM backend can derive, as a user of TensorFlow.js would write it: a convolution
 * is put together from slices, concatenation and a product. The embedded texts are given, since the backend has no gradient for the lookup.
 */
export function createPlainStep(): () => void {
  const x = noise([batch, tokens, width]);
  const filters = Array.from({ length: blocks }, () => tf.variable(noise([3 * width, width])));
  const head = tf.variable(noise([2 * width, 2]));
  const truth = referenceLabels();
  const convolve = (y: tf.Tensor3D, filter: tf.Tensor) => {
    const padded = tf.pad(y, [
      [0, 0],
      [1, 1],
      [0, 0],
    ]);
    const taps = [0, 1, 2].map((tap) => tf.slice(padded, [0, tap, 0], [batch, tokens, width]));
    return tf.matMul(tf.concat(taps, 2).reshape([-1, 3 * width]), filter as tf.Tensor2D);
  };
  const loss = (): tf.Scalar => {
    let y: tf.Tensor3D = tf.mul(x, 1);
    for (const filter of filters) y = tf.add(tf.relu(convolve(y, filter)).reshape([batch, tokens, width]), y);
    const pooled = tf.concat([tf.max(y, 1), tf.mean(y, 1)], 1);
    return tf.losses.softmaxCrossEntropy(truth, tf.matMul(pooled, head as tf.Tensor2D));
  };
  return () => tf.tidy(() => void tf.variableGrads(loss).value.dataSync());
}
