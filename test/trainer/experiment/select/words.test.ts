import { describe, expect, it } from 'vitest';
import { describeDrop, selectionText, sentencesOf } from '../../../../trainer/experiment/select/words.ts';
import { EVEN, selection, TEXTS } from './selections.ts';

describe('sentencesOf()', () => {
  it('says plainly that nothing differs', () => {
    const lines = sentencesOf(selection('blocks=0,2', [EVEN, [765, 755, 780, 770, 795]]));
    expect(lines).toEqual([
      '* chosen: 0 blocks, 77.0 % (±1.1) in 5 folds, the simplest within one standard error of the best',
      'no depth is better than 0 blocks: 77.3 against 77.0, ±0.7',
    ]);
  });

  it('says of those that are right equally often that none is better', () => {
    expect(sentencesOf(selection('blocks=0,4,8', [EVEN, EVEN, EVEN]))).toEqual([
      '* chosen: 0 blocks, 77.0 % (±1.1) in 5 folds, the simplest of those that are right as often',
      'no depth is better than 0 blocks: 77.0 against 77.0, ±0.0',
    ]);
  });

  it('says that the next is not clearly worse than the best', () => {
    const lines = sentencesOf(
      selection('width=8,16', [EVEN.map((own) => own - 10), EVEN.map((own, i) => own + 40 * (i % 2))]),
    );
    expect(lines).toEqual([
      '* chosen: width=16, 78.6 % (±1.8) in 5 folds, more than any other',
      'not clearly worse: width=8, 76.0 against 78.6, ±1.5',
    ]);
  });

  it('names what is clearly worse, dropped or diverged', () => {
    const worse = EVEN.map((own, i) => own - 100 - i);
    const diverged = EVEN.map(() => null);
    const lines = sentencesOf(selection('blocks=0,1,2,4', [EVEN, worse, diverged, [600, 610, 605]]));
    expect(lines.slice(1)).toEqual([
      'clearly worse: 1 block, 2 blocks',
      'dropped before the last fold: 4 blocks',
      'diverged, and counted as never right: 2 blocks; try a lower --learning-rate',
    ]);
  });

  it('never says of a dropped one that it is not clearly worse', () => {
    const dropped = [590, 585, 595];
    expect(sentencesOf(selection('blocks=0,1', [EVEN, dropped]))).toEqual([
      '* chosen: 0 blocks, 77.0 % (±1.1) in 5 folds, more than any other',
      'dropped before the last fold: 1 block',
    ]);
    // Over its three folds it is right more often than the one that stayed.
    const falling = [790, 780, 770, 500, 500];
    const better = selection('blocks=0,1,2', [falling, [700, 702, 698], falling.map((own) => own - 1)]);
    expect(sentencesOf(better)[1]).toBe('clearly worse: 2 blocks');
  });
});

describe('sentencesOf() of a nested selection', () => {
  it('gives the figure to quote, and what was chosen for it', () => {
    const folds = ['blocks=0', 'blocks=1', 'blocks=0'].map((chosen) => ({
      chosen,
      right: 766,
      texts: TEXTS,
    }));
    const nested = { accuracy: 0.766, error: 0.012, folds };
    const lines = sentencesOf({ ...selection('blocks=0,1', [EVEN, EVEN]), nested });
    expect(lines.slice(-2)).toEqual([
      'on folds that the choice had not seen: 76.6 % (±1.2), the figure to quote',
      'chosen without them: blocks=0 in 2 of 3, blocks=1 in 1 of 3 folds',
    ]);
  });
});

describe('selectionText()', () => {
  it('fits 80 columns, long names cut', () => {
    const short = selectionText(selection('blocks=0,1', [EVEN, EVEN]), 80).split('\n');
    expect(short.slice(0, 3)).toEqual([
      '             right    ±  beside it    ±      p  folds  parameters',
      'blocks=0 *  77.0 %  1.1                             5   1,234,567',
      'blocks=1    77.0 %  1.1        0.0  0.0  1.000      5   1,234,568',
    ]);
    const long = selectionText(selection('branch-init=he,scaled', [EVEN, EVEN]), 80).split('\n');
    for (const line of long.slice(0, 3)) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('describeDrop()', () => {
  it('says by what and how surely', () => {
    const [loser, winner] = [
      { name: 'blocks=0', accuracy: 0.639 },
      { name: 'blocks=2', accuracy: 0.79 },
    ];
    expect(describeDrop({ candidate: 0, by: 1, folds: 3, p: 0.0418 }, loser, winner)).toBe(
      'after 3 folds blocks=0 is behind blocks=2, 63.9 against 79.0 %, p 0.042: dropped',
    );
  });
});
