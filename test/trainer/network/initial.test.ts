import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_NETWORK, type NetworkConfig } from '../../../src/model/network/config.ts';
import { parameterSpecs } from '../../../src/model/network/parameters.ts';
import type { BranchInit } from '../../../trainer/config/branchinit.ts';
import { startWasmBackend } from '../../../trainer/network/backend.ts';
import { startingSpecs } from '../../../trainer/network/initial.ts';
import { allocate } from '../../../trainer/parallel/memory.ts';
import { runTraining } from '../../../trainer/parallel/run.ts';
import { startOf } from '../../bench/depth/gradients.ts';
import { smallProblem } from './problem.ts';

const NORMS: Partial<NetworkConfig>[] = [
  { norm: 'none' },
  { norm: 'layer' },
  { norm: 'batch' },
  { norm: 'layer', preNorm: true },
  { norm: 'batch', preNorm: true },
  { norm: 'none', activation: 'after' },
  { norm: 'layer', encoder: 'bag' },
];

beforeAll(startWasmBackend);

describe('startingSpecs()', () => {
  it.each([undefined, 'he'] as const)('changes nothing for %s', (branchInit) => {
    const network = { ...DEFAULT_NETWORK, blocks: 16 };
    expect(startingSpecs(network, branchInit)).toEqual(parameterSpecs(network));
  });

  it.each<[Partial<NetworkConfig>, BranchInit, Record<string, number>]>([
    [{ norm: 'none' }, 'scaled', { weight: 0.25 }],
    [{ norm: 'layer' }, 'scaled', { 'norm.scale': 0.25 }],
    [{ norm: 'batch' }, 'scaled', { 'norm.scale': 0.25 }],
    [{ norm: 'layer', preNorm: true }, 'scaled', { weight: 0.25 }],
    [{ norm: 'none' }, 'zero', { weight: 0, bias: 0.025 }],
    [{ norm: 'batch' }, 'zero', { 'norm.scale': 0, 'norm.shift': 0.025 }],
    [{ norm: 'batch', preNorm: true }, 'zero', { weight: 0, bias: 0.025 }],
  ])('starts %j %s with %j in every block, and the rest as ever', (switches, branchInit, expected) => {
    const network: NetworkConfig = { ...DEFAULT_NETWORK, blocks: 4, ...switches };
    const he = parameterSpecs(network);
    const changed = startingSpecs(network, branchInit).flatMap(({ name, initial }, i) => {
      const was = he[i].initial;
      if (JSON.stringify(was) === JSON.stringify(initial)) return [];
      if (initial.kind === 'uniform' && was.kind === 'uniform') return [[name, initial.bound / was.bound]];
      return initial.kind === 'constant' ? [[name, initial.value]] : [];
    });
    const each = (block: number) =>
      Object.entries(expected).map(([part, value]) => [`block.${block}.${part}`, value]);
    expect(changed).toEqual([0, 1, 2, 3].flatMap(each));
  });
});

it('allocate() draws the weights of earlier versions where branches start as he', () => {
  const { network, config, train, dev } = smallProblem({ norm: 'batch' });
  const { dense, statistics, embedding } = allocate(network, config, train, dev, 1);
  const digest = createHash('sha256');
  for (const block of [dense, statistics, embedding]) {
    digest.update(new Uint8Array(block.buffer, block.byteOffset, block.byteLength));
  }
  expect(digest.digest('hex')).toBe('5dce1b307df86357f1c3bebec05c13f178ff7186e5eeee5e6e3bdc2b1ebe261a');
});

describe.each(['scaled', 'zero'] as const)('branches that start %s', (branchInit) => {
  it.each(NORMS)('pass a gradient to every block: %j', (switches) => {
    const { gradients } = startOf(smallProblem({ ...switches, blocks: 16 }, { branchInit }));
    for (const gradient of gradients) {
      expect(gradient).toBeGreaterThan(1e-5);
      expect(gradient).toBeLessThan(10);
    }
  });
});

describe('the first epoch of 16 blocks with a norm before each convolution', () => {
  it.each([
    ['he', 'above'],
    ['scaled', 'below'],
    ['zero', 'below'],
  ] as const)('has with the start %s a loss %s ln(labels) + 0.3', async (branchInit, side) => {
    const problem = smallProblem(
      { norm: 'layer', preNorm: true, blocks: 16 },
      { branchInit, epochs: 1, learningRate: 1e-3 },
    );
    const { epochs } = await runTraining({ ...problem, workers: 1 });
    const isBelow = epochs[0].loss < Math.log(problem.network.labels.length) + 0.3;
    expect(isBelow ? 'below' : 'above').toBe(side);
  });
});
