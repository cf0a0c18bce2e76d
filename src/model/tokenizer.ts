import {
  ENTITIES,
  INNER_APOSTROPHE,
  normalisePunctuation,
  normaliseSymbol,
  normaliseWord,
  splitContraction,
} from './spelling.ts';

/** Written into every model file: a model is read only by the tokenizer that it was trained with. */
export const TOKENIZER_VERSION = 1;

export type TokenKind = 'word' | 'symbol' | 'punctuation' | 'placeholder';

/** One token. `start` and `end` are UTF-16 code units into the text as given. */
export type Token = { text: string; start: number; end: number; kind: TokenKind };

/** Longest source slice that is looked at for a token's text: a word of a megabyte costs no more than this. */
const MAX_TOKEN_LENGTH = 64;
/** Digits that a number may have and still be a token of its own; others are all the same `<number>`. */
const MAX_NUMBER_LENGTH = 5;

/** Scripts written without spaces, whose characters are tokens: the source of a pattern. */
export const CHARACTER = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]`;
const LETTER = String.raw`[[\p{L}\p{M}\p{N}\u200C\u200D\u00AD]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]]`;
const ALPHANUMERIC = String.raw`[\p{L}\p{N}]`;
const APOSTROPHE = String.raw`['’‘ʼ＇]`;
/** What an address ends before: white space, and the scripts and marks that follow it without a space. */
const ADDRESS = String.raw`[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFFEF]+`;
/** Not the full stop of the sentence, nor the bracket around the address. */
const ADDRESS_END = String.raw`(?<![.,;:!?'"\)\]\}])`;
/** A tag that shows nothing itself. Others may be someone's emphasis: `<not recommended>`. */
const TAG = String.raw`<\/?(?:[aAbBiIpPuU]|[bB][rR]|[eE][mM]|[lL][iI]|[oOuU][lL]|[hH][1-6rR]|div|font|span|strong)(?:\s[^<>=]{0,50}=[^<>]{0,200})?\s{0,3}\/?>`;
const PICTOGRAPH = String.raw`\p{Extended_Pictographic}[\uFE0E\uFE0F\p{Emoji_Modifier}]{0,2}`;

/**
 * The alternatives, tried in this order at each position. Every one either consumes what it looks at or looks at
 * a bounded number of characters, so that the whole is linear in the text's length.
 */
const ALTERNATIVES = {
  skip: String.raw`[\s\p{C}\p{Z}]+|${TAG}|&nbsp;|#(?=${ALPHANUMERIC})|(?<=${ALPHANUMERIC})[\-‐_](?=${ALPHANUMERIC})`,
  link: String.raw`(?:(?:[hH][tT][tT][pP][sS]?:\/\/|[wW]{3}\.)${ADDRESS}|[A-Za-z0-9._+\-]{1,64}@[A-Za-z0-9\-]{1,63}\.[A-Za-z0-9.\-]{1,63})${ADDRESS_END}`,
  user: String.raw`@[\p{L}\p{N}_]+`,
  entity: ENTITIES.join('|'),
  bracket: String.raw`-[lrLR][rcsRCS][bB]-`,
  emoticon: [
    String.raw`>?[:;=]${APOSTROPHE}?-?(?:[\)\]\(\[\}\{\|*@3DPpOo]|[\/\\](?!\/))(?!${ALPHANUMERIC})`,
    String.raw`[\(\[]-?[:;=](?!${ALPHANUMERIC})`,
    String.raw`(?:<|&lt;)\/?3(?!${ALPHANUMERIC})`,
    String.raw`[xX]D+(?!${LETTER})`,
    String.raw`\^_{0,3}\^|-_{1,3}-|T_T|¯\\_\(ツ\)_\/¯`,
  ].join('|'),
  number: String.raw`\p{Nd}+(?:[.,:\/]\p{Nd}+){0,6}%?(?!${LETTER})`,
  keycap: String.raw`[0-9#*]\uFE0F?\u20E3`,
  clitic: String.raw`${APOSTROPHE}(?:[sSdDmM]|[rR][eE]|[vV][eE]|[lL][lL])(?!${LETTER})`,
  character: CHARACTER,
  word: String.raw`${LETTER}+(?:${INNER_APOSTROPHE}${LETTER}+)*`,
  emoji: String.raw`\p{Regional_Indicator}{2}|${PICTOGRAPH}(?:\u200D${PICTOGRAPH}){0,8}`,
  punctuation: String.raw`\x60\x60|(?<mark>[\p{P}\p{S}])\k<mark>*`,
} as const;

type Alternative = keyof typeof ALTERNATIVES;

// Keycaps begin with a digit, and so do numbers: the longer must come first.
const ORDER: readonly Alternative[] = [
  'skip',
  'link',
  'user',
  'emoticon',
  'entity',
  'bracket',
  'keycap',
  'number',
  'clitic',
  'character',
  'word',
  'emoji',
  'punctuation',
];

const PATTERN = new RegExp(ORDER.map((name) => `(?<${name}>${ALTERNATIVES[name]})`).join('|'), 'vy');

/**
 * Splits a text into at most `limit` tokens.
 *
 * English contractions are split as in the Penn Treebank (`don't` and `dont` → `do` `n't`), Chinese and Japanese
 * are split by character, web and mail addresses and @names become placeholders, three or more equal letters
 * fold to two. The work is linear in what is read, and reading ends one token after the limit.
 *
 * @returns the tokens in order, and whether more of them followed.
 */
export function tokenize(
  text: string,
  limit = Number.POSITIVE_INFINITY,
): { tokens: Token[]; truncated: boolean } {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const end = addPlain(tokens, text, at);
    at = end > at ? end : addMatch(tokens, text, at);
    if (tokens.length > limit) return { tokens: tokens.slice(0, limit), truncated: true };
  }
  return { tokens, truncated: false };
}

/** Reads one match of the pattern. @returns where it ends. */
function addMatch(tokens: Token[], text: string, at: number): number {
  PATTERN.lastIndex = at;
  const match = PATTERN.exec(text);
  // A lone surrogate or the like: it separates, and is no token.
  if (match === null) return at + 1;
  const end = PATTERN.lastIndex;
  addTokens(tokens, text, at, end, match.groups as Groups);
  return end;
}

const SPACE = 0x20;
const LOWER_T = 0x74;

/**
 * Reads a space, a plain word, an ideograph or a closing mark as the pattern would, several times as fast: most text
 * is made of them, and each match of the pattern costs an object of all its groups.
 *
 * @returns where it ends, or `at` where only the pattern can tell.
 */
function addPlain(tokens: Token[], text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit === SPACE) return at + 1;
  if (isLetter(unit)) return addPlainWord(tokens, text, at);
  if (isIdeograph(unit)) {
    tokens.push({ text: text[at], start: at, end: at + 1, kind: 'word' });
    return at + 1;
  }
  if (!isClosingMark(unit) || !isSpaceOrEnd(text.charCodeAt(at + 1))) return at;
  tokens.push({ text: text[at], start: at, end: at + 1, kind: 'punctuation' });
  return at + 1;
}

/** ASCII letters before what ends a word: no contraction, no elongation, no emoticon, no address. */
function addPlainWord(tokens: Token[], text: string, at: number): number {
  const end = lettersEnd(text, at);
  if (end === at || !isWordEnd(text, end)) return at;
  const word = text.slice(at, end).toLowerCase();
  // What is split without an apostrophe ends in `t`: `dont`, `cannot`.
  if (word.charCodeAt(word.length - 1) === LOWER_T && splitContraction(word) !== null) return at;
  // `xD` is an emoticon, and `xd` is none.
  if (word.startsWith('xd')) return at;
  tokens.push({ text: word, start: at, end, kind: 'word' });
  return end;
}

/** Where a run of ASCII letters ends; `at` where it is elongated or longer than a token's text. */
function lettersEnd(text: string, at: number): number {
  let end = at;
  let before = 0;
  let run = 0;
  for (let unit = text.charCodeAt(end); isLetter(unit); unit = text.charCodeAt(++end)) {
    run = lower(unit) === before ? run + 1 : 1;
    before = lower(unit);
    if (run > 2 || end - at >= MAX_TOKEN_LENGTH) return at;
  }
  return end;
}

/** Whether a word of letters ends here whatever follows. A full stop may lie in an address, but not before a space. */
function isWordEnd(text: string, end: number): boolean {
  const unit = text.charCodeAt(end);
  if (unit === 0x2e) return isSpaceOrEnd(text.charCodeAt(end + 1));
  return isSpaceOrEnd(unit) || isClosingMark(unit);
}

/** The block CJK Unified Ideographs: all of it is Han, and NFKC changes none of it. */
function isIdeograph(unit: number): boolean {
  return unit >= 0x4e00 && unit <= 0x9fff;
}

/** `charCodeAt` past the end is NaN. */
function isSpaceOrEnd(unit: number): boolean {
  return unit === SPACE || Number.isNaN(unit);
}

/** One of `, . ! ?`. */
function isClosingMark(unit: number): boolean {
  return unit === 0x2c || unit === 0x2e || unit === 0x21 || unit === 0x3f;
}

function isLetter(unit: number): boolean {
  return lower(unit) >= 0x61 && lower(unit) <= 0x7a;
}

/** Lower case of an ASCII letter; of no other unit an ASCII letter. */
function lower(unit: number): number {
  return unit | 0x20;
}

type Groups = Partial<Record<Alternative, string>>;

function addTokens(tokens: Token[], text: string, start: number, end: number, groups: Groups): void {
  if (groups.skip !== undefined) return;
  const source = slice(text, start, end);
  const add = (value: string, kind: TokenKind) => {
    if (value !== '') tokens.push({ text: value, start, end, kind });
  };
  if (groups.word !== undefined) addWord(tokens, source, start, end);
  else if (groups.character !== undefined) add(source.normalize('NFKC'), 'word');
  else if (groups.clitic !== undefined) add(normaliseWord(source), 'word');
  else if (groups.punctuation !== undefined) add(normalisePunctuation(source), 'punctuation');
  else if (groups.number !== undefined) addNumber(add, source, end - start);
  else if (groups.link !== undefined) add('<url>', 'placeholder');
  else if (groups.user !== undefined) add('<user>', 'placeholder');
  else if (groups.entity !== undefined || groups.bracket !== undefined)
    add(normalisePunctuation(source), 'punctuation');
  else add(normaliseSymbol(source), 'symbol');
}

/** A word, or its parts where it is a contraction: `wouldn't've` → `would` `n't` `'ve`. */
function addWord(tokens: Token[], source: string, start: number, end: number): void {
  const word = normaliseWord(source);
  if (word === '') return;
  // A source cut short no longer ends where the word does.
  const parts = source.length === end - start ? splitContraction(word) : null;
  const at = parts === null ? 0 : splitPoint(source, parts.written);
  if (parts === null || at === 0) {
    tokens.push({ text: word, start, end, kind: 'word' });
    return;
  }
  addWord(tokens, source.slice(0, at), start, start + at);
  tokens.push({ text: parts.second, start: start + at, end, kind: 'word' });
}

/** Where the part of the source begins that normalises to this ending; 0 where there is none. */
function splitPoint(source: string, ending: string): number {
  for (let at = source.length - 1; at > 0; at--) {
    if (!isLowSurrogate(source.charCodeAt(at)) && normaliseWord(source.slice(at)) === ending) return at;
  }
  return 0;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function addNumber(add: (value: string, kind: TokenKind) => void, source: string, length: number): void {
  if (length > MAX_NUMBER_LENGTH) add('<number>', 'placeholder');
  else add(source.normalize('NFKC'), 'word');
}

/** The source of a token, cut to a bounded length between code points. */
function slice(text: string, start: number, end: number): string {
  if (end - start <= MAX_TOKEN_LENGTH) return text.slice(start, end);
  const cut = start + MAX_TOKEN_LENGTH;
  return text.slice(start, isLowSurrogate(text.charCodeAt(cut)) ? cut - 1 : cut);
}

const HAN = /^\p{Script=Han}/u;

/** `zh` where most words are Chinese characters, else `en`: which of the two the text reads like. */
export function language(tokens: readonly Token[]): 'zh' | 'en' {
  const words = tokens.filter(({ kind }) => kind === 'word');
  return 2 * words.filter(({ text }) => HAN.test(text)).length > words.length ? 'zh' : 'en';
}
