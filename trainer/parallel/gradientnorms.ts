import type { NetworkConfig } from '../../src/model/network/config.ts';
import { stepsOf } from './batches.ts';
import { type Layout, layoutOf, type SharedTraining } from './memory.ts';

/**
 * The length of each layer's part of the gradient, by the layer's name, in the order of the parameters. A block's normalisation is
 * part of the block.
 */
export type GradientNorms = Record<string, number>;

/** More than a curve can show. */
const DIGITS = 6;

/** The norms of a step before clipping. @param step counted from 0 over all epochs. */
export type StepGradients = { step: number; norms: GradientNorms };

/** Where the squares of a step go: it is the first of its epoch, one of those asked for, both, or neither. */
export function squaresOf(memory: SharedTraining, epoch: number, step: number): Float64Array[] {
  const { gradientSteps, parameterSquares } = memory;
  const place = gradientSteps.length === 0 ? -1 : gradientSteps.indexOf(epoch * stepsOf(memory) + step);
  const asked = place < 0 ? [] : [squaresAt(memory, place)];
  return step === 0 ? [parameterSquares, ...asked] : asked;
}

function squaresAt({ gradientSquares, parameterSquares }: SharedTraining, place: number): Float64Array {
  const { length } = parameterSquares;
  return gradientSquares.subarray(place * length, (place + 1) * length);
}

/** What was measured of the steps asked for that lie in a stretch of an epoch, from step `begin` up to `end`, without it. */
export function stepGradients(
  memory: SharedTraining,
  epoch: number,
  begin: number,
  end: number,
): StepGradients[] {
  const first = epoch * stepsOf(memory);
  return memory.gradientSteps.flatMap((step, place) => {
    if (step < first + begin || step >= first + end) return [];
    return [{ step, norms: gradientNormsOf(memory.network, squaresAt(memory, place)) }];
  });
}

/**
 * Sums the squares of the gradient at hand, parameter by parameter, in one order: the number of workers changes no bit. One worker
 * does it, between two barriers, once all have summed.
 *
 * @param squares [1 + dense parameters], replaced.
 */
export function measureGradient(memory: SharedTraining, { dense }: Layout, squares: Float64Array): void {
  const { gradient, sparse, config } = memory;
  squares.fill(0);
  for (let shard = 0; shard < config.shards; shard++) {
    const begin = shard * sparse.capacity;
    for (let i = begin; i < begin + sparse.counts[shard]; i++) squares[0] += sparse.squares[i];
  }
  dense.forEach(({ begin, end }, place) => {
    for (let i = begin; i < end; i++) squares[place + 1] += gradient[i] * gradient[i];
  });
}

/** What `measureGradient` has left. */
export function gradientNormsOf(network: NetworkConfig, [embedding, ...others]: Float64Array): GradientNorms {
  const squares = new Map([['embedding', embedding]]);
  layoutOf(network).dense.forEach(({ layer }, place) => {
    const block = layer.replace(/\.norm$/, '');
    squares.set(block, (squares.get(block) ?? 0) + others[place]);
  });
  const norm = (square: number) => Number(Math.sqrt(square).toPrecision(DIGITS));
  return Object.fromEntries([...squares].map(([layer, square]) => [layer, norm(square)]));
}
