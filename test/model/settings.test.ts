import { describe, expect, it } from 'vitest';
import { readCpu, readOrigins } from '../../src/settings.ts';

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

describe('readOrigins()', () => {
  it.each([
    [undefined, null],
    ['', null],
    [' ', null],
    ['*', '*'],
    ['https://example.com', new Set(['https://example.com'])],
    ['https://a.example, http://localhost:5173', new Set(['https://a.example', 'http://localhost:5173'])],
  ])('takes %j for %j', (value, origins) => {
    expect(readOrigins(value)).toEqual(origins);
  });

  it.each([
    ...[
      'https://example.com/',
      'example.com',
      'HTTPS://example.com',
      'https://Example.com',
      'https://example.com:443',
    ],
    ...['https://a.example,', 'https://a.example,*', 'null', 'https://*.example.com', 'ftp://example.com'],
    ...['https://a.example https://b.example', 5, true, null, ['https://example.com']],
  ])('refuses %j', (value) => {
    expect(() => readOrigins(value)).toThrow(
      /^ALLOWED_ORIGINS has .*, allowed "\*" alone, or origins such as/,
    );
  });
});
