import { describe, expect, it } from 'vitest';
import { comparisonText, endOf, sentencesOf } from '../../../../trainer/experiment/compare/words.ts';
import { comparison, divergedFit, drawnFits, fitOf } from './comparisons.ts';

const fitsOf = (rights: readonly number[]) => rights.map((right) => fitOf(right, 100));
const residual = fitsOf([80, 81, 79, 80, 80]);
const alike = fitsOf([81, 80, 79, 81, 80]);
const worse = fitsOf([70, 71, 69, 71, 70]);

describe('sentencesOf()', () => {
  it('says what is better, how sure that is, and where nothing is shown', () => {
    expect(sentencesOf(comparison({ residual, plain: worse, alike }, 0.25))).toEqual([
      '* residual is what the others are held against: 80.0 % right of about 100 held-back texts, others for each of 5 seeds',
      'plain is 9.8 points worse than residual (9.0 to 10.6), p <0.001 after Holm; worse in 5 of 5 seeds',
      'alike is not shown to differ from residual: 0.2 points better (-1.4 to +1.8), better in 2 of 5 seeds, p 0.740 after Holm; ' +
        'a difference of 2.5 points would have shown four times in five',
    ]);
  });

  it('says plainly that nothing differs', () => {
    const [, verdict, plainly] = sentencesOf(comparison({ residual, alike }, 0.25));
    expect(verdict).toMatch(/^alike is not shown to differ from residual: .*, p 0\.740; a difference of /);
    expect(plainly).toBe('nothing differs clearly: take the cheaper, or give more --seeds and more rows');
    expect(sentencesOf(comparison({ residual, same: residual }, 0.25))[1]).toContain(
      'same is not shown to differ from residual: no difference, p 1.000;',
    );
  });

  it('names the texts of a test file, the rates, those at the end, and what diverged', () => {
    const fits = {
      residual: drawnFits(0.8, 1000, 1),
      wild: [...drawnFits(0.8, 1000, 2).slice(1), divergedFit(1000)],
    };
    const lines = sentencesOf(comparison(fits, undefined, [0.001, 0.003, 0.01]));
    expect(lines[0]).toMatch(/% right of 1,000 test texts, the mean of 5 seeds$/);
    expect(lines.slice(-4)).toEqual([
      'learning rates, tried on rows of their own with seed 0: residual 0.001, wild 0.001',
      'residual is best at the lowest rate tried, 0.001: lower ones may change what is said of it, try them with --rates',
      'wild is best at the lowest rate tried, 0.001: lower ones may change what is said of it, try them with --rates',
      'wild diverged in 1 of 5 seeds, counted as never right',
    ]);
  });
});

describe('endOf()', () => {
  it.each([
    [0.001, 'lowest'],
    [0.003, undefined],
    [0.01, 'highest'],
  ])('of the rate %d is %s', (rate, end) => {
    const tried = [0.01, 0.001, 0.003].map((each) => ({ rate: each, right: 1, texts: 2, loss: 1 }));
    expect(endOf({ rate, tried })).toBe(end);
    expect(endOf({ rate, tried: [] })).toBeUndefined();
  });
});

describe('comparisonText()', () => {
  it('has a table of 80 columns at most, however long the names', () => {
    const fits = { [`residual ${'x'.repeat(30)}`]: residual, plain: worse };
    const [table] = comparisonText(comparison(fits, 0.25), 80).split('\n\n');
    const lines = table.split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines[2]).toMatch(/^plain +70\.2 % +-9\.8 +-10\.6 to -9\.0 +<0\.001 +0 of 5 +1,000$/);
  });
});
