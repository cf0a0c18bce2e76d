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
};

/** Character n-grams that stand for one unknown token, at most. */
export const MAX_NGRAMS = 32;
const NGRAM_LENGTHS = [3, 4];

const encoder = new TextEncoder();

/** A character of a script without spaces, which is a token by itself though words are longer. */
const CHARACTER = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;
const FIRST_CHARACTER = 0x2e80;

/**
 * Looks tokens up. A known token is its own row; an unknown one is the rows of its character n-grams, or the one
 * row that all unknown tokens share where `ngramBuckets` is 0. Where there are buckets, a Chinese or Japanese
 * character has one row more: that of the pair which it makes with the character after it.
 */
export function encode(tokens: readonly Token[], vocabulary: Vocabulary, ngramBuckets: number): EncodedText {
  const rows: number[] = [];
  const offsets = new Int32Array(tokens.length + 1);
  let words = 0;
  let knownWords = 0;
  tokens.forEach(({ text, kind }, i) => {
    const row = vocabulary.lookup(text);
    if (row >= 0) rows.push(row);
    else rows.push(...unknownRows(text, vocabulary.size, ngramBuckets));
    if (ngramBuckets > 0 && startsPair(tokens, i)) {
      rows.push(bucket(text + tokens[i + 1].text, vocabulary.size, ngramBuckets));
    }
    if (kind !== 'punctuation') {
      words++;
      if (row >= 0) knownWords++;
    }
    offsets[i + 1] = rows.length;
  });
  return { rows: Int32Array.from(rows), offsets, known: words === 0 ? 0 : knownWords / words };
}

/** Whether this token and the next are two such characters with nothing between them. */
function startsPair(tokens: readonly Token[], i: number): boolean {
  if (i + 1 === tokens.length || tokens[i].end !== tokens[i + 1].start) return false;
  return isCharacter(tokens[i].text) && isCharacter(tokens[i + 1].text);
}

function isCharacter(text: string): boolean {
  return text.length <= 2 && text.charCodeAt(0) >= FIRST_CHARACTER && CHARACTER.test(text);
}

/** The row of one n-gram. */
function bucket(ngram: string, vocabularySize: number, ngramBuckets: number): number {
  const bytes = encoder.encode(ngram);
  return vocabularySize + (fnv1a(bytes, 0, bytes.length) % ngramBuckets);
}

/**
 * Rows of the 3- and 4-grams of `<token>`, hashed into the buckets after the vocabulary's rows.
 *
 * @returns at least one row and at most `MAX_NGRAMS`.
 */
export function unknownRows(token: string, vocabularySize: number, ngramBuckets: number): number[] {
  if (ngramBuckets === 0) return [vocabularySize];
  const bytes = encoder.encode(`<${token}>`);
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
  const most = MAX_NGRAMS + Math.max(...NGRAM_LENGTHS);
  for (let i = 0; i < bytes.length && starts.length < most; i++) {
    // All but the first byte of a character begin with the bits 10.
    if ((bytes[i] & 0xc0) !== 0x80) starts.push(i);
  }
  if (starts.length < most) starts.push(bytes.length);
  return starts;
}
