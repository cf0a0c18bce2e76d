import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../../../src/model/network/config.ts';
import { assertWasmSimd, startWasmBackend } from '../../../trainer/network/backend.ts';
import { shardGradient } from '../../../trainer/network/gradient.ts';
import type { Loss } from '../../../trainer/network/ops/index.ts';
import { ShardPacker, shardTensors } from '../../../trainer/network/shard.ts';
import { allocate, layoutOf } from '../../../trainer/parallel/memory.ts';
import { smallProblem } from './problem.ts';

const CASES: { network: Partial<NetworkConfig>; loss: Loss }[] = [
  { network: { norm: 'layer' }, loss: 'crossentropy' },
  { network: { norm: 'layer', preNorm: true, activation: 'after' }, loss: 'mse' },
  { network: { norm: 'batch', kernel: 5 }, loss: 'mse' },
  { network: { blocks: 3, dilation: 2, norm: 'none' }, loss: 'crossentropy' },
  { network: { norm: 'none', residual: false, stem: 1 }, loss: 'crossentropy' },
  { network: { encoder: 'bag', stem: 2, blocks: 1, norm: 'none' }, loss: 'mse' },
  { network: { encoder: 'bag', norm: 'batch', preNorm: true }, loss: 'crossentropy' },
  { network: { dropout: 0.5, ngramBuckets: 20 }, loss: 'crossentropy' },
];

beforeAll(startWasmBackend);

describe('shardGradient()', () => {
  it.each(CASES.map((each) => ({ name: JSON.stringify(each), ...each })))(
    'has the gradient of finite differences, every parameter: $name',
    ({ network, loss }) => {
      const step = createStep(network, loss);
      const analytic = step.gradients();
      let smooth = 0;
      let tried = 0;
      for (const { name, values } of step.blocks) {
        for (const at of places(values.length)) {
          const [left, right] = differences(step, values, at);
          const slope = (left + right) / 2;
          const scale = Math.max(1, Math.abs(slope));
          tried++;
          // Where a ReLU or a maximum flips within the difference, there is no gradient to compare with.
          if (Math.abs(left - right) > 0.05 * scale) continue;
          smooth++;
          expect(Math.abs(analytic.get(name)![at] - slope), `${name} at ${at}`).toBeLessThan(0.04 * scale);
        }
      }
      expect(smooth / tried).toBeGreaterThan(0.7);
    },
    60_000,
  );

  it('runs nothing but wasm kernels', async () => {
    const step = createStep({ norm: 'batch' }, 'mse');
    const profile = await tf.profile(() => {
      step.gradients();
    });
    expect(profile.kernelNames).toContain('PackedConvolutionFilterGradient');
    for (const name of new Set(profile.kernelNames)) expect(tf.getKernel(name, 'wasm'), name).toBeDefined();
    expect(tf.getBackend()).toBe('wasm');
  });

  it('leaves the number of tensors as it was, 500 times', () => {
    const step = createStep({ norm: 'batch', blocks: 1 }, 'crossentropy');
    step.gradients();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 500; i++) step.gradients();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('assertWasmSimd()', () => {
  it.each([
    ['cpu', true],
    ['wasm', false],
    ['webgl', undefined],
  ])('refuses backend %s with SIMD %s', (backend, simd) => {
    expect(() => assertWasmSimd(backend, simd)).toThrow(`backend is ${backend}`);
  });

  it('accepts wasm with SIMD', () => expect(() => assertWasmSimd('wasm', true)).not.toThrow());
});

type Step = ReturnType<typeof createStep>;

/** One shard of eight texts, its weights in arrays that a test may change. */
function createStep(choices: Partial<NetworkConfig>, loss: Loss) {
  const { network, config, train, dev } = smallProblem(choices);
  const memory = allocate(network, config, train, dev, 1);
  const { dense, statistics } = layoutOf(network);
  const packer = new ShardPacker(train, network);
  const shard = packer.pack(Int32Array.from([0, 1, 2, 3, 4, 5, 6, 7]));
  const blocks = dense.map(({ name, begin, end }) => ({ name, values: memory.dense.subarray(begin, end) }));
  const run = () =>
    tf.tidy(() => {
      const tensors = shardTensors(shard, memory.embedding, network.embedding);
      const load = (source: Float32Array) => (placed: (typeof dense)[number]) => {
        const tensor = tf.tensor(source.slice(placed.begin, placed.end), [...placed.shape]);
        return [placed.name, tensor] as const;
      };
      const parameters = new Map([
        ...dense.map(load(memory.dense)),
        ...statistics.map(load(memory.statistics)),
      ]);
      const trained = dense.map(({ name }) => parameters.get(name)!);
      const result = shardGradient(network, parameters, trained, tensors, loss, 99);
      return { loss: result.loss, values: [...result.gradients, result.table].map((g) => g.dataSync()) };
    });
  const touched = memory.embedding.subarray(
    shard.touched[0] * network.embedding,
    (shard.touched[0] + 1) * network.embedding,
  );
  return {
    blocks: [...blocks, { name: 'embedding.weight', values: touched }],
    loss: () => run().loss,
    gradients: () => {
      const { values } = run();
      return new Map(
        [...dense.map(({ name }) => name), 'embedding.weight'].map((name, i) => [name, values[i]]),
      );
    },
  };
}

/** The slopes to the left and to the right of a weight. */
function differences(step: Step, values: Float32Array, at: number): [number, number] {
  const h = 2 ** -10;
  const kept = values[at];
  const [below, here, above] = [-h, 0, h].map((delta) => {
    values[at] = kept + delta;
    return step.loss();
  });
  values[at] = kept;
  return [(here - below) / h, (above - here) / h];
}

/** A few places spread over a block. */
function places(length: number): number[] {
  return [0, 0.23, 0.51, 0.77, 0.999].map((share) => Math.floor(share * length));
}
