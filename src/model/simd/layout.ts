import { inputSize, type NetworkConfig, packingReach } from '../network/config.ts';
import { padded } from './arena.ts';
import { TILE_ROWS } from './constants.ts';

/** What the shape of a network decides of its program: also what a text costs. */

/** Widths of blocks whose convolutions are computed in integers: faster from here on, and precise up to there. */
const INTEGER_WIDTHS = { minimum: 64, maximum: 256 };

/** Whether the convolutions of the blocks are computed in integers, where that is allowed. */
export function hasIntegers({ encoder, width }: NetworkConfig): boolean {
  const { minimum, maximum } = INTEGER_WIDTHS;
  return encoder === 'conv' && width % 8 === 0 && width >= minimum && width <= maximum;
}

/** Rows of a matrix that holds a text: rows of zeros at both ends, and at least one tile between. */
export function textRows(config: NetworkConfig): number {
  return 2 * packingReach(config) + Math.max(config.maxTokens, TILE_ROWS);
}

/** All matrices of a text's rows and copies of them, where a program has one a step, are this large at most. */
const MAX_KEPT_BYTES = 16 * 2 ** 20;

/**
 * Whether every step writes a matrix of its own, so that without some tokens only what those reach need be computed again.
 * The steps of larger networks share three.
 */
export function keepsMatrices(config: NetworkConfig): boolean {
  const { stem, blocks, norm, preNorm } = config;
  const matrices = 2 + stem + blocks * (preNorm && norm !== 'none' ? 2 : 1);
  const columns = padded(Math.max(inputSize(config), config.width));
  return 2 * matrices * 4 * columns * textRows(config) <= MAX_KEPT_BYTES;
}
