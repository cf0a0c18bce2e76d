import { describe, expect, it } from 'vitest';
import { orderParts, partOf } from '../../../trainer/scoring/slices.ts';

const asked = (tokens: number, language: 'en' | 'zh' | 'und' = 'en') => ({
  ...{ truth: 0, probabilities: [1] },
  tokens,
  language,
});

describe('partOf()', () => {
  it.each([
    [1, 'up to 5 tokens'],
    [5, 'up to 5 tokens'],
    [6, '6 to 10 tokens'],
    [80, '41 to 80 tokens'],
    [81, 'over 80 tokens'],
  ])('puts %i tokens into “%s”', (tokens, part) => {
    expect(partOf('length', 'any', asked(tokens))).toBe(part);
  });

  it('takes the language that the model answers', () => {
    expect(partOf('language', 'any', asked(1, 'und'))).toBe('und');
  });

  it.each([
    ['I don’t like it', true],
    ['dont bother', true],
    ['This cannot be', true],
    ['NEVER again', true],
    ['nobody came', true],
    ['A notable knot', false],
    ['I like it', false],
    ['这家店不好', true],
    ['没有人来', true],
    ['别去', true],
    ['非常好', false],
    ['特别好吃', false],
    ['不过味道很好', false],
    ['很好', false],
  ])('of “%s” is negated: %s', (text, isNegated) => {
    expect(partOf('negation', text, asked(3))).toBe(isNegated ? 'negated' : 'not negated');
  });
});

describe('orderParts()', () => {
  it('sorts lengths from short to long, and leaves others', () => {
    const parts = ['over 80 tokens', '6 to 10 tokens', 'up to 5 tokens', '41 to 80 tokens'];
    expect(orderParts('length', parts)).toEqual([
      'up to 5 tokens',
      '6 to 10 tokens',
      '41 to 80 tokens',
      'over 80 tokens',
    ]);
    expect(orderParts('language', ['zh', 'en'])).toEqual(['zh', 'en']);
  });
});
