import { blockKernel, hasProjection, inputSize, type NetworkConfig } from './network.ts';

/** Of the 10 ms of CPU that a request has on Cloudflare's free plan; the rest is for parsing and answering. */
const BUDGET_MICROSECONDS = 6000;
/** Half of what the kernel reaches on a busy machine: `npm run bench:edge`. */
const OPERATIONS_PER_MICROSECOND = 16_000;
/** Splitting the text, looking the token up, and what the kernel does beside products, for the costliest tokens. */
const TOKEN_MICROSECONDS = 3;
/** However large the network is, a page of text is read. */
const LEAST_TOKENS = 512;

/**
 * Tokens that are read of a text, and of all texts of a request together: as many as cost 6 ms of CPU by a model of the cost, two
 * operations for each weight that a token meets over 16 GFLOP/s, and 3 µs a token; at least 512.
 */
export function tokenLimit(config: NetworkConfig): number {
  const microseconds = (2 * weightsPerToken(config)) / OPERATIONS_PER_MICROSECOND + TOKEN_MICROSECONDS;
  return Math.max(LEAST_TOKENS, Math.floor(BUDGET_MICROSECONDS / microseconds));
}

/** Multiplications that each token adds; none for `bag`, which pools the tokens before any. */
function weightsPerToken(config: NetworkConfig): number {
  const { encoder, width, stem, blocks } = config;
  if (encoder === 'bag') return 0;
  const first = hasProjection(config) || stem > 0 ? inputSize(config) * width : 0;
  const stems = Math.max(0, stem - 1) * width * width;
  return first + stems + blocks * blockKernel(config) * width * width;
}
