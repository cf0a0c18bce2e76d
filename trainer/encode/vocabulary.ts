import { lookupOf } from '../../src/model/text/encode.ts';
import { MAX_TOKEN_BYTES, type Vocabulary } from '../../src/model/text/vocabulary.ts';
import type { Texts } from './texts.ts';

type VocabularyOptions = { minCount: number; maxVocabulary: number; maxPairs: number };

/**
 * How often each token occurs in some of the texts.
 *
 * @param selected indices of those texts.
 * @param tokens different tokens.
 * @returns [tokens].
 */
export function countTokens(
  { offsets, tokens: numbers }: Pick<Texts, 'offsets' | 'tokens'>,
  selected: Int32Array,
  tokens: number,
): Int32Array {
  const counts = new Int32Array(tokens);
  for (const text of selected) for (let i = offsets[text]; i < offsets[text + 1]; i++) counts[numbers[i]]++;
  return counts;
}

/**
 * The tokens that get an embedding row of their own: the most frequent ones, by falling count, then by their UTF-8
 * bytes, so that equal texts in any order give an equal list. Pairs of characters are chosen by themselves, and follow.
 *
 * @param tokens as `Texts` numbers them.
 * @param counts one a token, in that order.
 */
export function chooseTokens(
  tokens: Iterable<string>,
  counts: ArrayLike<number>,
  { minCount, maxVocabulary, maxPairs }: VocabularyOptions,
): string[] {
  const texts = new Map<string, number>();
  const pairs = new Map<string, number>();
  let number = 0;
  for (const token of tokens) {
    const count = counts[number++];
    const { text, pair } = lookupOf(token);
    texts.set(text, (texts.get(text) ?? 0) + count);
    if (pair !== undefined) pairs.set(pair, count);
  }
  return [...mostFrequent(texts, minCount, maxVocabulary), ...mostFrequent(pairs, minCount, maxPairs)];
}

function mostFrequent(counts: ReadonlyMap<string, number>, minCount: number, most: number): string[] {
  return [...counts]
    .filter(([token, count]) => count >= minCount && Buffer.byteLength(token) <= MAX_TOKEN_BYTES)
    .sort(([a, m], [b, n]) => n - m || Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .slice(0, most)
    .map(([token]) => token);
}

/** All tokens of a vocabulary, by their rows. */
export function tokensOf(vocabulary: Vocabulary): string[] {
  return Array.from({ length: vocabulary.size }, (_, row) => vocabulary.token(row));
}
