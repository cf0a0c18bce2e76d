import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALTERNATIVES, isCharacter, matchAt, ORDER } from '../../../src/model/text/patterns.ts';
import { sized } from '../../size.ts';

/** All alternatives in one pattern, which is slow to make and says what is meant. */
const WHOLE = new RegExp(ORDER.map((name) => `(?<${name}>${ALTERNATIVES[name]})`).join('|'), 'vy');

function reference(text: string, at: number): unknown {
  WHOLE.lastIndex = at;
  const groups = WHOLE.exec(text)?.groups;
  if (groups === undefined) return null;
  return { alternative: ORDER.find((name) => groups[name] !== undefined), end: WHOLE.lastIndex };
}

const PARTS = [
  ...["don't", '&#39;', '&lt;3', 'http://a.b', 'www.', 'a@b.cd', '@one', '#tag', '-LRB-', '<br>', '<3'],
  ...[':-)', '>:(', '(:', 'xD', 'T_T', '^_^', '-_-', '¯\\_(ツ)_/¯', '12.5%', '1️⃣', '½', '٣', '``', '…'],
  ...[
    '好',
    'ひ',
    '👩‍🚀',
    '🏽',
    '🇩🇪',
    '\ud83d',
    '\udc00',
    '\u00ad',
    '\u0301',
    '‐',
    '　',
    "'s",
    '’re',
    'ʼm',
    '＇d',
    ' ',
  ],
];
const anyText = fc
  .array(fc.oneof(fc.constantFrom(...PARTS), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 8 })
  .map((parts) => parts.join(''));

describe('matchAt()', () => {
  it('finds at every position what one pattern of all alternatives finds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (let at = 0; at < text.length; at++) expect(matchAt(text, at)).toEqual(reference(text, at));
      }),
      { seed: 1, numRuns: sized(3000, 100_000) },
    );
  });

  it.each(["a's", ' a', '1'])('finds that too after every UTF-16 code unit, before %j', (after) => {
    for (let unit = 0; unit <= 0xffff; unit++) {
      const text = String.fromCharCode(unit) + after;
      if (matchAt(text, 0)?.end !== (reference(text, 0) as { end: number } | null)?.end) {
        expect(matchAt(text, 0)).toEqual(reference(text, 0));
      }
    }
  });
});

describe('isCharacter()', () => {
  it.each([
    ['好', true],
    ['ひ', true],
    ['カ', true],
    ['𠮷', true],
    ['好好', false],
    ['好a', false],
    ['한', false],
    ['a', false],
    ['', false],
  ])('of %j is %s', (text, expected) => {
    expect(isCharacter(text)).toBe(expected);
  });
});
