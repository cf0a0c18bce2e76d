import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unread, unsure } from '../../src/model/calibration.ts';

const sumOf = (shares: readonly number[]) => shares.reduce((sum, share) => sum + share, 0);
/** Probabilities of 2 to 40 labels. */
const shares = fc
  .array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 40 })
  .filter((weights) => sumOf(weights) > 0)
  .map((weights) => weights.map((weight) => weight / sumOf(weights)));

describe('unsure()', () => {
  it.each([
    [
      [0.9, 0.05, 0.05],
      [0.5, 0.25, 0.25],
    ],
    [
      [1, 0],
      [0.6, 0.4],
    ],
    [
      [0.3, 0.7],
      [0.4, 0.6],
    ],
    [
      [0.5, 0.3, 0.2],
      [0.5, 0.3, 0.2],
    ],
    [
      [0.55, 0.45],
      [0.55, 0.45],
    ],
  ])('makes %j %j', (given, expected) => {
    unsure(given).forEach((share, label) => {
      expect(share).toBeCloseTo(expected[label], 12);
    });
  });

  it('keeps the sum and the order, and leaves none above its bound', () => {
    const run = fc.property(shares, (given) => {
      const mixed = unsure(given);
      expect(sumOf(mixed)).toBeCloseTo(1, 9);
      expect(Math.max(...mixed)).toBeLessThanOrEqual((given.length === 2 ? 0.6 : 0.5) + 1e-12);
      for (let a = 0; a < given.length; a++) {
        for (let b = 0; b < given.length; b++) {
          if (given[a] > given[b]) expect(mixed[a]).toBeGreaterThan(mixed[b]);
          if (given[a] === given[b]) expect(mixed[a]).toBe(mixed[b]);
        }
      }
    });
    fc.assert(run, { seed: 1, numRuns: 200 });
  });
});

describe('unread()', () => {
  it.each([
    [
      ['negative', 'neutral', 'positive'],
      [0.4, 0.2, 0.4],
      [0.25, 0.5, 0.25],
    ],
    [
      ['neutral', 'bad'],
      [0.1, 0.9],
      [0.6, 0.4],
    ],
    [
      ['negative', 'positive'],
      [0.4, 0.6],
      [0.45, 0.55],
    ],
    [
      ['negative', 'positive'],
      [0, 1],
      [0.4, 0.6],
    ],
    [
      ['a', 'b', 'c', 'd'],
      [0.4, 0.4, 0.2, 0],
      [0.325, 0.325, 0.225, 0.125],
    ],
    [
      ['Neutral', 'b', 'c'],
      [0.1, 0.8, 0.1],
      [0.5, 17 / 47, 6.5 / 47],
    ],
    [
      ['消极', '中性', '积极'],
      [0.4, 0.2, 0.4],
      [0.25, 0.5, 0.25],
    ],
    [
      ['neutral', 'b', 'c'],
      [1, 0, 0],
      [0.5, 0.25, 0.25],
    ],
  ])('of %j, shares %j of training, is %j', (labels, prior, expected) => {
    unread(labels, prior).forEach((share, label) => {
      expect(share).toBeCloseTo(expected[label], 12);
    });
  });

  it('has sum 1, and the neutral label first where there is one', () => {
    const run = fc.property(shares, fc.boolean(), (prior, hasNeutral) => {
      const labels = prior.map((_, label) => (hasNeutral && label === 1 ? 'neutral' : `label ${label}`));
      const answer = unread(labels, prior);
      expect(sumOf(answer)).toBeCloseTo(1, 9);
      if (hasNeutral) expect(answer.indexOf(Math.max(...answer))).toBe(1);
    });
    fc.assert(run, { seed: 1, numRuns: 200 });
  });
});
