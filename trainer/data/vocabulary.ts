import { tokenize } from '../../src/model/tokenizer.ts';

export type VocabularyOptions = { maxTokens: number; minCount: number; maxVocabulary: number };

/** The vocabulary takes no longer ones; they are unknown to it, as lookup says too. */
const MAX_TOKEN_BYTES = 256;

/** How often each token occurs in the texts, as far as the network reads them. */
export function countTokens(texts: Iterable<{ text: string }>, maxTokens: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of texts) {
    for (const token of tokenize(text, maxTokens).tokens) {
      counts.set(token.text, (counts.get(token.text) ?? 0) + 1);
    }
  }
  return counts;
}

/**
 * The tokens that get an embedding row of their own: the most frequent ones, by falling count, then by their UTF-8
 * bytes, so that equal texts in any order give an equal list.
 */
export function chooseTokens(
  counts: ReadonlyMap<string, number>,
  { minCount, maxVocabulary }: Omit<VocabularyOptions, 'maxTokens'>,
): string[] {
  return [...counts]
    .filter(([token, count]) => count >= minCount && Buffer.byteLength(token) <= MAX_TOKEN_BYTES)
    .sort(([a, m], [b, n]) => n - m || Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .slice(0, maxVocabulary)
    .map(([token]) => token);
}
