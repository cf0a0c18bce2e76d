import { describe, expect, it } from 'vitest';
import { effectOf } from '../../../../trainer/report/article/effects.ts';
import { Measured } from '../../../../trainer/report/article/measured.ts';
import type { ArticleFit } from '../../../../trainer/report/article/record.ts';
import { arm, HEAD } from './records.ts';

const CLAIM = { task: 'sentences', arm: 'a', than: 'b', measure: 'accuracy', claims: 'more' } as const;

/** An arm with so many of 1,000 texts right, by seed from 1 on. */
function fits(name: string, rights: readonly number[]): ArticleFit[] {
  return rights.flatMap((right, place) =>
    arm('depth', name, { right: 0 }, { seeds: [place + 1] }).map((fit) => ({ ...fit, right, texts: 1000 })),
  );
}

const effect = (a: readonly number[], b: readonly number[], claims: 'more' | 'less' = 'more') =>
  effectOf(new Measured([HEAD, ...fits('a', a), ...fits('b', b)]), { ...CLAIM, claims });

describe('effectOf()', () => {
  it.each([
    ['all seeds agree', [760, 765, 758, 770, 762], [750, 752, 751, 755, 750], 5, 'holds'],
    ['four of five agree', [770, 771, 772, 773, 749], [750, 750, 750, 750, 750], 4, 'holds'],
    [
      'the fifth is so far off that 0 lies within',
      [770, 771, 772, 773, 700],
      [750, 750, 750, 750, 750],
      4,
      'open',
    ],
    [
      'three of five agree, and two are equal',
      [790, 790, 790, 750, 750],
      [750, 750, 750, 750, 750],
      3,
      'open',
    ],
    ['the opposite holds', [730, 735, 733, 731, 736], [750, 750, 750, 750, 750], 0, 'fails'],
    ['nothing differs', [750, 750, 750, 750, 750], [750, 750, 750, 750, 750], 0, 'open'],
    ['three seeds agree', [760, 761, 762], [750, 750, 750], 3, 'open'],
    ['one seed', [790], [750], 1, 'open'],
  ])('where %s', (_, a, b, agreeing, verdict) => {
    expect(effect(a, b)).toMatchObject({ agreeing, verdict, seeds: a.length });
  });

  it('turns the verdict round with the claim', () => {
    expect(effect([760, 761, 762, 763], [750, 750, 750, 750], 'less')).toMatchObject({
      agreeing: 0,
      verdict: 'fails',
    });
  });

  it('pairs fits by seed, and leaves out seeds that one arm lacks', () => {
    const b = fits('b', [700, 710, 720, 730]).reverse().slice(1);
    const measured = new Measured([HEAD, ...fits('a', [701, 712, 723, 734]), ...b]);
    expect(effectOf(measured, CLAIM)).toMatchObject({ seeds: 3, mean: expect.closeTo(0.002, 12) });
  });

  it.each([
    [['a'], 'no fit of the other arm'],
    [['b'], 'no fit of the arm'],
  ])('is undefined where only %s is there', (names) => {
    const measured = new Measured([HEAD, ...names.flatMap((name) => fits(name, [750, 751]))]);
    expect(effectOf(measured, CLAIM)).toBeUndefined();
  });

  it('counts a network that diverged as the commonest label, at the loss of a guess', () => {
    const fallen = arm('depth', 'a', { right: 0.9, diverged: [1, 2, 3, 4, 5] });
    const measured = new Measured([HEAD, ...fallen, ...fits('b', [500, 500, 500, 500, 500])]);
    expect(effectOf(measured, CLAIM)?.mean).toBeCloseTo(0.016, 12);
    expect(measured.spread('sentences', 'a', 'loss')?.mean).toBeCloseTo(Math.LN2, 12);
  });
});
