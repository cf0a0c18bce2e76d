import * as tf from '@tensorflow/tfjs';
import { shardLogits } from '../network/gradient.ts';
import { ShardPacker, shardTensors } from '../network/shard.ts';
import { AbortedError, type Control } from './control.ts';
import { LocalParameters } from './local.ts';
import { DEV_CHUNK, type SharedTraining } from './memory.ts';

/**
 * Loss, hits and logits of the dev texts, in fixed chunks that the workers take in turn.
 *
 * @throws AbortedError when another worker failed.
 */
export function evaluate(memory: SharedTraining, control: Control): void {
  const { dev, network, config, embedding, devSums, devLogits } = memory;
  const packer = new ShardPacker(dev, network);
  const parameters = new LocalParameters(memory);
  parameters.load();
  for (let chunk = control.take(); chunk < devSums.length / 2; chunk = control.take()) {
    const begin = chunk * DEV_CHUNK;
    const length = Math.min(DEV_CHUNK, dev.size - begin);
    const packed = packer.pack(Int32Array.from({ length }, (_, i) => begin + i));
    tf.tidy(() => {
      const tensors = shardTensors(packed, embedding, network.embedding);
      const { logits, loss, hits } = shardLogits(network, parameters.tensors, tensors, config.loss);
      devLogits.set(logits, begin * network.labels.length);
      devSums.set([loss, hits], 2 * chunk);
    });
    control.beat();
    if (control.aborted) throw new AbortedError('another worker failed');
  }
  parameters.dispose();
}
