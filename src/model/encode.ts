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

/**
 * Looks tokens up. A known token is its own row; an unknown one is the rows of its character n-grams, or the one
 * row that all unknown tokens share where `ngramBuckets` is 0.
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
    if (kind !== 'punctuation') {
      words++;
      if (row >= 0) knownWords++;
    }
    offsets[i + 1] = rows.length;
  });
  return { rows: Int32Array.from(rows), offsets, known: words === 0 ? 0 : knownWords / words };
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
