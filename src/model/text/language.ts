import { englishWords, LATIN_LANGUAGES, type LatinLanguage, wordsOf } from './languagewords.ts';
import type { Token } from './tokenizer.ts';

/** Letters of one writing: code points, both ends among them. */
export type Script = { first: number; last: number };

/**
 * What a text reads like: English or Chinese, another language in Latin letters, as far as its words tell which, or a script that
 * neither has.
 */
export type Detected = 'en' | 'zh' | LatinLanguage | Script;

const KANA: Script = { first: 0x3040, last: 0x30ff };
/** Of scripts that more than a block of 128 code points has; others are their block. */
const SCRIPTS: readonly Script[] = [
  { first: 0x370, last: 0x3ff },
  { first: 0x400, last: 0x52f },
  { first: 0x590, last: 0x5ff },
  { first: 0x600, last: 0x8ff },
  KANA,
  { first: 0xac00, last: 0xd7af },
];
const LATIN: Script = { first: 0x41, last: 0x24f };

/** What a token counts for: letters of a script without spaces are a word for each five. */
const LETTERS_A_WORD = 5;
/** Share of the words, and of Chinese and Japanese characters, from which another script makes another language. */
const OTHER_SHARE = 1 / 3;
const KANA_SHARE = 1 / 4;
/** The kana that people write in Chinese too: alone it makes no Japanese. */
const NO = 'の';

/** What speaks against English, in words of another language that are no English ones. */
const STRONG = 1;
const WEAK_WORD = 0.5;
const ACCENT = 0.7;
const LETTER_GROUP = 0.75;
/** From so much on it is another language: with a word that no English name has, and without. */
const ENOUGH = 1;
const ENOUGH_WEAK = 1.5;
/** Words whose letters are looked at. */
const MOST_WORDS = 64;

/** What answers say of it: `und` where it is neither English nor Chinese, or nothing was read. */
export function languageOf(detected: Detected | null): 'en' | 'zh' | 'und' {
  return detected === 'en' || detected === 'zh' ? detected : 'und';
}

/** The script of a word, by the code unit that it begins with. */
export function scriptOf(word: string): Script {
  const code = word.codePointAt(0) ?? 0;
  if (code <= LATIN.last) return LATIN;
  const first = code & ~0x7f;
  return (
    SCRIPTS.find((script) => code >= script.first && code <= script.last) ?? { first, last: first + 0x7f }
  );
}

/**
 * What a text reads like, by its script, its words and the letters of its words; English where nothing speaks against it. The work is linear in the
 * tokens.
 */
export function detect(tokens: readonly Token[]): Detected {
  let latin = 0;
  let han = 0;
  let kana = 0;
  let isJapanese = false;
  let others = 0;
  let other: string | undefined;
  for (const { text, kind } of tokens) {
    if (kind !== 'word') continue;
    const unit = text.charCodeAt(0);
    if (unit <= LATIN.last) {
      if (unit > NINE) latin++;
    } else if (isHan(unit)) han++;
    else if (unit >= KANA.first && unit <= KANA.last) {
      kana++;
      isJapanese ||= text !== NO;
    } else {
      others += Math.ceil(text.length / LETTERS_A_WORD);
      other ??= text;
    }
  }
  const characters = han + kana;
  const all = latin + characters + others;
  if (other !== undefined && others >= OTHER_SHARE * all) return scriptOf(other);
  if (2 * characters > all) return isJapanese && kana >= KANA_SHARE * characters ? KANA : 'zh';
  return isPlainlyEnglish(tokens) ? 'en' : latinLanguage(tokens);
}

const NINE = 0x39;

/** English words of which a text that has one in four is English, at its end and before it. */
const ENGLISH_WORDS = 3;
const EARLY_WORDS = 4;
const ENGLISH_SHARE = 1 / 4;
/** Made when a text first needs it, as the dictionary of all words. */
let english: ReadonlySet<string> | undefined;

/** Whether a text, or the first words of it, is so full of English that nothing else need be looked at: true of most English texts. */
function isPlainlyEnglish(tokens: readonly Token[]): boolean {
  english ??= new Set(englishWords());
  let words = 0;
  let found = 0;
  for (const token of tokens) {
    if (!isLatinWord(token)) continue;
    words++;
    if (!english.has(token.text)) continue;
    found++;
    if (found >= EARLY_WORDS && found >= ENGLISH_SHARE * words) return true;
  }
  return found >= ENGLISH_WORDS && found >= ENGLISH_SHARE * words;
}

function isLatinWord({ text, kind }: Token): boolean {
  const unit = text.charCodeAt(0);
  return kind === 'word' && unit > NINE && unit <= LATIN.last;
}

/** Chinese characters of the first plane, and the first halves of those beyond it. */
function isHan(unit: number): boolean {
  return (
    (unit >= 0x3400 && unit <= 0x9fff) ||
    (unit >= 0xf900 && unit <= 0xfaff) ||
    (unit >= 0xd840 && unit <= 0xd887)
  );
}

/** Of which languages a word is, as bits: English first, then those of `LATIN_LANGUAGES`; and whether it is a weak one. */
const ENGLISH_BIT = 1;
const WEAK_BIT = 2 << LATIN_LANGUAGES.length;
/** Made when a text first needs it: 2,000 words take an isolate a millisecond or more, and most English texts need none. */
let dictionary: Map<string, number> | undefined;

function makeDictionary(): Map<string, number> {
  const bits = new Map<string, number>();
  const add = (words: readonly string[], bit: number) => {
    for (const word of words) bits.set(word, (bits.get(word) ?? 0) | bit);
  };
  add(englishWords(), ENGLISH_BIT);
  for (const [i, language] of LATIN_LANGUAGES.entries()) add(wordsOf(language), 2 << i);
  add(wordsOf('weak'), WEAK_BIT);
  return bits;
}

/** What the words of a text say: how much for another language, whether one says it strongly, and which languages they are of. */
class Evidence {
  sum = 0;
  isStrong = false;
  readonly counts = LATIN_LANGUAGES.map(() => 0);

  /** @param bits of the word. */
  add(bits: number): void {
    if (bits === ENGLISH_BIT) {
      this.sum--;
      return;
    }
    const isWeak = bits >= WEAK_BIT;
    this.sum += isWeak ? WEAK_WORD : STRONG;
    this.isStrong ||= !isWeak;
    for (let i = 0; i < this.counts.length; i++) if ((bits & (2 << i)) !== 0) this.counts[i]++;
  }

  get isEnough(): boolean {
    return this.sum >= (this.isStrong ? ENOUGH : ENOUGH_WEAK);
  }

  /** The language that most of the words are of, the first of equals. */
  get language(): LatinLanguage {
    const most = Math.max(...this.counts);
    return most === 0 ? 'others' : LATIN_LANGUAGES[this.counts.indexOf(most)];
  }
}

/** What words in Latin letters read like. */
function latinLanguage(tokens: readonly Token[]): 'en' | LatinLanguage {
  dictionary ??= makeDictionary();
  const evidence = new Evidence();
  const rest: string[] = [];
  for (const token of tokens) {
    if (!isLatinWord(token)) continue;
    const word = token.text;
    const bits = dictionary.get(word);
    if (bits !== undefined) evidence.add(bits);
    else if (rest.length < MOST_WORDS) rest.push(word);
  }
  // What letters say cannot turn it: most English texts end here.
  if (evidence.sum + rest.length * STRONG < ENOUGH) return 'en';
  for (const word of rest) addLetters(evidence, word, dictionary);
  return evidence.isEnough ? evidence.language : 'en';
}

/** Adds what a word says that is not in the dictionary as it stands: without accents, before its apostrophe, or by its letters. */
function addLetters(evidence: Evidence, word: string, known: ReadonlyMap<string, number>): void {
  const folded = foldLetters(word);
  const apostrophe = folded.indexOf("'");
  const bits = known.get(folded) ?? (apostrophe > 0 ? known.get(folded.slice(0, apostrophe + 1)) : undefined);
  const isAccented = folded !== word;
  // An English word with an accent is none.
  if (bits !== undefined && bits !== ENGLISH_BIT) {
    evidence.add(bits);
    if (isAccented && bits >= WEAK_BIT) evidence.sum += ACCENT - WEAK_WORD;
  } else if (isAccented) evidence.sum += ACCENT;
  else if (hasForeignLetters(folded)) evidence.sum += LETTER_GROUP;
}

let groups: RegExp | undefined;

function hasForeignLetters(word: string): boolean {
  groups ??= new RegExp(wordsOf('letters').join('|'));
  return groups.test(word);
}

const LIGATURES: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  œ: 'oe',
  æ: 'ae',
  ł: 'l',
  ı: 'i',
  đ: 'd',
};

/** The word in ASCII letters, as far as it has them: without accents, ligatures as two. */
export function foldLetters(word: string): string {
  if (/^\p{ASCII}*$/u.test(word)) return word;
  return word
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßøœæłıđ]/g, (letter) => LIGATURES[letter]);
}
