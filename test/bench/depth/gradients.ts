import * as tf from '@tensorflow/tfjs';
import { shardGradient } from '../../../trainer/network/gradient.ts';
import { ShardPacker, shardTensors } from '../../../trainer/network/shard.ts';
import { LocalParameters } from '../../../trainer/parallel/local.ts';
import { allocate } from '../../../trainer/parallel/memory.ts';
import type { Prepared } from '../../../trainer/prepare/prepare.ts';

/** For each block the length of the mean loss's gradient by its parameters, for the first texts and the first weights. */
export function blockGradients({ network, config, train, dev }: Prepared): number[] {
  const memory = allocate(network, config, train, dev, 1);
  const parameters = new LocalParameters(memory);
  parameters.load();
  const texts = Int32Array.from({ length: Math.min(config.batchSize, train.size) }, (_, text) => text);
  const packed = new ShardPacker(train, network).pack(texts);
  const names = [...parameters.tensors].filter(([, tensor]) => parameters.trained.includes(tensor));
  const squares = new Array<number>(network.blocks).fill(0);
  tf.tidy(() => {
    const tensors = shardTensors(packed, memory.embedding, network.embedding);
    const { tensors: all, trained } = parameters;
    const { gradients } = shardGradient(network, all, trained, tensors, config.loss, config.seed);
    names.forEach(([name], i) => {
      const block = /^block\.(\d+)\./.exec(name)?.[1];
      if (block !== undefined) squares[Number(block)] += gradients[i].square().sum().dataSync()[0];
    });
  });
  parameters.dispose();
  return squares.map((square) => Math.sqrt(square) / texts.length);
}
