import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { simplify } from '../../../src/model/text/simplified.ts';
import { type Token, tokenize, tokenizeWithin } from '../../../src/model/text/tokenizer.ts';

type Golden = { text: string; tokens: [string, number, number, string][] };

const GOLDEN: Golden[] = JSON.parse(
  readFileSync(new URL('../../golden/tokens.json', import.meta.url), 'utf8'),
);

const texts = (text: string): string[] => tokenize(text).tokens.map((token) => token.text);

describe('tokenize()', () => {
  it.each(GOLDEN)('splits $text as the golden file says', ({ text, tokens }) => {
    const received = tokenize(text).tokens.map(({ text, start, end, kind }) => [text, start, end, kind]);
    expect(received).toEqual(tokens);
  });

  it.each([
    ["don't", 'do', "n't"],
    ['don’t', 'do', "n't"],
    ['dont', 'do', "n't"],
    ["do n't", 'do', "n't"],
    ['don&#39;t', 'do', "n't"],
    ["CAN'T", 'ca', "n't"],
    ["it's", 'it', "'s"],
    ["it 's", 'it', "'s"],
    ['cannot', 'can', 'not'],
  ])('splits %s into %s and %s', (text, ...tokens) => {
    expect(texts(text)).toEqual(tokens);
  });

  it('gives a contraction offsets into the text as sent', () => {
    const text = 'I don&#39;t';
    const parts = tokenize(text).tokens.map(({ start, end }) => text.slice(start, end));
    expect(parts).toEqual(['I', 'do', 'n&#39;t']);
  });

  it.each([
    ['goooood', 'good'],
    ['GOOD', 'ｇｏｏｄ'],
    ['👍🏿', '👍'],
    ['❤️', '❤'],
    [':-)', ':)'],
    ['!!!!!!!', '!!!'],
    ['“', '"'],
    ['http://a.b', 'www.c.d'],
    ['@one', '@two'],
    ['123456', '9,999,999'],
  ])('reads %s like %s', (one, other) => {
    expect(texts(one)).toEqual(texts(other));
  });

  it.each([
    [0, [], true],
    [1, ['a'], true],
    [2, ['a', 'b'], true],
    [3, ['a', 'b', 'c'], false],
    [4, ['a', 'b', 'c'], false],
  ])('of three tokens and a limit of %i gives %j', (limit, tokens, truncated) => {
    const result = tokenize('a b c ', limit);
    expect(result.tokens.map(({ text }) => text)).toEqual(tokens);
    expect(result.truncated).toBe(truncated);
  });

  it('cuts between the parts of a contraction where the limit says so', () => {
    expect(texts("don't")).toHaveLength(2);
    const { tokens, truncated } = tokenize("don't", 1);
    expect(tokens).toEqual([{ text: 'do', start: 0, end: 2, kind: 'word' }]);
    expect(truncated).toBe(true);
  });

  it('keeps a word of a megabyte in one token of bounded text', () => {
    const { tokens } = tokenize('ab'.repeat(500_000));
    expect(tokens).toHaveLength(1);
    expect(tokens[0]).toMatchObject({ start: 0, end: 1_000_000 });
    expect(tokens[0].text.length).toBeLessThanOrEqual(64);
  });
});

/** Any UTF-16, lone surrogates included, and what the tokenizer looks for. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((u) => String.fromCharCode(...u)),
  fc
    .array(
      fc.constantFrom(
        ...[
          "don't",
          'cannot',
          '&#39;',
          's',
          't',
          "'",
          '’',
          '𝐧',
          '𝐭',
          'ﬁ',
          '\u00ad',
          '👩',
          '\u200d',
          '🏽',
          '\ufe0f',
        ],
        ...[
          '\ud83d',
          '\udc00',
          '@',
          '#',
          'http://',
          'www.',
          '<br',
          '<3',
          '/>',
          ' ',
          '1',
          '.',
          ':',
          '-',
          ')',
          '好',
          'é',
        ],
        ...['\u0301', 'İ', '🇩', '\u20e3', '&', ';', '``', "''", 'x', 'D', '_', 'ooo'],
        ...['&amp;', '&#x2019;', '\\', '\\u2019', '%27', 'â€™', 'Ã', 'ä½', '?', '\ufffd', 'n', '\u0080'],
        ...['★', '☆', '⭐', '4/5', ' out of ', '10', ' stars', '三', '星', '给', '分', ':rage:', 'A', '♀'],
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join('')),
);

function checkToken({ text: value, start, end }: Token, text: string): void {
  expect(value).not.toBe('');
  expect(Number.isInteger(start) && Number.isInteger(end)).toBe(true);
  expect(start).toBeLessThan(end);
  expect(end).toBeLessThanOrEqual(text.length);
  for (const edge of [start, end]) expect(splitsPair(text, edge)).toBe(false);
}

function splitsPair(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, at - 1), at + 1));
}

describe('tokenize() of any text', () => {
  it('gives tokens in order, inside the text, that split no surrogate pair', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { tokens, truncated } = tokenize(text);
        expect(truncated).toBe(false);
        let at = 0;
        for (const token of tokens) {
          checkToken(token, text);
          expect(token.start).toBeGreaterThanOrEqual(at);
          at = token.end;
        }
      }),
      { seed: 1, numRuns: 3000 },
    );
  });

  it('keeps to the limit and says exactly whether more tokens follow', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 20 }), (text, limit) => {
        const all = tokenize(text).tokens;
        expect(tokenize(text, limit)).toEqual({
          tokens: all.slice(0, limit),
          truncated: all.length > limit,
        });
      }),
      { seed: 2, numRuns: 1000 },
    );
  });

  it('reads a contraction like its Penn Treebank form', () => {
    const base = fc.constantFrom('do', 'did', 'is', 'was', 'could', 'would', 'ca', 'wo', 'have', 'need');
    const apostrophe = fc.constantFrom("'", '’', '‘', '＇');
    const clitic = fc.constantFrom('s', 're', 've', 'll', 'd', 'm');
    fc.assert(
      fc.property(base, clitic, apostrophe, fc.boolean(), (word, ending, mark, upper) => {
        const cased = (text: string) => (upper ? text.toUpperCase() : text);
        expect(texts(cased(`${word}n${mark}t`))).toEqual(texts(cased(`${word} n${mark}t`)));
        expect(texts(cased(`${word}${mark}${ending}`))).toEqual(texts(cased(`${word} ${mark}${ending}`)));
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  // Before an em space every word goes through the pattern; before a space, plain words have a shorter way.
  it.each([
    'good',
    'Cannot dont WONT t',
    'xD XD xd xDDD xDa',
    'soooo ooo',
    'www. a. a.b a.b@c.d',
    'T_T T ? !! ...',
  ])('reads %j alike before a space, an em space and the end', (text) => {
    const patterned = text.replaceAll(' ', '\u2003');
    expect(tokenize(text)).toEqual(tokenize(`${patterned}\u2003`));
  });

  it('takes only Han that NFKC keeps for a token of its own without the pattern', () => {
    for (let unit = 0x4e00; unit <= 0x9fff; unit++) {
      const text = String.fromCharCode(unit);
      expect(/^\p{Script=Han}$/u.test(text) && text.normalize('NFKC') === text).toBe(true);
      expect(tokenize(text).tokens).toEqual([{ text: simplify(text), start: 0, end: 1, kind: 'word' }]);
    }
  });

  it('reads a space like an em space', () => {
    const word = fc.constantFrom(
      ...['a', 'Film', 'dont', 'CANNOT', 'xD', 'xd', 'T_T', 'ooo', 'http', 'www.', 'a@b.c', 'Ab'.repeat(32)],
      ...['z'.repeat(65), '.', ',', '!', '?', '!!', "'", "n't", '-', '1', ':', ')', 'é', '好', '\u0301', 'K'],
    );
    const text = fc.array(fc.oneof({ arbitrary: word, weight: 2 }, fc.constant(' ')), { maxLength: 30 });
    fc.assert(
      fc.property(text, (parts) => {
        const given = parts.join('');
        expect(tokenize(given)).toEqual(tokenize(`${given.replaceAll(' ', '\u2003')}\u2003`));
      }),
      { seed: 4, numRuns: 3000 },
    );
  });
});

describe('tokenizeWithin()', () => {
  it.each(['<b>', ' ', 'a', 'e\u0301', '\u200b', '\ud83d', 'http://', '好', 'no. '])(
    'reads of a text of %j no more than 32 characters for each token that it may have',
    (unit) => {
      const text = unit.repeat(1000);
      const { tokens, truncated } = tokenizeWithin(text, 10);
      expect(truncated).toBe(true);
      expect(tokens).toEqual(tokenize(text.slice(0, 320), 10).tokens);
      expect(tokens.every(({ end }) => end <= 320)).toBe(true);
    },
  );

  it('is tokenize() for a text that has no more', () => {
    const run = fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (text) => {
      expect(tokenizeWithin(text, 10)).toEqual(tokenize(text, 10));
    });
    fc.assert(run, { seed: 1 });
  });
});

describe('a word that grows as it is normalised', () => {
  const ligature = 'ﷺ';

  it.each([`${ligature.repeat(60)}ŉ't `, `${ligature.repeat(57)}ŉt've `, `${'abcdefghij'.repeat(6)}ŉ't `])(
    'is normalised a few times, not once for each letter: %j',
    (word) => {
      const normalise = vi.spyOn(String.prototype, 'normalize');
      tokenize(word);
      const { length } = normalise.mock.calls;
      normalise.mockRestore();
      expect(length).toBeLessThan(25);
    },
  );

  it.each([
    ["didn't", ['did', "n't"]],
    ["I'd've", ['i', "'d", "'ve"]],
    ['don&#39;t', ['do', "n't"]],
    ['w\u00adould\u200dn\u2019t', ['would', "n't"]],
  ])('%j is split as before', (text, tokens) => {
    expect(tokenize(text).tokens.map((token) => token.text)).toEqual(tokens);
  });
});
