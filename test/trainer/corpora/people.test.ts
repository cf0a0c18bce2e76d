import { describe, expect, it } from 'vitest';
import { lookupOf } from '../../../src/model/text/encode.ts';
import { tokenize } from '../../../src/model/text/tokenizer.ts';
import en from '../../../trainer/corpora/people.en.json' with { type: 'json' };
import { peopleTokens } from '../../../trainer/corpora/people.ts';
import zh from '../../../trainer/corpora/people.zh.json' with { type: 'json' };
import { RECIPES } from '../../../trainer/recipes/recipes.ts';

const words = (lines: readonly string[]) => lines.flatMap((line) => line.split(' '));
const all = (lists: Record<string, string[]>) => Object.values(lists).flatMap(words);

/** Tokens that the index of a vocabulary has room for before it doubles. */
const ROOM = 32_768;

describe('peopleTokens()', () => {
  it('has every English word, once, as one token, and none that is ambiguous', () => {
    const english = all(en.lists);
    expect(Object.values(peopleTokens(['en'])).flat()).toEqual(english);
    expect(new Set(english).size).toBe(english.length);
    for (const word of english) expect(tokenize(word).tokens.map(({ text }) => text)).toEqual([word]);
    expect(english.filter((word) => words(en.ambiguous).includes(word))).toEqual([]);
  });

  it('has the pairs of Chinese words, and none that is ambiguous', () => {
    const { 'zh.nationalities': pairs } = peopleTokens(['zh']);
    expect(pairs).toEqual(expect.arrayContaining(['西班', '班牙', '牙人', '日本']));
    const every = Object.values(peopleTokens(['zh'])).flat();
    for (const pair of every) expect(lookupOf(pair).pair).toBe(pair);
    expect(every.filter((pair) => words(zh.ambiguous).includes(pair))).toEqual([]);
    expect(new Set(all(zh.lists)).size).toBe(all(zh.lists).length);
  });

  it('refuses a language without lists', () => {
    expect(() => peopleTokens(['fr'])).toThrow('language is fr, allowed en, zh');
  });

  it('leaves the vocabulary of every recipe within the index that it is chosen for', () => {
    for (const { train, equalised } of Object.values(RECIPES)) {
      const people = Object.values(peopleTokens(equalised)).flat().length;
      const { maxVocabulary, maxPairs } = train as { maxVocabulary: number; maxPairs: number };
      expect(maxVocabulary + maxPairs + people).toBeLessThanOrEqual(ROOM);
    }
  });
});
