import { createHash } from 'node:crypto';
import data from 'unicode-emoji-json/data-by-emoji.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { emojiWords, foldEmoji } from '../../../src/model/text/emoji.ts';
import { encode } from '../../../src/model/text/encode.ts';
import { tokenize } from '../../../src/model/text/tokenizer.ts';
import { buildVocabulary, Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { emojiWords as madeWords } from '../../golden/emojinames.ts';

describe('foldEmoji()', () => {
  it.each([
    ['👍🏿', '👍'],
    ['❤️', '❤'],
    ['🤷🏾‍♀️', '🤷'],
    ['🤦‍♂️', '🤦'],
    ['👩🏽‍🚀', '🧑‍🚀'],
    ['👨‍⚕️', '🧑‍⚕'],
    ['👨‍👩‍👧', '👨‍👩‍👧'],
    ['👩', '👩'],
    ['🏃‍♀️‍➡️', '🏃'],
    ['❤️‍🔥', '❤‍🔥'],
  ])('writes %s as %s', (source, folded) => {
    expect(foldEmoji(source)).toBe(folded);
  });
});

describe('emojiWords()', () => {
  it.each([
    ['💔', 'broken heart'],
    ['😞', 'disappointed'],
    ['👎', 'bad'],
    ['🤬', 'furious'],
    ['🧑‍🚀', 'rocket'],
    ['❤‍🔥', 'love awesome'],
    ['🪵', 'wood'],
    ['👨‍👩‍👧', 'man woman girl'],
    ['©', 'copyright'],
    ['a', ''],
    ['好', ''],
    ['', ''],
    ['\ud83d', ''],
  ])('of %s are %j', (token, words) => {
    expect(emojiWords(token).join(' ')).toBe(words);
  });

  it('are there for every emoji of Unicode but flags, keycaps and the letter ℹ', () => {
    const without = Object.keys(data).filter((emoji) => {
      const { tokens } = tokenize(emoji);
      return tokens.length !== 1 || emojiWords(tokens[0].text).length === 0;
    });
    expect(without.filter((emoji) => !/^\p{Regional_Indicator}|^🏴|^ℹ|\u20E3$/u.test(emoji))).toEqual([]);
  });

  it('are made of the names that Unicode gives, and what they were before they were packed', () => {
    const made = [...madeWords()].sort(([a], [b]) => a - b);
    expect(made.map(([point]) => [point, emojiWords(String.fromCodePoint(point)).join(' ')])).toEqual(
      made.map(([point, words]) => [point, [...new Set(words.split(' '))].join(' ')]),
    );
    const text = made.map(([point, words]) => `${point} ${words}`).join('\n');
    expect(createHash('sha256').update(text).digest('hex')).toMatch(/^3957e13dd4c1f2e5/);
  });
});

describe('encode() of an emoji', () => {
  const vocabulary = new Vocabulary(buildVocabulary(['broken', 'heart', 'love', '😡', 'great']));
  const rowsOf = (text: string, buckets = 0) => encode(tokenize(text).tokens, vocabulary, buckets);
  const row = (token: string) => vocabulary.lookup(token);

  it.each([
    ['😡', ['😡']],
    [':rage:', ['😡']],
    ['💔', ['broken', 'heart']],
    ['💗💓', ['love', 'love']],
    ['great💔', ['great', 'broken', 'heart']],
  ])('of %s has the rows of %j', (text, words) => {
    const { rows, known } = rowsOf(text);
    expect([...rows]).toEqual(words.map(row));
    expect(known).toBe(1);
  });

  it('of no known word is read as any unknown token', () => {
    const { rows, known } = rowsOf('🪵');
    expect([...rows]).toEqual([vocabulary.size]);
    expect(known).toBe(0);
  });
});
