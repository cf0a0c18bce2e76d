import type { Detected, Script } from './language.ts';
import { scriptOf } from './language.ts';
import { CHINESE, englishWords, LATIN_LANGUAGES, type LatinLanguage, wordsOf } from './languagewords.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Languages that texts are told to be in. */
const LISTED: readonly string[] = ['en', 'zh', ...LATIN_LANGUAGES];
/** Share of a language's words that a model of it knows, at least, of the share that it knows of English or Chinese ones. */
const READ_SHARE = 0.75;
/** Share of a vocabulary that a script has which the model reads. */
const SCRIPT_SHARE = 0.01;

/**
 * What languages a model reads: those that its file names, or else what its vocabulary tells. One that learned from German texts has
 * the commonest German words, and the default model has a third of them, as names and loans.
 */
export class ModelLanguages {
  readonly #vocabulary: Vocabulary;
  readonly #found = new Map<LatinLanguage | number, boolean>();
  /** Share of the English or Chinese words that the model knows; of the two the larger one. */
  #known: number | undefined;
  /** Primary subtags; undefined where the file names no languages. */
  readonly #stated: ReadonlySet<string> | undefined;
  #readsUnlisted: boolean | undefined;

  /** @param stated BCP 47 tags, as a model's file has them. */
  constructor(vocabulary: Vocabulary, stated?: readonly string[]) {
    this.#vocabulary = vocabulary;
    this.#stated = stated && new Set(stated.map((tag) => tag.split('-')[0].toLowerCase()));
  }

  /** Whether the model reads what a text is written in; English and Chinese are not asked about: it is what models are made for. */
  reads(detected: Detected): boolean {
    if (detected === 'en' || detected === 'zh') return true;
    if (typeof detected !== 'string') return this.readsScript(detected);
    if (this.#stated !== undefined) return this.#stated.has(detected) || this.#isUnlistedLatin(this.#stated);
    return this.#once(detected, () => {
      this.#known ??= Math.max(this.#share(englishWords()), this.#share(CHINESE));
      return this.#share(wordsOf(detected)) >= READ_SHARE * this.#known;
    });
  }

  /** Whether words of these letters are among those that the model knows. */
  readsScript({ first, last }: Script): boolean {
    return this.#once(
      first,
      () => this.#vocabulary.between(first, last) > SCRIPT_SHARE * this.#vocabulary.size,
    );
  }

  /** Whether the letters of an unknown word say something: three or more, no digits, of a script that the model knows words of. */
  readsLetters(word: string): boolean {
    return /^\p{L}[\p{L}\p{M}'-]{2,}$/u.test(word) && this.readsScript(scriptOf(word));
  }

  /**
   * Whether one of these languages is in Latin letters and has no list: what a text in it is taken for says nothing. Looked up when a text
   * needs it: the first look-up has ICU read its table of all languages, which takes milliseconds.
   */
  #isUnlistedLatin(languages: ReadonlySet<string>): boolean {
    this.#readsUnlisted ??= [...languages].some(
      (language) => !LISTED.includes(language) && new Intl.Locale(language).maximize().script === 'Latn',
    );
    return this.#readsUnlisted;
  }

  #once(key: LatinLanguage | number, find: () => boolean): boolean {
    let found = this.#found.get(key);
    if (found === undefined) {
      found = find();
      this.#found.set(key, found);
    }
    return found;
  }

  #share(words: readonly string[]): number {
    return words.filter((word) => this.#vocabulary.lookup(word) >= 0).length / words.length;
  }
}
