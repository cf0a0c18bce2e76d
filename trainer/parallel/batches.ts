import type { SharedTraining } from './memory.ts';

/** Bounds of part `index` when `total` things are split into `parts`: sizes differ by one at most. */
export function part(total: number, parts: number, index: number): [number, number] {
  return [Math.floor((total * index) / parts), Math.floor((total * (index + 1)) / parts)];
}

/** Steps of an epoch. */
export function stepsOf({ train, config }: Pick<SharedTraining, 'train' | 'config'>): number {
  return Math.ceil(train.size / config.batchSize);
}
