import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detect, foldLetters, languageOf, scriptOf } from '../../../src/model/text/language.ts';
import {
  CHINESE,
  englishWords,
  LATIN_LANGUAGES,
  WORD_LISTS,
  type WordList,
  wordsOf,
} from '../../../src/model/text/languagewords.ts';
import { tokenize } from '../../../src/model/text/tokenizer.ts';
import { listedWords } from '../../golden/languagewords.ts';
import { sized } from '../../size.ts';
import texts from './languages.json' with { type: 'json' };

const { en, zh, ...others } = texts;
const read = (text: string) => detect(tokenize(text).tokens);
const language = (text: string) => languageOf(read(text));

describe('languageOf(detect())', () => {
  it.each(Object.entries(others))('says und of each sentence in %s', (_, sentences) => {
    expect(sentences.length).toBeGreaterThanOrEqual(10);
    expect(sentences.filter((sentence) => language(sentence) !== 'und')).toEqual([]);
  });

  it.each(Object.entries(others))('says und of each sentence in %s in capitals', (_, sentences) => {
    const capitals = sentences.map((sentence) => sentence.toUpperCase());
    expect(capitals.filter((sentence) => language(sentence) !== 'und')).toEqual([]);
  });

  it.each(['de', 'fr', 'es', 'pt', 'it', 'nl'] as const)(
    'says und of nine sentences in ten in %s that have lost their accents',
    (code) => {
      const bare = others[code].map((sentence) => sentence.normalize('NFD').replace(/\p{M}/gu, ''));
      const taken = bare.filter((sentence) => language(sentence) !== 'und');
      expect(taken.length / bare.length, taken.join('\n')).toBeLessThanOrEqual(0.1);
    },
  );

  it.each([
    ['en', en],
    ['zh', zh],
  ])('says %s of what people write shortly', (expected, short) => {
    expect(short.length).toBeGreaterThanOrEqual(100);
    expect(short.filter((text) => language(text) !== expected)).toEqual([]);
  });

  it.each([
    ['很好看', 'zh'],
    ['very good', 'en'],
    ['iPhone很好用', 'zh'],
    ['a very long text of words 好', 'en'],
    ['', 'en'],
    ['!!!', 'en'],
    ['12345', 'en'],
    ['good ดีมาก', 'und'],
    ['The word Привет stands alone in a long English sentence', 'en'],
    ['She sang “La vie en rose” and the crowd loved it', 'en'],
    ['We had the boeuf bourguignon, and it was to die for', 'en'],
    ['Das war ein echt guter Film, love it', 'und'],
    ['日本の映画', 'zh'],
    ['日本の映画は最高', 'und'],
    ['我在东京吃了一碗ラーメン，味道非常好', 'zh'],
  ])('of %s is %s', (text, expected) => {
    expect(language(text)).toBe(expected);
  });

  it.each([
    ['Het is jammer dat het boek kapot was', 'nl'],
    ['Ich bin nicht zufrieden', 'de'],
    ['Je ne suis pas content', 'fr'],
    ['No estoy contento con esto, quiero mi dinero', 'es'],
    ['Não gostei nada, muito ruim', 'pt'],
    ['Non mi piace per niente', 'it'],
  ])('knows by its words which language %s is in', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe('detect()', () => {
  const word = fc.constantFrom(...Object.values(texts).flat());
  const text = fc
    .array(fc.oneof(word, fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 12 })
    .map((parts) => parts.join(' '));

  it('never throws, and says the same of the same text', () => {
    const run = fc.property(text, (each) => {
      expect(['en', 'zh', 'und']).toContain(language(each));
      expect(read(each)).toEqual(read(each));
    });
    fc.assert(run, { seed: 1, numRuns: sized(300, 20_000) });
  });

  it('does not care how often a text is said', () => {
    for (const sentence of [...others.de, ...others.ja, ...en, ...zh].filter(
      (each) => language(each) !== 'en',
    )) {
      expect(language(`${sentence} `.repeat(20)), sentence).toBe(language(sentence));
    }
  });

  it.each([
    ['unknown words', 'qwxz '],
    ['accents', 'éàü '],
    ['apostrophes', "x'y'z "],
    ['letters of other languages', 'zlichkeitz '],
    ['Thai', `${'ก'.repeat(60)} `],
    ['blocks of their own', '\u1820\u1821 '],
  ])('takes twice as long for twice as many %s, or less than three times', (_, part) => {
    const times = [20_000, 40_000].map((count) => {
      const { tokens } = tokenize(part.repeat(count));
      const runs = Array.from({ length: 5 }, () => {
        const begin = performance.now();
        detect(tokens);
        return performance.now() - begin;
      });
      return Math.min(...runs);
    });
    expect(times[1]).toBeLessThan(3 * times[0] + 5);
  });
});

/** Of the words of each list, sorted, as they were before they were packed. */
const DIGESTS: Readonly<Record<WordList, string>> = {
  de: '7b81bda803b8a226',
  fr: '7fd6a1294c15148a',
  es: 'c9388a76cb1ccdaa',
  pt: '65c579c3d3412dbe',
  it: 'a140d3a47a3014de',
  nl: 'a765c438958eb690',
  others: '5600d4d92fe3ec87',
  weak: 'a62be485fe35f38a',
  letters: '5de0de1cce53c998',
};

const digestOf = (words: readonly string[]) =>
  createHash('sha256').update(words.join(' ')).digest('hex').slice(0, 16);

describe('the lists of words', () => {
  it.each(WORD_LISTS)('%s is unpacked as it is written', (list) => {
    const words = wordsOf(list);
    expect(words).toEqual(listedWords(list));
    expect(digestOf(words)).toBe(DIGESTS[list]);
  });

  it.each(WORD_LISTS.filter((list) => list !== 'letters'))(
    '%s has each word once, in ASCII letters',
    (list) => {
      const words = wordsOf(list);
      expect(words.filter((word) => !/^[a-z]*'?[a-z]*$/.test(word))).toEqual([]);
      expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
    },
  );

  it('have no English word in another language, and no weak word that none has', () => {
    const foreign = new Set(LATIN_LANGUAGES.flatMap(wordsOf));
    expect(englishWords().filter((word) => foreign.has(word))).toEqual([]);
    expect(CHINESE.every((character) => /^\p{Script=Han}$/u.test(character))).toBe(true);
  });

  it('have letter groups that no English word of theirs has', () => {
    const groups = new RegExp(wordsOf('letters').join('|'));
    expect(englishWords().filter((word) => groups.test(word))).toEqual([]);
  });
});

describe('foldLetters()', () => {
  it.each([
    ['plain', 'plain'],
    ['größer', 'grosser'],
    ['cœur', 'coeur'],
    ['não', 'nao'],
    ['naïve', 'naive'],
    ['ångström', 'angstrom'],
    ['ελλάδα', 'ελλαδα'],
  ])('makes %s %s', (word, expected) => {
    expect(foldLetters(word)).toBe(expected);
  });
});

describe('scriptOf()', () => {
  it.each([
    ['word', 0x41, 0x24f],
    ['слово', 0x400, 0x52f],
    ['شكرا', 0x600, 0x8ff],
    ['한국어', 0xac00, 0xd7af],
    ['の', 0x3040, 0x30ff],
    ['ดี', 0xe00, 0xe7f],
    ['बहुत', 0x900, 0x97f],
  ])('of %s is from %i to %i', (word, first, last) => {
    expect(scriptOf(word)).toEqual({ first, last });
  });
});
