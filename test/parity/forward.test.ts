import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createForward } from '../../src/model/forward.ts';
import { type NetworkConfig, parameterSpecs, sizeOf } from '../../src/model/network.ts';
import { startWasmBackend } from '../../trainer/network/backend.ts';
import { foldBatchNorm } from '../../trainer/network/fold.ts';
import { shardLogits } from '../../trainer/network/gradient.ts';
import { ShardPacker, shardTensors } from '../../trainer/network/shard.ts';
import { generator } from '../trainer/network/generator.ts';
import { smallProblem } from '../trainer/network/problem.ts';

const TOLERANCE = 1e-4;
const TEXTS = 12;

const SWITCHES = {
  encoder: ['conv', 'bag'],
  norm: ['none', 'layer', 'batch'],
  preNorm: [false, true],
  activation: ['inside', 'after'],
  residual: [true, false],
  stem: [0, 2],
} as const;

/** Every combination of the switches, each with one of a few sizes. */
const VARIANTS: Partial<NetworkConfig>[] = combinations(SWITCHES).map((switches, i) => ({
  ...switches,
  labels: i % 2 ? ['negative', 'positive'] : ['bad', 'so so', 'good'],
  embedding: [12, 16, 7][i % 3],
  width: [16, 9, 12, 24][i % 4],
  blocks: [0, 1, 2, 3][(i >> 2) % 4],
  kernel: [3, 5, 1, 7][(i >> 1) % 4],
  ngramBuckets: [0, 37][(i >> 1) % 2],
}));

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

  it('leaves a norm before the convolution alone', () => {
    const { network } = smallProblem({ norm: 'batch', preNorm: true });
    const weights = randomWeights(network);
    expect(foldBatchNorm(network, weights)).toEqual({ network, weights });
  });
});

type Weights = ReadonlyMap<string, Float32Array>;
type Data = ReturnType<typeof smallProblem>['train'];

function plainLogits(network: NetworkConfig, weights: Weights, data: Data): number[] {
  const forward = createForward(network, weights);
  return Array.from({ length: TEXTS }, (_, text) => {
    const [begin, end] = [data.tokenOffsets[text], data.tokenOffsets[text + 1]];
    const first = data.featureOffsets[begin];
    const offsets = data.featureOffsets.slice(begin, end + 1).map((offset) => offset - first);
    return [...forward({ rows: data.features.slice(first, data.featureOffsets[end]), offsets, known: 1 })];
  }).flat();
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

/** Weights of the size that training gives; variances positive. */
function randomWeights(network: NetworkConfig): Weights {
  return new Map(
    parameterSpecs(network).map(({ name, shape, initial }, i) => {
      const next = generator(i + 1);
      const bound = initial.kind === 'uniform' ? Math.max(initial.bound, 0.5) : 0.5;
      const values = Float32Array.from({ length: sizeOf(shape) }, () => (2 * next() - 1) * bound);
      const isPositive = name.endsWith('variance') || name.endsWith('scale');
      return [name, isPositive ? values.map((value) => 0.2 + Math.abs(value)) : values];
    }),
  );
}

function combinations(switches: Record<string, readonly unknown[]>): Partial<NetworkConfig>[] {
  return Object.entries(switches).reduce<Partial<NetworkConfig>[]>(
    (list, [name, values]) => list.flatMap((each) => values.map((value) => ({ ...each, [name]: value }))),
    [{}],
  );
}
