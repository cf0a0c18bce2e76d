import type { NetworkConfig } from '../../src/model/network/config.ts';

/** How the branch F of each block `H(x) = F(x) + x` starts: about as large as x, 1 / blocks of that, or next to zero. */
export type BranchInit = 'he' | 'scaled' | 'zero';

export const BRANCH_INITS = ['he', 'scaled', 'zero'] as const satisfies readonly BranchInit[];

/** Blocks from which on branches start at `zero` by default; below, `he` keeps the bytes of earlier versions. */
const DEEP_BLOCKS = 8;

/** The default in words, for help. */
export const BRANCH_INIT_DEFAULT = `he, from ${DEEP_BLOCKS} blocks on zero`;

/** How branches start where no flag says it. A plain network has none, so that its weights stay He's. */
export function defaultBranchInit({
  blocks,
  residual,
}: Pick<NetworkConfig, 'blocks' | 'residual'>): BranchInit {
  return residual && blocks >= DEEP_BLOCKS ? 'zero' : 'he';
}

/**
 * The field of a training config that says how the branches start. It is left out for `he`, so that configs are
 * equal to those of versions that knew no other.
 *
 * @throws RangeError when a plain network is to start its branches small.
 */
export function branchInitField(
  network: NetworkConfig,
  branchInit: BranchInit = defaultBranchInit(network),
): { branchInit?: BranchInit } {
  if (branchInit === 'he') return {};
  if (!network.residual) {
    throw new RangeError(
      `branchInit is "${branchInit}", allowed he without residual connections: leave out --branch-init`,
    );
  }
  return { branchInit };
}
