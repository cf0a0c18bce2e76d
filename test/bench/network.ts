import { DEFAULT_NETWORK, type NetworkConfig } from '../../src/model/network/config.ts';
import type { EncodedText } from '../../src/model/text/encode.ts';
import { generator } from '../trainer/network/generator.ts';

/** The network and the text that the edge benchmark measures everything on. */

export const TOKENS = 24;
const VOCABULARY = 1000;

/** As many tokens as words. */
export const BENCH_TEXT =
  "I did not think that I would like this film , but the story and the acting are good and it doesn't bore .";

/** Three blocks of this width. */
export function benchNetwork(width: number): NetworkConfig {
  return { ...DEFAULT_NETWORK, vocabulary: VOCABULARY, embedding: width, width, blocks: 3 };
}

export function benchText(tokens = TOKENS): EncodedText {
  const next = generator(1);
  return {
    rows: Int32Array.from({ length: tokens }, () => Math.floor(next() * VOCABULARY)),
    offsets: Int32Array.from({ length: tokens + 1 }, (_, i) => i),
    known: 1,
  };
}

/** Multiplications and additions of blocks and head for a text; what else there is counts as none. */
export function operations({ blocks, kernel, width, labels }: NetworkConfig): number {
  return 2 * (blocks * TOKENS * kernel * width * width + 2 * width * labels.length);
}

/** What the requests of the benchmark ask about. */
export const REQUEST_TEXT =
  "I did not think that I would like this film, but the story and the acting are good and it doesn't bore.";
