import * as tf from '@tensorflow/tfjs';
import type { NetworkConfig } from '../../src/model/network/config.ts';
import { forward, type Mode, type ParameterTensors } from './network.ts';
import { classificationLoss, gradientsOf, type Loss } from './ops/index.ts';
import type { ShardTensors } from './shard.ts';

/** What one shard contributes to a step. Losses and gradients are sums over its texts, by their weights. */
type ShardGradient = {
  loss: number;
  hits: number;
  /** In the order of `trained`. */
  gradients: tf.Tensor[];
  /** [touched, embedding], of the shard's table. */
  table: tf.Tensor;
  /** [2, width] a block, where the network has batch normalisation. */
  moments: tf.Tensor[];
};

/**
 * Loss, hits and gradients of a shard. Call it in `tf.tidy`.
 *
 * @param trained the parameters to derive by, from `parameters`.
 */
export function shardGradient(
  config: NetworkConfig,
  parameters: ParameterTensors,
  trained: readonly tf.Tensor[],
  shard: ShardTensors,
  loss: Loss,
  key: number,
): ShardGradient {
  let hits: tf.Tensor | undefined;
  let moments: tf.Tensor[] = [];
  const { value, gradients } = gradientsOf(() => {
    const result = forward(config, parameters, shard, { training: true, key });
    moments = result.moments;
    const measured = classificationLoss(result.logits, shard, loss);
    hits = measured.hits;
    return measured.loss;
  }, [...trained, shard.table]);
  return {
    loss: value.dataSync()[0],
    hits: (hits as unknown as tf.Tensor).dataSync()[0],
    gradients: gradients.slice(0, -1),
    table: gradients[gradients.length - 1],
    moments,
  };
}

/** Logits [texts, labels], loss and hits of a shard with the running statistics and no dropout. */
export function shardLogits(
  config: NetworkConfig,
  parameters: ParameterTensors,
  shard: ShardTensors,
  loss: Loss,
): { logits: Float32Array; loss: number; hits: number } {
  const mode: Mode = { training: false };
  return tf.tidy(() => {
    const { logits } = forward(config, parameters, shard, mode);
    const measured = classificationLoss(logits, shard, loss);
    return {
      logits: logits.dataSync() as Float32Array,
      loss: measured.loss.dataSync()[0],
      hits: measured.hits.dataSync()[0],
    };
  });
}
