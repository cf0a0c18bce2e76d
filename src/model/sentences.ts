import { sentenceMicroseconds } from './budget.ts';
import type { NetworkConfig } from './network/config.ts';
import { type Span, splitSentences } from './text/sentences.ts';
import type { Token } from './text/tokenizer.ts';

/** The sentences of a text that are judged by themselves, and what that costs. */
export type SentencePlan = {
  sentences: Span[];
  /** True where the text has more of them. */
  truncated: boolean;
  microseconds: number;
};

/**
 * The first sentences of a text, as many as there is time for.
 *
 * @param budget in microseconds.
 * @param topK scores that each has: see `scoresShown`.
 */
export function planSentences(
  config: NetworkConfig,
  text: string,
  tokens: readonly Token[],
  budget: number,
  topK?: number,
): SentencePlan {
  const sentences = splitSentences(text, tokens);
  let microseconds = 0;
  for (const [i, { begin, end }] of sentences.entries()) {
    const cost = sentenceMicroseconds(config, end - begin, budget, topK);
    if (microseconds + cost > budget)
      return { sentences: sentences.slice(0, i), truncated: true, microseconds };
    microseconds += cost;
  }
  return { sentences, truncated: false, microseconds };
}
