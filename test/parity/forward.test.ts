import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../../src/model/network/config.ts';
import { createForward } from '../../src/model/network/forward.ts';
import { parameterSpecs, sizeOf } from '../../src/model/network/parameters.ts';
import { textOf } from '../../trainer/encode/dataset.ts';
import { startWasmBackend } from '../../trainer/network/backend.ts';
import { foldBatchNorm } from '../../trainer/network/fold.ts';
import { shardLogits } from '../../trainer/network/gradient.ts';
import { startingSpecs } from '../../trainer/network/initial.ts';
import { ShardPacker, shardTensors } from '../../trainer/network/shard.ts';
import { smallProblem } from '../trainer/network/problem.ts';
import { randomWeights, VARIANTS, type Weights } from './networks.ts';

const TOLERANCE = 1e-4;
const TEXTS = 12;

beforeAll(startWasmBackend);

describe('the TensorFlow.js forward pass', () => {
  it.each(VARIANTS.map((variant) => ({ name: JSON.stringify(variant), variant })))(
    'equals createForward() for $name',
    ({ variant }) => {
      const { network, train } = smallProblem(variant);
      const weights = randomWeights(network);
      const expected = plainLogits(network, weights, train);
      const actual = tensorLogits(network, weights, train);
      for (const [i, logit] of actual.entries())
        expect(Math.abs(logit - expected[i])).toBeLessThan(TOLERANCE);
    },
  );

  it('covers every combination of the switches', () => expect(VARIANTS).toHaveLength(96));
});

describe('foldBatchNorm()', () => {
  it.each(['conv', 'bag'] as const)('changes no logit of %s', (encoder) => {
    const { network, train } = smallProblem({ encoder, norm: 'batch', blocks: 3 });
    const weights = randomWeights(network);
    const folded = foldBatchNorm(network, weights);
    expect(folded.network.norm).toBe('none');
    const before = plainLogits(network, weights, train);
    const after = plainLogits(folded.network, folded.weights, train);
    for (const [i, logit] of after.entries()) expect(Math.abs(logit - before[i])).toBeLessThan(TOLERANCE);
  });

  it('changes no logit of branches that start at zero', () => {
    const { network, train } = smallProblem({ norm: 'batch', blocks: 3 });
    const weights = new Map(randomWeights(network));
    for (const { name, shape, initial } of startingSpecs(network, 'zero')) {
      if (initial.kind === 'constant') weights.set(name, new Float32Array(sizeOf(shape)).fill(initial.value));
    }
    const folded = foldBatchNorm(network, weights);
    const before = plainLogits(network, weights, train);
    const after = plainLogits(folded.network, folded.weights, train);
    for (const [i, logit] of after.entries()) expect(Math.abs(logit - before[i])).toBeLessThan(TOLERANCE);
  });

  it('leaves a norm before the convolution alone', () => {
    const { network } = smallProblem({ norm: 'batch', preNorm: true });
    const weights = randomWeights(network);
    expect(foldBatchNorm(network, weights)).toEqual({ network, weights });
  });
});

type Data = ReturnType<typeof smallProblem>['train'];

function plainLogits(network: NetworkConfig, weights: Weights, data: Data): number[] {
  const forward = createForward(network, weights);
  return Array.from({ length: TEXTS }, (_, text) => [...forward(textOf(data, text))]).flat();
}

function tensorLogits(network: NetworkConfig, weights: Weights, data: Data): Float32Array {
  const table = weights.get('embedding.weight')!;
  const packer = new ShardPacker(data, network);
  const shard = packer.pack(Int32Array.from({ length: TEXTS }, (_, i) => i));
  return tf.tidy(() => {
    const shapes = new Map(parameterSpecs(network).map(({ name, shape }) => [name, [...shape]]));
    const parameters = new Map(
      [...weights].map(([name, values]) => [name, tf.tensor(values, shapes.get(name))]),
    );
    return shardLogits(network, parameters, shardTensors(shard, table, network.embedding), 'mse').logits;
  });
}
