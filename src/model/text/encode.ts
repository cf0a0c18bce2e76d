import { emojiWords } from './emoji.ts';
import { isCharacter } from './patterns.ts';
import type { Span } from './sentences.ts';
import type { Token } from './tokenizer.ts';
import { fnv1a, type Vocabulary } from './vocabulary.ts';

/** A text as the network reads it: for each token the embedding rows whose mean stands for it. */
export type EncodedText = {
  /** Embedding rows, token by token. */
  rows: Int32Array;
  /** Where each token's rows begin in `rows`; one entry more than there are tokens. */
  offsets: Int32Array;
  /** Share of the tokens, punctuation left out, that the vocabulary has; 0 where there are none. */
  known: number;
  /** What each token is to n-grams: see `tokenHashes`; undefined where the model has no table of them. */
  hashes?: Int32Array | undefined;
};

/** Character n-grams that stand for one unknown token, at most. */
export const MAX_NGRAMS = 32;
const NGRAM_LENGTHS = [3, 4];
/** Characters of a token, its brackets among them, that n-grams are made of. */
const MOST_CHARACTERS = MAX_NGRAMS + Math.max(...NGRAM_LENGTHS);

/** The hash where a token was left out. */
export const NO_TOKEN = 0;

const encoder = new TextEncoder();

/** Looks tokens up: see `addRows`. */
export function encode(tokens: readonly Token[], vocabulary: Vocabulary, ngramBuckets: number): EncodedText {
  const rows: number[] = [];
  const offsets = new Int32Array(tokens.length + 1);
  let words = 0;
  let knownWords = 0;
  for (let i = 0; i < tokens.length; i++) {
    const { text, kind } = tokens[i];
    const isKnown = addRows(rows, { text, pair: pairAt(tokens, i) }, vocabulary, ngramBuckets);
    if (kind !== 'punctuation') {
      words++;
      if (isKnown) knownWords++;
    }
    offsets[i + 1] = rows.length;
  }
  return { rows: Int32Array.from(rows), offsets, known: words === 0 ? 0 : knownWords / words };
}

/** The hashes of tokens by their texts, words that the vocabulary lacks too. @returns int32 [tokens], none of them `NO_TOKEN`. */
export function tokenHashes(tokens: readonly Pick<Token, 'text'>[]): Int32Array {
  const hashes = new Int32Array(tokens.length);
  for (let i = 0; i < tokens.length; i++) hashes[i] = tokenHash(tokens[i].text);
  return hashes;
}

/** FNV-1a, 32 bits, of UTF-16 code units. */
export function tokenHash(token: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < token.length; i++) hash = Math.imul(hash ^ token.charCodeAt(i), 0x01000193);
  return hash === NO_TOKEN ? 1 : hash;
}

/** What is looked up of a token: its text, and the pair of characters that it ends, where it does. */
type Lookup = { text: string; pair: string | undefined };

/**
 * Adds the embedding rows of a token. A known token is its own row, an unknown emoji the rows of the words of its name; any other is
 * the rows of its character n-grams, or the one row that all unknown tokens share where `ngramBuckets` is 0. A Chinese or Japanese
 * character has one row more where the vocabulary has the pair of it and the character before it.
 *
 * @returns whether the vocabulary has the token, or a word of its name.
 */
export function addRows(
  rows: { push(row: number): unknown },
  { text, pair }: Lookup,
  vocabulary: Vocabulary,
  ngramBuckets: number,
): boolean {
  const row = vocabulary.lookup(text);
  const known = row >= 0 ? [row] : nameRows(text, vocabulary);
  const own = known.length > 0 ? known : unknownRows(text, vocabulary.size, ngramBuckets);
  for (const each of own) rows.push(each);
  const pairRow = pair === undefined ? -1 : vocabulary.lookup(pair);
  if (pairRow >= 0) rows.push(pairRow);
  return known.length > 0;
}

/** The rows that stand for a token of the vocabulary where it is read as if it were unknown. */
export function rowsWithout(token: string, vocabulary: Vocabulary, ngramBuckets: number): number[] {
  const named = nameRows(token, vocabulary);
  return named.length > 0 ? named : unknownRows(token, vocabulary.size, ngramBuckets);
}

/** The rows of an emoji's words, as many as the vocabulary has. */
function nameRows(token: string, vocabulary: Vocabulary): number[] {
  return emojiWords(token)
    .map((word) => vocabulary.lookup(word))
    .filter((row) => row >= 0);
}

/** The character before a token and the token, where both are characters with nothing between them. */
export function pairAt(tokens: readonly Token[], i: number): string | undefined {
  if (i === 0 || !isCharacter(tokens[i].text)) return undefined;
  const before = tokens[i - 1];
  if (before.end !== tokens[i].start || !isCharacter(before.text)) return undefined;
  return before.text + tokens[i].text;
}

/** What is looked up of the token that this pair, or this token without one, stands for. No token is two characters. */
export function lookupOf(key: string): Lookup {
  const characters = [...key];
  const isPair = characters.length === 2 && characters.every(isCharacter);
  return isPair ? { text: characters[1], pair: key } : { text: key, pair: undefined };
}

/**
 * Rows of the 3- and 4-grams of `<token>`, hashed into the buckets after the vocabulary's rows.
 *
 * @returns at least one row and at most `MAX_NGRAMS`.
 */
export function unknownRows(token: string, vocabularySize: number, ngramBuckets: number): number[] {
  if (ngramBuckets === 0) return [vocabularySize];
  // Two units for each character that n-grams are made of: the rest of a token of a thousand letters makes none.
  const bytes = encoder.encode(`<${token.slice(0, 2 * MOST_CHARACTERS)}>`);
  const starts = characterStarts(bytes);
  const rows: number[] = [];
  for (const length of NGRAM_LENGTHS) {
    for (let i = 0; i + length < starts.length && rows.length < MAX_NGRAMS; i++) {
      rows.push(vocabularySize + (fnv1a(bytes, starts[i], starts[i + length]) % ngramBuckets));
    }
  }
  return rows;
}

/** Where each character of this UTF-8 begins, as far as n-grams are made of them, and where the last one ends. */
function characterStarts(bytes: Uint8Array): number[] {
  const starts: number[] = [];
  for (let i = 0; i < bytes.length && starts.length < MOST_CHARACTERS; i++) {
    // All but the first byte of a character begin with the bits 10.
    if ((bytes[i] & 0xc0) !== 0x80) starts.push(i);
  }
  if (starts.length < MOST_CHARACTERS) starts.push(bytes.length);
  return starts;
}

/** The text with no embedding rows for these tokens, whose embeddings are zeros then. */
export function occlude(text: EncodedText, { begin, end }: Span): EncodedText {
  const { rows, offsets, known } = text;
  const gone = offsets[end] - offsets[begin];
  const left = new Int32Array(rows.length - gone);
  left.set(rows.subarray(0, offsets[begin]));
  left.set(rows.subarray(offsets[end]), offsets[begin]);
  const moved = offsets.map((offset, i) => (i >= end ? offset - gone : Math.min(offset, offsets[begin])));
  const hashes = text.hashes?.slice().fill(NO_TOKEN, begin, end);
  return { rows: left, offsets: moved, known, ...(hashes && { hashes }) };
}
