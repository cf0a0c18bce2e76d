import { describe, expect, it } from 'vitest';
import { logTicks } from '../../../../trainer/report/article/logticks.ts';

describe('logTicks()', () => {
  it.each([
    [0.43, 0.7, [0.5, 0.6, 0.7]],
    [0.15, 0.7, [0.2, 0.3, 0.4, 0.5, 0.6, 0.7]],
    [0.08, 0.7, [0.1, 0.2, 0.5]],
    [0.09, 300, [0.1, 1, 10, 100]],
    [0.001, 1.2, [0.001, 0.01, 0.1, 1]],
    [0.02, 2e6, [0.1, 1, 10, 100, 1000, 1e4, 1e5, 1e6]],
    [0.691, 0.694, []],
  ])('from %d to %d are %j', (low, high, ticks) => {
    expect(logTicks(low, high)).toEqual(ticks);
  });

  it('are few over any range', () => {
    for (let high = 1; high < 1e30; high *= 7) expect(logTicks(1e-9, high).length).toBeLessThanOrEqual(8);
  });
});
