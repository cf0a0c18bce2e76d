import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode, lookupOf, MAX_NGRAMS, pairAt, unknownRows } from '../../../src/model/text/encode.ts';
import { tokenize } from '../../../src/model/text/tokenizer.ts';
import { buildVocabulary, fnv1a, Vocabulary } from '../../../src/model/text/vocabulary.ts';

const vocabulary = new Vocabulary(buildVocabulary(['bad', 'good', '!']));

function encodeText(text: string, ngramBuckets = 0) {
  return encode(tokenize(text).tokens, vocabulary, ngramBuckets);
}

describe('encode()', () => {
  it('gives a known token its own row', () => {
    const { rows, offsets } = encodeText('good bad');
    expect([...rows]).toEqual([vocabulary.lookup('good'), vocabulary.lookup('bad')]);
    expect([...offsets]).toEqual([0, 1, 2]);
  });

  it('gives every unknown token the row after the vocabulary where there are no buckets', () => {
    expect([...encodeText('film good story').rows]).toEqual([3, vocabulary.lookup('good'), 3]);
  });

  it('gives an unknown token the rows of its n-grams where there are buckets', () => {
    // <films>: <fi fil ilm lms ms> and <fil film ilms lms>.
    const { rows, offsets } = encodeText('films good', 10);
    expect([...offsets]).toEqual([0, 9, 10]);
    for (const row of rows.slice(0, 9)) {
      expect(row).toBeGreaterThanOrEqual(3);
      expect(row).toBeLessThan(13);
    }
  });

  it.each([
    ['good', 1],
    ['good bad', 1],
    ['good film', 0.5],
    ['a film', 0],
    ['good ???', 1],
    ['!', 0],
    ['! film', 0],
    ['', 0],
  ])('of %j has a known share of %d: punctuation does not count', (text, known) => {
    expect(encodeText(text).known).toBe(known);
  });

  it('of no tokens has no rows', () => {
    const { rows, offsets } = encodeText('');
    expect(rows).toHaveLength(0);
    expect([...offsets]).toEqual([0]);
  });
});

describe('pairs of characters', () => {
  const pairs = new Vocabulary(buildVocabulary(['不', '好', '吃', '不好', '好吃', 'カラ']));
  const rowsOf = (text: string) => {
    const { rows, offsets } = encode(tokenize(text).tokens, pairs, 0);
    return Array.from(offsets.subarray(1), (end, i) => Array.from(rows.subarray(offsets[i], end)));
  };
  const [no, good, eat, notGood, tasty] = ['不', '好', '吃', '不好', '好吃'].map((text) =>
    pairs.lookup(text),
  );

  it('give the character that ends one a row more, where the vocabulary has it', () => {
    expect(rowsOf('不好吃')).toEqual([[no], [good, notGood], [eat, tasty]]);
    expect(rowsOf('吃不好')).toEqual([[eat], [no], [good, notGood]]);
    expect(rowsOf('カラ')).toEqual([[pairs.size], [pairs.size, pairs.lookup('カラ')]]);
  });

  it('have nothing between them', () => {
    expect(rowsOf('不 好')).toEqual([[no], [good]]);
    expect(rowsOf('不，好').flat()).not.toContain(notGood);
  });

  it('are looked up in training as they are in a text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('不', '好', '吃', '𠮷', 'a', ' ', '!', '👍')), (parts) => {
        const { tokens } = tokenize(parts.join(''));
        tokens.forEach(({ text }, i) => {
          const pair = pairAt(tokens, i);
          expect(lookupOf(pair ?? text)).toEqual({ text, pair });
        });
      }),
    );
  });
});

describe('unknownRows()', () => {
  it.each(['a', '好', '👍', '', 'ab', 'abc', 'x'.repeat(64)])('of %j is 1 to 32 rows in range', (token) => {
    const rows = unknownRows(token, 100, 7);
    expect(rows.length).toBeLessThanOrEqual(MAX_NGRAMS);
    for (const row of rows) expect(row >= 100 && row < 107).toBe(true);
    if (token !== '') expect(rows.length).toBeGreaterThan(0);
  });

  it('gives n-grams of characters, not of halves of them', () => {
    expect(unknownRows('👍', 0, 1000)).toHaveLength(1);
  });

  it('hashes every 3- and 4-gram of the token in brackets, the shorter ones first', () => {
    const encoder = new TextEncoder();
    const token = fc.string({ unit: 'binary', maxLength: 80 });
    const run = fc.property(token, fc.integer({ min: 1, max: 1_000_000 }), (text, buckets) => {
      const characters = [...`<${text}>`];
      const grams = [3, 4].flatMap((length) =>
        characters.slice(length - 1).map((_, i) => characters.slice(i, i + length).join('')),
      );
      const hashes = grams.map((gram) => fnv1a(encoder.encode(gram), 0, encoder.encode(gram).length));
      expect(unknownRows(text, 9, buckets)).toEqual(
        hashes.slice(0, MAX_NGRAMS).map((hash) => 9 + (hash % buckets)),
      );
    });
    fc.assert(run, { seed: 1, numRuns: 1000 });
  });

  it('is the same for every unknown token without buckets', () => {
    expect(unknownRows('one', 5, 0)).toEqual([5]);
    expect(unknownRows('two', 5, 0)).toEqual([5]);
  });

  it('stays in range for any token of any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (text, buckets) => {
          const { rows, offsets } = encodeText(text, buckets);
          for (const row of rows) expect(row >= 0 && row < 3 + buckets).toBe(true);
          for (let i = 1; i < offsets.length; i++) {
            const count = offsets[i] - offsets[i - 1];
            expect(count >= 1 && count <= MAX_NGRAMS).toBe(true);
          }
        },
      ),
      { seed: 1, numRuns: 500 },
    );
  });
});
