import { describe, expect, it } from 'vitest';
import { DEFAULT_TRAIN } from '../../../trainer/config/train.ts';
import { longestFirst } from '../../../trainer/parallel/batches.ts';
import type { SharedTraining } from '../../../trainer/parallel/memory.ts';

/** Texts of so many tokens, one a shard, in their order. */
function shardsOf(lengths: readonly number[], cropTokens: number): number[] {
  const tokenOffsets = Int32Array.from([
    0,
    ...lengths.map((_, i) => lengths.slice(0, i + 1).reduce((a, b) => a + b)),
  ]);
  const memory = {
    train: { tokenOffsets },
    order: Int32Array.from(lengths.keys()),
    config: { ...DEFAULT_TRAIN, shards: lengths.length, cropTokens },
  } as unknown as Pick<SharedTraining, 'train' | 'order' | 'config'>;
  return longestFirst(memory, 0, lengths.length);
}

describe('longestFirst()', () => {
  it('orders shards by their tokens, equal ones by their numbers', () => {
    expect(shardsOf([3, 900, 3, 130], 0)).toEqual([1, 3, 0, 2]);
  });

  it('counts the tokens that are read', () => {
    expect(shardsOf([100, 900, 128, 130], 128)).toEqual([1, 2, 3, 0]);
  });
});
