import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  normalisePunctuation,
  normaliseSymbol,
  normaliseWord,
  splitContraction,
} from '../../../src/model/text/normalise.ts';

describe('normaliseWord()', () => {
  it.each([
    ['good', 'good'],
    ['GOOD', 'good'],
    ['gooood', 'good'],
    ['sooo', 'soo'],
    ['Ｇｏｏｄ', 'good'],
    ['cafe\u0301', 'café'],
    ['ﬁne', 'fine'],
    ['soft\u00adhyphen', 'softhyphen'],
    ['don’t', "don't"],
    ['don´t', "don't"],
    ['ЛЮБЛЮЮЮЮ', 'люблюю'],
    ['1000', '1000'],
    ['\u200d', ''],
  ])('writes %j as %j', (source, text) => {
    expect(normaliseWord(source)).toBe(text);
  });

  it.each(["don't", 'good', 'café', 'i̇stanbul', '한국어'])('leaves %s as it is', (text) => {
    expect(normaliseWord(text)).toBe(text);
  });
});

it('normaliseWord() folds three or more equal letters to two, and nothing else', () => {
  const letter = fc.constantFrom('a', 'b', 'ю', 'é', '好', '\u{10428}', '1');
  const run = fc.property(fc.array(letter, { minLength: 1, maxLength: 20 }), (letters) => {
    const word = letters.join('');
    expect(normaliseWord(word)).toBe(word.replace(/(\p{L})\1{2,}/gu, '$1$1'));
  });
  fc.assert(run, { seed: 1, numRuns: 1000 });
});

describe('splitContraction()', () => {
  it.each([
    ["don't", "n't", "n't"],
    ['dont', "n't", 'nt'],
    ['cannot', 'not', 'not'],
    ["she's", "'s", "'s"],
    ["they've", "'ve", "'ve"],
    ["wouldn't've", "'ve", "'ve"],
  ])('ends %s with %s, written %s', (word, second, written) => {
    expect(splitContraction(word)).toEqual({ second, written });
  });

  it.each(['good', "n't", "'s", "o'connor", "actors'", "y'all", 'want', 'recant', ''])(
    'leaves %j whole',
    (word) => {
      expect(splitContraction(word)).toBeNull();
    },
  );
});

describe('normalisePunctuation()', () => {
  it.each([
    ['!!!!!', '!!!'],
    ['！', '!'],
    ['…', '...'],
    ['……', '...'],
    ['“', '"'],
    ["''", '"'],
    ['´', "'"],
    ['-LRB-', '('],
    ['。', '。'],
  ])('writes %s as %s', (source, text) => {
    expect(normalisePunctuation(source)).toBe(text);
  });
});

describe('normaliseSymbol()', () => {
  it.each([
    [':-]', ':)'],
    ['=D', ':d'],
    ['XDDD', 'xd'],
    ['T_T', 't_t'],
    ['-_-', '-_-'],
    [':’(', ":'("],
    ['👍🏽', '👍'],
    ['❤️', '❤'],
    ['🤷🏾‍♀️', '🤷'],
    ['1️⃣', '1⃣'],
  ])('writes %s as %s', (source, text) => {
    expect(normaliseSymbol(source)).toBe(text);
  });
});
