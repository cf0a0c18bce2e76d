import { describe, expect, it } from 'vitest';
import { lookupOf } from '../../../src/model/text/encode.ts';
import { tokenize } from '../../../src/model/text/tokenizer.ts';
import en from '../../../trainer/corpora/people.en.json' with { type: 'json' };
import { peopleTokens } from '../../../trainer/corpora/people.ts';
import zh from '../../../trainer/corpora/people.zh.json' with { type: 'json' };

const words = (lines: readonly string[]) => lines.flatMap((line) => line.split(' '));
const all = (lists: Record<string, string[]>) => Object.values(lists).flatMap(words);

describe('peopleTokens()', () => {
  it('has every English word, once, as one token, and none that is ambiguous', () => {
    const english = all(en.lists);
    expect(Object.values(peopleTokens(['en'])).flat()).toEqual(english);
    expect(new Set(english).size).toBe(english.length);
    for (const word of english) expect(tokenize(word).tokens.map(({ text }) => text)).toEqual([word]);
    expect(english.filter((word) => words(en.ambiguous).includes(word))).toEqual([]);
  });

  it('has the pairs of Chinese words, single characters, and none that is ambiguous', () => {
    const { 'zh.nationalities': tokens } = peopleTokens(['zh']);
    expect(tokens).toEqual(expect.arrayContaining(['西班', '班牙', '牙人', '日本', '缅']));
    const every = Object.values(peopleTokens(['zh'])).flat();
    for (const token of every) expect(lookupOf(token).pair ?? [...token][0]).toBe(token);
    expect(every.filter((pair) => words(zh.ambiguous).includes(pair))).toEqual([]);
    expect(new Set(all(zh.lists)).size).toBe(all(zh.lists).length);
  });

  it('refuses a language without lists', () => {
    expect(() => peopleTokens(['fr'])).toThrow('language is fr, allowed en, zh');
  });
});
