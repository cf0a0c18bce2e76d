import type { NetworkConfig } from '../../src/model/network/config.ts';
import { type ParameterSpec, parameterSpecs } from '../../src/model/network/parameters.ts';
import type { BranchInit } from '../config/branchinit.ts';

type Initial = ParameterSpec['initial'];

/**
 * The sum over the blocks of the bias with which `zero` starts. A ReLU passes no gradient at 0, so that branches
 * that are wholly zero would stay so.
 */
const ZERO_BIAS = 0.1;

/**
 * The parameters of `parameterSpecs` with the starts that `branchInit` gives them.
 *
 * With He's start each block adds to its input as much again, and the sum over many blocks is too large to train.
 * `scaled` keeps that sum: F ends in a ReLU, whose outputs are positive and add up in one direction, so that it takes
 * 1 / blocks, not the 1 / √blocks of branches with mean 0. `zero` starts as the network without blocks (Fixup: Zhang et
 * al. 2019; ReZero: Bachlechner et al. 2020; SkipInit: De & Smith 2020). Theirs is a scalar behind the branch; here it is
 * the last factor before the ReLU that starts small, the scale of a norm after the convolution or else the
 * convolution itself, so that no parameter is new.
 */
export function startingSpecs(network: NetworkConfig, branchInit: BranchInit = 'he'): ParameterSpec[] {
  const specs = parameterSpecs(network);
  if (branchInit === 'he') return specs;
  const normIsLast = network.norm !== 'none' && !network.preNorm;
  const [factor, offset] = normIsLast ? ['norm.scale', 'norm.shift'] : ['weight', 'bias'];
  const gain = branchInit === 'scaled' ? 1 / network.blocks : 0;
  return specs.map((spec) => {
    const part = /^block\.\d+\.(.+)$/.exec(spec.name)?.[1];
    if (part === factor) return { ...spec, initial: times(spec.initial, gain) };
    if (part !== offset || branchInit !== 'zero') return spec;
    return { ...spec, initial: { kind: 'constant', value: ZERO_BIAS / network.blocks } };
  });
}

function times(initial: Initial, gain: number): Initial {
  return initial.kind === 'uniform'
    ? { kind: 'uniform', bound: initial.bound * gain }
    : { kind: 'constant', value: initial.value * gain };
}
