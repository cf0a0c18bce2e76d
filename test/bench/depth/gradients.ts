import * as tf from '@tensorflow/tfjs';
import { shardGradient } from '../../../trainer/network/gradient.ts';
import { ShardPacker, shardTensors } from '../../../trainer/network/shard.ts';
import { LocalParameters } from '../../../trainer/parallel/local.ts';
import { allocate } from '../../../trainer/parallel/memory.ts';
import type { Prepared } from '../../../trainer/prepare/prepare.ts';

/** Mean loss of the first texts before the first step, and for each block the length of its gradient by the parameters. */
type Start = { loss: number; gradients: number[] };

/** What a run starts with, dropout included. */
export function startOf({ network, config, train, dev }: Prepared): Start {
  const memory = allocate(network, config, train, dev, 1);
  const parameters = new LocalParameters(memory);
  parameters.load();
  const texts = Int32Array.from({ length: Math.min(config.batchSize, train.size) }, (_, text) => text);
  const packed = new ShardPacker(train, network).pack(texts);
  const names = [...parameters.tensors].filter(([, tensor]) => parameters.trained.includes(tensor));
  const squares = new Array<number>(network.blocks).fill(0);
  const loss = tf.tidy(() => {
    const tensors = shardTensors(packed, memory.embedding, network.embedding);
    const { tensors: all, trained } = parameters;
    const { loss, gradients } = shardGradient(network, all, trained, tensors, config.loss, config.seed);
    names.forEach(([name], i) => {
      const block = /^block\.(\d+)\./.exec(name)?.[1];
      if (block !== undefined) squares[Number(block)] += gradients[i].square().sum().dataSync()[0];
    });
    return loss / texts.length;
  });
  parameters.dispose();
  return { loss, gradients: squares.map((square) => Math.sqrt(square) / texts.length) };
}
