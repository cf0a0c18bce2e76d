import { describe, expect, it } from 'vitest';
import { readCpu } from '../../src/settings.ts';

describe('readCpu()', () => {
  it.each([
    [undefined, 10],
    [10, 10],
    ['50', 50],
    [1.5, 1.5],
    [300_000, 300_000],
  ])('takes %j for %j', (value, cpu) => {
    expect(readCpu(value)).toBe(cpu);
  });

  it.each([0, -1, 300_001, Number.NaN, 'ten', '', ' ', null, true, [10], {}])('refuses %j', (value) => {
    expect(() => readCpu(value)).toThrow(
      /^CPU_MILLISECONDS is .*, allowed numbers from 1 to 300000: 10 on the free plan/,
    );
  });
});
