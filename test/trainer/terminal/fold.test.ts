import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, isTerminal } from '../../../trainer/terminal/fold.ts';

describe('fold()', () => {
  it.each([
    ['a line that fits', 80, 'a line that fits'],
    ['nothing tells the width', undefined, 'nothing tells the width'],
    ['nothing tells the width', 0, 'nothing tells the width'],
    ['epoch 3/8: loss 0.41, 84.2 %', 12, 'epoch 3/8:\n  loss 0.41,\n  84.2 %'],
    ['averyverylongword it', 6, 'averyverylongword\n  it'],
  ])('folds %j for %j columns', (line, columns, folded) => {
    expect(fold(line, columns)).toBe(folded);
  });

  it('keeps every word, in lines that fit where their words do', () => {
    const words = fc.array(fc.stringMatching(/^[a-z|%]{1,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 14, max: 90 }), (all, columns) => {
        const lines = fold(all.join(' '), columns).split('\n');
        expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(all);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

it('isTerminal() takes no dumb terminal for one that obeys escapes', () => {
  const before = process.env.TERM;
  process.env.TERM = 'dumb';
  expect(isTerminal({ isTTY: true })).toBe(false);
  process.env.TERM = 'xterm';
  expect([isTerminal({ isTTY: true }), isTerminal({})]).toEqual([true, false]);
  process.env.TERM = before;
});
