import type { NetworkConfig } from '../../src/model/network/config.ts';
import { NORM_EPSILON } from '../../src/model/network/epsilon.ts';
import { parameterSpecs } from '../../src/model/network/parameters.ts';

type Weights = ReadonlyMap<string, Float32Array>;

/**
 * Batch normalisation after a convolution is a scale and a shift of each output channel: it goes into the
 * convolution's weight and bias, and the served network has no norm left. Before a convolution (`preNorm`) it
 * stays, since zeros at a text's ends would be shifted too.
 *
 * @returns the network and weights to export; those given where there is nothing to fold.
 */
export function foldBatchNorm(
  network: NetworkConfig,
  weights: Weights,
): { network: NetworkConfig; weights: Weights } {
  if (network.norm !== 'batch' || network.preNorm) return { network, weights };
  const unnormalised: NetworkConfig = { ...network, norm: 'none' };
  const folded = new Map(
    parameterSpecs(unnormalised).map(({ name }) => [name, weights.get(name) as Float32Array]),
  );
  for (let block = 0; block < network.blocks; block++) {
    const get = (name: string) => weights.get(`block.${block}.${name}`) as Float32Array;
    const [mean, variance, scale, shift] = ['mean', 'variance', 'scale', 'shift'].map((name) =>
      get(`norm.${name}`),
    );
    const gain = scale.map((value, c) => value / Math.sqrt(variance[c] + NORM_EPSILON));
    folded.set(
      `block.${block}.weight`,
      get('weight').map((value, i) => value * gain[i % network.width]),
    );
    folded.set(
      `block.${block}.bias`,
      get('bias').map((value, c) => (value - mean[c]) * gain[c] + shift[c]),
    );
  }
  return { network: unnormalised, weights: folded };
}
