import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpackNumbers, unpackText, unpackWords } from '../../../src/model/text/packed.ts';
import { packNumbers, packText, packWords } from '../../golden/pack.ts';

describe('unpackText()', () => {
  it('puts pieces in, and pieces of pieces', () => {
    expect(unpackText('ab|Ac|BBAd')).toBe('abcabcabd');
    expect(packText('abcabcabcabd')).toBe('abc|AAAabd');
  });

  it('reads what packText() writes, whatever repeats', () => {
    const text = fc
      .array(fc.constantFrom('a', 'bc', 'heart', ' ', ',', ';', '7'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (each) => unpackText(packText(each)) === each),
      { seed: 1, numRuns: 50 },
    );
  });

  it('has no symbols of its own to read: packText() refuses them', () => {
    expect(() => packText('abababababA')).toThrow(RangeError);
    expect(() => packText('a|b')).toThrow(RangeError);
  });
});

describe('unpackWords()', () => {
  it('begins each word as the one before it began', () => {
    expect(unpackWords('0gut3e4n0ja')).toEqual(['gut', 'gute', 'guten', 'ja']);
    expect(unpackWords('')).toEqual([]);
    expect(() => packWords(['a1'])).toThrow(RangeError);
  });

  it('reads what packWords() writes, sorted', () => {
    const words = fc.array(fc.stringMatching(/^[a-c'^$]{1,14}$/));
    fc.assert(
      fc.property(words, (all) => {
        expect(unpackWords(packWords(all))).toEqual([...all].sort());
      }),
      { seed: 1 },
    );
  });
});

describe('unpackNumbers()', () => {
  it.each([0, 57, 58, 85, 86, 1681, 1682, 2 ** 31, Number.MAX_SAFE_INTEGER])('reads %i', (number) => {
    expect(unpackNumbers(packNumbers([number, 1]))).toEqual([number, 1]);
  });

  it('reads what packNumbers() writes, which no quote or backslash ends', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), (numbers) => {
        const packed = packNumbers(numbers);
        expect(packed).toMatch(/^[(-[\]-~]*$/);
        expect(unpackNumbers(packed)).toEqual(numbers);
      }),
      { seed: 1 },
    );
  });
});
