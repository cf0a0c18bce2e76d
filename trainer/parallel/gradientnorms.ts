import { type Layout, layoutOf, type SharedTraining } from './memory.ts';

/**
 * The length of each layer's part of the gradient, by the layer's name, in the order of the parameters. A block's normalisation is
 * part of the block.
 */
export type GradientNorms = Record<string, number>;

/** More than a curve can show. */
const DIGITS = 6;

/**
 * Sums the squares of the gradient at hand, parameter by parameter, in one order: the number of workers changes no bit. One worker
 * does it, between two barriers, once all have summed.
 */
export function measureGradient(memory: SharedTraining, { dense }: Layout): void {
  const { gradient, sparse, config, parameterSquares } = memory;
  parameterSquares.fill(0);
  for (let shard = 0; shard < config.shards; shard++) {
    const begin = shard * sparse.capacity;
    for (let i = begin; i < begin + sparse.counts[shard]; i++) parameterSquares[0] += sparse.squares[i];
  }
  dense.forEach(({ begin, end }, place) => {
    for (let i = begin; i < end; i++) parameterSquares[place + 1] += gradient[i] * gradient[i];
  });
}

/** What `measureGradient` has left. */
export function gradientNormsOf({
  network,
  parameterSquares: [embedding, ...others],
}: Pick<SharedTraining, 'network' | 'parameterSquares'>): GradientNorms {
  const squares = new Map([['embedding', embedding]]);
  layoutOf(network).dense.forEach(({ layer }, place) => {
    const block = layer.replace(/\.norm$/, '');
    squares.set(block, (squares.get(block) ?? 0) + others[place]);
  });
  const norm = (square: number) => Number(Math.sqrt(square).toPrecision(DIGITS));
  return Object.fromEntries([...squares].map(([layer, square]) => [layer, norm(square)]));
}
