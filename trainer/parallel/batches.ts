import type { SharedTraining } from './memory.ts';

/** Bounds of part `index` when `total` things are split into `parts`: sizes differ by one at most. */
export function part(total: number, parts: number, index: number): [number, number] {
  return [Math.floor((total * index) / parts), Math.floor((total * (index + 1)) / parts)];
}

/** Steps of an epoch. */
export function stepsOf({ train, config }: Pick<SharedTraining, 'train' | 'config'>): number {
  return Math.ceil(train.size / config.batchSize);
}

/** What the losses and gradients of a batch are divided by: the sum of its texts' weights, in their order. */
export function batchWeight(
  { train, order }: Pick<SharedTraining, 'train' | 'order'>,
  begin: number,
  end: number,
): number {
  if (!train.weights) return end - begin;
  let sum = 0;
  for (let i = begin; i < end; i++) sum += train.weights[order[i]];
  return sum;
}

/**
 * The shards of a batch, those with most tokens to read first: workers that take them in this order finish at nearly the same time.
 * No bit of the result depends on it.
 */
export function longestFirst(
  { train, order, config }: Pick<SharedTraining, 'train' | 'order' | 'config'>,
  begin: number,
  end: number,
): number[] {
  const tokens = Array.from({ length: config.shards }, (_, shard) => {
    const [from, to] = part(end - begin, config.shards, shard);
    let sum = 0;
    for (const text of order.subarray(begin + from, begin + to)) {
      const length = train.tokenOffsets[text + 1] - train.tokenOffsets[text];
      sum += config.cropTokens > 0 ? Math.min(length, config.cropTokens) : length;
    }
    return sum;
  });
  return [...tokens.keys()].sort((a, b) => tokens[b] - tokens[a]);
}
