import { describe, expect, it } from 'vitest';
import { estimateNoise, rankSuspicions } from '../../../trainer/scoring/labelnoise.ts';

/** @param rows the label in the file, and the probability of label 1; NaN where nobody said anything. */
function judgementOf(rows: readonly (readonly [number, number])[]) {
  return {
    labels: Int32Array.from(rows, ([label]) => label),
    probabilities: Float32Array.from(rows.flatMap(([, one]) => [1 - one, one])),
    classes: 2,
  };
}

const ROWS = [
  [1, 0.75],
  [0, 0.25],
  [1, 0.125],
  [0, Number.NaN],
  [0, 0.25],
  [1, 0.75],
] as const;

describe('rankSuspicions()', () => {
  it('puts the label first that is least probable, keeps the order of equals and leaves out what nobody judged', () => {
    const ranked = rankSuspicions(judgementOf(ROWS));
    expect(ranked.map(({ text }) => text)).toEqual([2, 0, 1, 4, 5]);
    expect(ranked[0]).toEqual({ text: 2, suggested: 0, doubt: 0.875 });
  });

  it('holds a label against the best of the others, however many share the rest', () => {
    const probabilities = Float32Array.from([0.125, 0.125, 0.75, 0.25, 0.25, 0.5, 0, 1, 0, 1, 0, 0]);
    const ranked = rankSuspicions({ labels: Int32Array.of(0, 1, 1, 1), probabilities, classes: 3 });
    expect(ranked).toEqual([
      { text: 3, suggested: 0, doubt: 1 },
      { text: 0, suggested: 2, doubt: expect.closeTo(6 / 7, 6) },
      { text: 1, suggested: 2, doubt: expect.closeTo(2 / 3, 6) },
      { text: 2, suggested: 0, doubt: 0 },
    ]);
  });
});

describe('estimateNoise()', () => {
  it.each([
    [
      'no wrong label',
      [
        [0, 0.1],
        [0, 0.1],
        [1, 0.9],
        [1, 0.9],
      ],
      0,
    ],
    [
      'one of five',
      [
        [0, 0.1],
        [0, 0.1],
        [1, 0.9],
        [1, 0.9],
        [1, 0.05],
      ],
      0.2,
    ],
  ] as const)('says of %s', (_, rows, share) => {
    expect(estimateNoise(judgementOf(rows)).share).toBeCloseTo(share, 6);
  });

  it('says how many labels are the most probable one, of those that were judged', () => {
    expect(estimateNoise(judgementOf(ROWS))).toMatchObject({ agreement: 0.8, judged: 5 });
  });

  it('says nothing of nothing', () => {
    expect(estimateNoise(judgementOf([[0, Number.NaN]]))).toEqual({ share: 0, agreement: 0, judged: 0 });
  });
});
