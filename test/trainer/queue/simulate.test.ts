import { describe, expect, it } from 'vitest';
import { likeThese, makespan } from '../../bench/queue/simulate.ts';

const FREE = { aFit: 0, aMachine: 0 };

describe('makespan()', () => {
  it.each([
    [[4, 3, 2, 1], 1, FREE, 10],
    // 4 and 1 beside 3 and 2.
    [[4, 3, 2, 1], 2, FREE, 5],
    [[4, 3], 5, FREE, 4],
    [[1, 1, 1], 1, { aFit: 0.5, aMachine: 2 }, 6.5],
    [[1, 1, 1], 3, { aFit: 0.5, aMachine: 2 }, 3.5],
  ])('of %j on %d machines at %j is %d', (fits, machines, costs, end) => {
    expect(makespan(fits, machines, costs)).toBe(end);
  });
});

it('likeThese() repeats fits, the longest first', () => {
  expect(likeThese([1, 3], 5)).toEqual([3, 3, 1, 1, 1]);
});
