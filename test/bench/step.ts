import * as tf from '@tensorflow/tfjs';
import { DEFAULT_NETWORK, type NetworkConfig } from '../../src/model/network/config.ts';
import { DEFAULT_TRAIN } from '../../trainer/config/train.ts';
import type { Dataset } from '../../trainer/encode/dataset.ts';
import { shardGradient } from '../../trainer/network/gradient.ts';
import { ShardPacker, shardTensors } from '../../trainer/network/shard.ts';
import { LocalParameters } from '../../trainer/parallel/local.ts';
import { allocate } from '../../trainer/parallel/memory.ts';
import { REFERENCE } from './peers/tfjs.ts';

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

/** Texts of equal length, nearly all of their words different. */
export function syntheticData(texts: number, tokens: number, vocabulary: number): Dataset {
  const ints = (length: number, value: (i: number) => number) => {
    const shared = new Int32Array(new SharedArrayBuffer(4 * length));
    for (let i = 0; i < length; i++) shared[i] = value(i);
    return shared;
  };
  return {
    size: texts,
    labels: ints(texts, (i) => i % 2),
    tokenOffsets: ints(texts + 1, (i) => i * tokens),
    featureOffsets: ints(texts * tokens + 1, (i) => i),
    features: ints(texts * tokens, (i) => (i * 7919) % vocabulary),
    lines: ints(texts, (i) => i + 1),
  };
}
