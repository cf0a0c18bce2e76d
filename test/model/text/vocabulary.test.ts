import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildVocabulary,
  checkVocabulary,
  fnv1a,
  Vocabulary,
  type VocabularyTensors,
} from '../../../src/model/text/vocabulary.ts';

const WORDS = ['good', 'bad', "n't", '好', '👍', 'a', 'ab', '<url>'];

/** The tensors of WORDS, copied and damaged. */
function damaged(damage: (tensors: VocabularyTensors) => Partial<VocabularyTensors> | undefined) {
  const tensors = buildVocabulary(WORDS);
  return { ...tensors, ...damage(tensors) };
}

describe('fnv1a()', () => {
  // The vectors of the draft's appendix C.
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('of %j is %i', (text, hash) => {
    const bytes = new TextEncoder().encode(text);
    expect(fnv1a(bytes, 0, bytes.length)).toBe(hash);
  });
});

describe('buildVocabulary()', () => {
  it('sorts by bytes, whatever the order of the tokens', () => {
    const vocabulary = new Vocabulary(buildVocabulary(WORDS));
    const sorted = WORDS.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(WORDS.map((_, id) => vocabulary.token(id))).toEqual(sorted);
    expect(buildVocabulary(WORDS.toReversed())).toEqual(buildVocabulary(WORDS));
  });

  it.each([
    ['an empty token', ['a', ''], 'a token has 0 bytes, allowed 1 to 256'],
    ['a token of 257 bytes', ['a'.repeat(257)], 'a token has 257 bytes'],
    ['a token that is there twice', ['a', 'b', 'a'], 'is there twice'],
    ['two lone surrogates, which UTF-8 writes alike', ['\ud800', '\udc00'], 'is there twice'],
  ])('refuses %s', (_, tokens, message) => {
    expect(() => buildVocabulary(tokens)).toThrow(RangeError);
    expect(() => buildVocabulary(tokens)).toThrow(message);
  });

  it('gives what finds each token and no other, for any tokens', () => {
    const token = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.uniqueArray(token, { maxLength: 60 }), token, (tokens, other) => {
        const tensors = buildVocabulary(tokens);
        const vocabulary = new Vocabulary(tensors);
        expect(() => checkVocabulary(tensors)).not.toThrow();
        for (const each of tokens) expect(vocabulary.token(vocabulary.lookup(each))).toBe(each);
        expect(vocabulary.lookup(other) >= 0).toBe(tokens.includes(other));
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe('Vocabulary', () => {
  const vocabulary = new Vocabulary(buildVocabulary(WORDS));

  it.each(['', 'goo', 'goods', '\ud83d', 'b'.repeat(10_000), '__proto__', '\u0000'])(
    'does not find %j',
    (token) => {
      expect(vocabulary.lookup(token)).toBe(-1);
    },
  );

  it('finds a token of 256 bytes, the longest', () => {
    const longest = `${'好'.repeat(85)}a`;
    expect(new Vocabulary(buildVocabulary([longest])).lookup(longest)).toBe(0);
  });

  it.each([-1, WORDS.length, 0.5, Number.NaN])('token(%d) throws RangeError', (id) => {
    expect(() => vocabulary.token(id)).toThrow(RangeError);
  });

  it('has room for no token at all', () => {
    expect(new Vocabulary(buildVocabulary([])).lookup('a')).toBe(-1);
  });

  it.each<[string, Partial<VocabularyTensors>, string]>([
    ['no offsets', { offsets: new Uint32Array(0) }, 'vocabulary.offsets has 0 entries'],
    ['offsets that do not begin at 0', { offsets: Uint32Array.of(1, 3) }, 'goes from 1'],
    ['offsets that do not end with the bytes', { offsets: Uint32Array.of(0, 9e6) }, 'to 9000000'],
    ['no index', { index: new Uint32Array(0) }, 'vocabulary.index has 0 places'],
    ['an index of one place', { index: new Uint32Array(1) }, 'has 1 places'],
    ['an index that is no power of two', { index: new Uint32Array(24) }, 'has 24 places'],
    ['an index more than half full', { index: new Uint32Array(8) }, 'at least 16'],
  ])('refuses %s', (_, part, message) => {
    expect(() => new Vocabulary(damaged(() => part))).toThrow(message);
  });

  it.each<[string, number]>([
    ['a token', 1],
    ['the last token', WORDS.length],
    ['one past the last token', WORDS.length + 1],
    ['the largest number', 0xffffffff],
  ])('ends every search where each place of the index holds %s', (_, entry) => {
    const hostile = new Vocabulary(damaged(({ index }) => ({ index: index.map(() => entry) })));
    for (const word of [...WORDS, 'other']) {
      const id = hostile.lookup(word);
      expect(id).toBeLessThan(WORDS.length);
      if (id >= 0) expect(hostile.token(id)).toBe(word);
    }
  });

  it('finds only what is there byte for byte, whatever the inner offsets', () => {
    const offset = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(0x7fffffff, 0xffffffff));
    fc.assert(
      fc.property(fc.array(offset, { minLength: 7, maxLength: 7 }), (inner) => {
        const hostile = damaged(({ offsets }) => {
          offsets.set(inner, 1);
          return { offsets };
        });
        const vocabulary = new Vocabulary(hostile);
        for (const word of WORDS) {
          const id = vocabulary.lookup(word);
          if (id >= 0) expect(vocabulary.token(id)).toBe(word);
        }
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});

describe('checkVocabulary()', () => {
  it.each<[string, Parameters<typeof damaged>[0], string]>([
    [
      'an index with an entry too few',
      ({ index }) =>
        void index.fill(
          0,
          index.findIndex((e) => e > 0),
          index.findIndex((e) => e > 0) + 1,
        ),
      'vocabulary.index has 7 entries, allowed 8',
    ],
    [
      'an index with an entry too many',
      ({ index }) => void index.fill(3, index.indexOf(0), index.indexOf(0) + 1),
      'vocabulary.index has 9 entries, allowed 8',
    ],
    [
      'an index turned by one place',
      ({ index }) => ({ index: Uint32Array.of(...index.slice(1), index[0]) }),
      'vocabulary.index does not find token',
    ],
    [
      'an index with one number too large',
      ({ index }) => void index.fill(99, index.indexOf(1), index.indexOf(1) + 1),
      'vocabulary.index does not find token 0',
    ],
    [
      'an empty token',
      ({ offsets }) => void offsets.fill(offsets[2], 3, 4),
      'vocabulary.offsets does not rise at token 2',
    ],
    [
      'offsets that fall',
      ({ offsets }) => void offsets.fill(offsets[1], 3, 4),
      'vocabulary.offsets does not rise',
    ],
    [
      'an offset past the bytes',
      ({ offsets }) => void offsets.fill(4_000_000_000, 3, 4),
      'vocabulary.offsets does not rise at token 2',
    ],
    [
      'bytes that are not UTF-8',
      ({ bytes }) => void bytes.fill(0xff, bytes.length - 1),
      'vocabulary.bytes is not UTF-8 at token 7',
    ],
    [
      'a token that is not what was indexed',
      ({ bytes }) => void bytes.fill(0x7a, bytes.indexOf(0x67) + 3, bytes.indexOf(0x67) + 4),
      'vocabulary.index does not find token',
    ],
  ])('refuses %s', (_, damage, message) => {
    const tensors = damaged(damage);
    expect(() => checkVocabulary(tensors)).toThrow(RangeError);
    expect(() => checkVocabulary(tensors)).toThrow(message);
  });

  it.each<[string, string, number[]]>([
    ['that are found but not sorted', 'ba', [2, 1]],
    ['that are there twice', 'aa', [1, 2]],
  ])('refuses tokens %s', (_, text, entries) => {
    const sorted = buildVocabulary(['a', 'b']);
    const index = sorted.index.map((entry) => (entry === 0 ? 0 : entries[entry - 1]));
    const bytes = new TextEncoder().encode(text);
    const message = text === 'ba' ? 'vocabulary.bytes is not sorted at token 1' : 'vocabulary.';
    expect(() => checkVocabulary({ ...sorted, bytes, index })).toThrow(message);
  });

  it('refuses a token of 257 bytes, which no search finds', () => {
    const long = buildVocabulary(['a'.repeat(256)]);
    const tensors = { ...long, bytes: new Uint8Array(257).fill(97), offsets: Uint32Array.of(0, 257) };
    expect(() => checkVocabulary(tensors)).toThrow('vocabulary.index does not find token 0');
  });

  it('takes a token that begins with a byte order mark', () => {
    const tensors = buildVocabulary(['\ufeffa', 'a']);
    expect(() => checkVocabulary(tensors)).not.toThrow();
    expect(new Vocabulary(tensors).token(1)).toBe('\ufeffa');
  });
});
