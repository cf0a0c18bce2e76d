import { shortcodeEmoji } from './emoji.ts';
import { hashtagWords, shortcodeWords } from './joinedwords.ts';
import { normalisePunctuation, normaliseSymbol, normaliseWord, splitContraction } from './normalise.ts';
import { type Alternative, isAt, matchAt } from './patterns.ts';
import { mayRateInHan, mayRateInWords, ratingToken } from './ratings.ts';
import { repair } from './repair.ts';
import { simplify } from './simplified.ts';

/** Written into every model file: a model is read only by the tokenizer that it was trained with. */
export const TOKENIZER_VERSION = 2;

type TokenKind = 'word' | 'symbol' | 'punctuation' | 'placeholder';

/** One token. `start` and `end` are UTF-16 code units into the text as given. */
export type Token = { text: string; start: number; end: number; kind: TokenKind };

/** Longest source slice that is looked at for a token's text: a word of a megabyte costs no more than this. */
const MAX_TOKEN_LENGTH = 64;
/** Digits that a number may have and still be a token of its own; others are all the same `<number>`. */
const MAX_NUMBER_LENGTH = 5;

/** Characters, as UTF-16 code units, that are read for each token that may be: text of nothing but tags or one endless word costs too. */
const TOKEN_CHARACTERS = 32;

/** A text's tokens in order, and whether more of it followed. */
export type Tokenized = { tokens: Token[]; truncated: boolean };

/** Tokens that so many characters count for at least, whether they make any or not. */
export function tokensFor(characters: number): number {
  return Math.floor(characters / TOKEN_CHARACTERS);
}

/**
 * Splits a text into at most `limit` tokens.
 *
 * English contractions are split as in the Penn Treebank (`don't` and `dont` → `do` `n't`), Chinese and Japanese
 * are split by character, web and mail addresses, @names and ratings become placeholders, three or more equal letters
 * fold to two. What was damaged on the text's way, such as `isn&#39;t`, is read as it was written: see `repair`.
 * The work is linear in the text, and splitting ends one token after the limit.
 */
export function tokenize(text: string, limit = Number.POSITIVE_INFINITY): Tokenized {
  const repaired = repair(text);
  if (repaired === null) return split(text, limit);
  const { tokens, truncated } = split(repaired.text, limit);
  const { starts, ends } = repaired;
  const placed = tokens.map((token) => ({ ...token, start: starts[token.start], end: ends[token.end - 1] }));
  return { tokens: placed, truncated };
}

/** The same of a text that nothing has damaged. */
function split(text: string, limit: number): Tokenized {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const end = addPlain(tokens, text, at);
    at = end > at ? end : addMatch(tokens, text, at);
    if (tokens.length > limit) return { tokens: tokens.slice(0, limit), truncated: true };
  }
  return { tokens, truncated: false };
}

/** The same of no more than the first 32 characters for each token that may be: what a request costs is bounded by both. */
export function tokenizeWithin(text: string, limit: number): Tokenized {
  const most = limit * TOKEN_CHARACTERS;
  if (text.length <= most) return tokenize(text, limit);
  return { tokens: tokenize(text.slice(0, most), limit).tokens, truncated: true };
}

/** Reads what the patterns find. @returns where it ends. */
function addMatch(tokens: Token[], text: string, at: number): number {
  const match = matchAt(text, at);
  // A lone surrogate or the like: it separates, and is no token.
  if (match === null) return at + 1;
  addTokens(tokens, text, at, match.end, match.alternative);
  return match.end;
}

const SPACE = 0x20;
const APOSTROPHE = 0x27;
const LOWER_T = 0x74;

/**
 * Reads a space, a plain word, an ideograph or a closing mark as the patterns would, several times as fast: most text
 * is made of them, and a text of nothing else costs no isolate the making of a pattern.
 *
 * @returns where it ends, or `at` where only the patterns can tell.
 */
function addPlain(tokens: Token[], text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit === SPACE) return at + 1;
  if (isLetter(unit)) return addPlainWord(tokens, text, at);
  if (isIdeograph(unit)) {
    if (mayRateInHan(text, at) && isAt('rating', text, at)) return at;
    tokens.push({ text: simplify(text[at]), start: at, end: at + 1, kind: 'word' });
    return at + 1;
  }
  if (!isClosingMark(unit) || !isSpaceOrEnd(text.charCodeAt(at + 1))) return at;
  tokens.push({ text: text[at], start: at, end: at + 1, kind: 'punctuation' });
  return at + 1;
}

/**
 * ASCII letters before what ends a word, or around one apostrophe: no elongation, no emoticon, no address. Of contractions only those
 * that are split at an apostrophe.
 */
function addPlainWord(tokens: Token[], text: string, at: number): number {
  const first = lettersEnd(text, at);
  if (first === at) return at;
  const hasApostrophe = text.charCodeAt(first) === APOSTROPHE;
  const end = hasApostrophe ? lettersEnd(text, first + 1) : first;
  if (end === first + 1 || end - at > MAX_TOKEN_LENGTH || !isWordEnd(text, end)) return at;
  const word = text.slice(at, end).toLowerCase();
  // `xD` is an emoticon, and `xd` is none.
  if (word.startsWith('xd')) return at;
  if (mayRateInWords(text, word, end) && isAt('rating', text, at)) return at;
  const length = hasApostrophe ? (splitContraction(word)?.second.length ?? 0) : 0;
  const stem = word.slice(0, word.length - length);
  if (isBareContraction(stem)) return at;
  tokens.push({ text: stem, start: at, end: end - length, kind: 'word' });
  if (length > 0) tokens.push({ text: word.slice(-length), start: end - length, end, kind: 'word' });
  return end;
}

/** Whether a word is split though it has no apostrophe; all of those end in `t`: `dont`, `cannot`. */
function isBareContraction(word: string): boolean {
  return word.charCodeAt(word.length - 1) === LOWER_T && splitContraction(word) !== null;
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

function addTokens(
  tokens: Token[],
  text: string,
  start: number,
  end: number,
  alternative: Alternative,
): void {
  if (alternative === 'skip') return;
  const source = slice(text, start, end);
  const add = (value: string, kind: TokenKind) => {
    if (value !== '') tokens.push({ text: value, start, end, kind });
  };
  if (alternative === 'word') addWord(tokens, source, start, end);
  else if (alternative === 'hashtag') addParts(tokens, text, hashtagWords(text, start + 1, end));
  else if (alternative === 'shortcode') addShortcode(tokens, text, start, end);
  else if (alternative === 'character') add(simplify(source.normalize('NFKC')), 'word');
  else if (alternative === 'clitic') add(normaliseWord(source), 'word');
  else if (alternative === 'number') addNumber(add, source, end - start);
  else if (alternative === 'rating') add(ratingToken(source), 'placeholder');
  else if (alternative === 'link') add('<url>', 'placeholder');
  else if (alternative === 'user') add('<user>', 'placeholder');
  else if (isPunctuation(alternative)) add(normalisePunctuation(source), 'punctuation');
  else add(normaliseSymbol(source), 'symbol');
}

/** Words that are written as one. */
function addParts(tokens: Token[], text: string, words: readonly { start: number; end: number }[]): void {
  for (const { start, end } of words) addTokens(tokens, text, start, end, 'word');
}

/** The emoji that a shortcode names, or its words: `:rage:` is 😡, `:broken_phone:` are two words. */
function addShortcode(tokens: Token[], text: string, start: number, end: number): void {
  const emoji = shortcodeEmoji(text.slice(start + 1, end - 1));
  if (emoji === undefined) addParts(tokens, text, shortcodeWords(text, start + 1, end - 1));
  else tokens.push({ text: emoji, start, end, kind: 'symbol' });
}

function isPunctuation(alternative: Alternative): boolean {
  return alternative === 'punctuation' || alternative === 'bracket';
}

/** A word, or its parts where it is a contraction: `wouldn't've` → `would` `n't` `'ve`. */
function addWord(tokens: Token[], source: string, start: number, end: number): void {
  const word = normaliseWord(source);
  if (word === '') return;
  // A source cut short no longer ends where the word does. A word that ligatures have made longer than any source is none that is contracted.
  const isWhole = source.length === end - start && word.length <= MAX_TOKEN_LENGTH;
  const parts = isWhole ? splitContraction(word) : null;
  const at = parts === null ? 0 : splitPoint(source, parts.written);
  if (parts === null || at === 0) {
    tokens.push({ text: word, start, end, kind: 'word' });
    return;
  }
  addWord(tokens, source.slice(0, at), start, start + at);
  tokens.push({ text: parts.second, start: start + at, end, kind: 'word' });
}

/** A part that is so much longer than an ending has grown past it. */
const MAX_GROWTH = 8;

/**
 * Where the part of the source begins that normalises to this ending; 0 where there is none. `ŉ't` ends in `n't`, though no part of it does:
 * a word of 60 ligatures before it was normalised 60 times.
 */
function splitPoint(source: string, ending: string): number {
  for (let at = source.length - 1; at > 0; at--) {
    if (isLowSurrogate(source.charCodeAt(at))) continue;
    const part = normaliseWord(source.slice(at));
    if (part === ending) return at;
    if (part.length > ending.length + MAX_GROWTH) return 0;
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

/** True when no character can be seen: white space, controls, what only joins or steers others, halves of surrogate pairs. */
export function isBlank(text: string): boolean {
  // Most texts have one of these, and making the other pattern takes an isolate half a millisecond.
  if (/[\x21-\x7e\u4e00-\u9fff]/.test(text)) return false;
  return !/[^\s\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}
