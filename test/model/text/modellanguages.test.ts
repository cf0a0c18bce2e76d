import { describe, expect, it, vi } from 'vitest';
import { readModel } from '../../../src/model/file/modelfile.ts';
import { detect, scriptOf } from '../../../src/model/text/language.ts';
import { LATIN_LANGUAGES } from '../../../src/model/text/languagewords.ts';
import { ModelLanguages } from '../../../src/model/text/modellanguages.ts';
import { tokenize } from '../../../src/model/text/tokenizer.ts';
import { buildVocabulary, Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { model } from '../../contract/ways/model.ts';
import texts from './languages.json' with { type: 'json' };

const shipped = new ModelLanguages(new Vocabulary(readModel(model).vocabulary));

/** What a model reads that was trained on these texts. */
function trainedOn(...sentences: readonly string[]): ModelLanguages {
  const tokens = sentences.flatMap((sentence) => tokenize(sentence).tokens.map(({ text }) => text));
  return new ModelLanguages(new Vocabulary(buildVocabulary(new Set(tokens))));
}

const detected = (text: string) => detect(tokenize(text).tokens);

describe('ModelLanguages.reads()', () => {
  it('of the default model is English and Chinese', () => {
    expect(shipped.reads('en')).toBe(true);
    expect(shipped.reads('zh')).toBe(true);
    expect(LATIN_LANGUAGES.filter((code) => shipped.reads(code))).toEqual([]);
    for (const word of ['слово', 'شكرا', '한국어', 'の', 'ดี', 'बहुत', 'λόγος', 'שלום']) {
      expect(shipped.reads(scriptOf(word)), word).toBe(false);
    }
  });

  it.each(['de', 'fr', 'es', 'pt', 'it', 'nl', 'ru', 'ar', 'hi', 'th', 'ko', 'ja'] as const)(
    'of a model of a dozen sentences in %s is that language',
    (code) => {
      const own = trainedOn(...texts[code]);
      expect(texts[code].filter((sentence) => !own.reads(detected(sentence)))).toEqual([]);
    },
  );

  it('of a model of English sentences is no other language', () => {
    const english = trainedOn(
      'This is not what I would have thought of them, but you should never say never again.',
      'The staff were great and we had a very good time with all of our friends.',
    );
    expect(LATIN_LANGUAGES.filter((code) => english.reads(code))).toEqual([]);
  });

  it('of a model of two languages is both', () => {
    const both = trainedOn(...texts.de, ...texts.ru, 'the film was good and we were not bored');
    expect(both.reads('de')).toBe(true);
    expect(both.reads(scriptOf('слово'))).toBe(true);
    expect(both.reads(scriptOf('한국어'))).toBe(false);
  });

  it('of a model whose file names its languages is what it names, whatever words it has', () => {
    const tokens = tokenize(texts.de.join(' ')).tokens.map(({ text }) => text);
    const vocabulary = new Vocabulary(buildVocabulary(new Set(tokens)));
    const stated = new ModelLanguages(vocabulary, ['en', 'FR-ca']);
    expect(LATIN_LANGUAGES.filter((code) => stated.reads(code))).toEqual(['fr']);
    expect(new ModelLanguages(vocabulary).reads('de')).toBe(true);
  });

  it.each(['pl', 'tr', 'vi', 'sv-SE'])(
    'of a file that names %s is all in Latin letters: none is told from it',
    (tag) => {
      const stated = new ModelLanguages(new Vocabulary(buildVocabulary(new Set(['a']))), ['en', tag]);
      expect(LATIN_LANGUAGES.filter((code) => stated.reads(code))).toEqual([...LATIN_LANGUAGES]);
    },
  );

  it('of a file that names Russian is nothing in Latin letters but English', () => {
    const stated = new ModelLanguages(new Vocabulary(buildVocabulary(new Set(['a']))), ['en', 'ru']);
    expect(LATIN_LANGUAGES.filter((code) => stated.reads(code))).toEqual([]);
  });

  it('looks no tag up before a text needs it, and none of the default model ever', () => {
    const locale = vi.spyOn(Intl, 'Locale');
    const vocabulary = new Vocabulary(buildVocabulary(['a']));
    const stated = new ModelLanguages(vocabulary, ['en', 'zh', 'ru']);
    new ModelLanguages(vocabulary, ['en', 'zh']).reads('de');
    expect(locale).not.toHaveBeenCalled();
    stated.reads('de');
    expect(locale).toHaveBeenCalledOnce();
    locale.mockRestore();
  });

  it('of a model that has no such words at all is everything: its words say nothing', () => {
    expect(trainedOn('AX12 BX13').reads('de')).toBe(true);
  });
});

describe('ModelLanguages.readsLetters()', () => {
  it.each([
    ['terribel', true],
    ['naïv', true],
    ["y'all", true],
    ['ab', false],
    ['ab12', false],
    ['12345', false],
    ['!!!', false],
    ['ดีมาก', false],
    ['хорошо', false],
    ['👍', false],
  ])('of the default model and %s is %s', (word, expected) => {
    expect(shipped.readsLetters(word)).toBe(expected);
  });
});

describe('Vocabulary.between()', () => {
  it.each([
    [0x61, 0x62, 3],
    [0x61, 0x61, 2],
    [0x63, 0x6f, 0],
    [0x400, 0x4ff, 1],
    [0x1f600, 0x1f64f, 1],
    [0, 0x10fffe, 5],
  ])('counts tokens from %i to %i: %i', (first, last, expected) => {
    const vocabulary = new Vocabulary(buildVocabulary(['a', 'ab', 'b', 'да', '😀']));
    expect(vocabulary.between(first, last)).toBe(expected);
  });
});
