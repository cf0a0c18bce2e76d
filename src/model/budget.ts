import { FEW_SCORES, MANY_LABELS, scoresShown } from './classification.ts';
import {
  blockReaches,
  blockTaps,
  hasProjection,
  headSize,
  inputSize,
  type NetworkConfig,
} from './network/config.ts';
import { hasIntegers, keepsMatrices } from './simd/layout.ts';
import type { Span } from './text/sentences.ts';

/** CPU of a request on Cloudflare's free plan, in milliseconds. */
export const FREE_PLAN_CPU = 10;
/** The longest that Cloudflare lets a request compute, in milliseconds. */
export const MOST_CPU = 300_000;
/** Microseconds for each millisecond that a request has: what a text takes, the most that one made to be costly may, what is asked beyond the answer. */
const BUDGET = { common: 600, worst: 900, extra: 350 };
/** What the kernel reaches, by how it computes the blocks; a quiet machine does a quarter more: `npm run bench:edge -- compute`. */
const OPERATIONS_PER_MICROSECOND = { floats: 36_000, integers: 64_000 };
/** Splitting the text, looking the token up, and what the kernel does beside products; the worst are ligatures of many letters. */
const TOKEN_MICROSECONDS = { common: 1.5, worst: 5 };
/** A row of an unknown token beyond its first: hashing its n-gram, summing its embedding. Those of a ligature of 18 letters are 31. */
const ROW_MICROSECONDS = 0.12;
/** Looking up the n-grams that begin with a token, and what each label adds: `node test/bench/ngrams.ts` has a text with and without. */
const NGRAM_MICROSECONDS = { token: 0.2, label: 0.005 };
/** Pooling a token once more. */
const POOL_MICROSECONDS = 0.1;
/** What leaving tokens out costs, however few: a call into the kernel and its array. */
const OCCLUSION_MICROSECONDS = 5;
/** What an explanation takes beside what is left out: reading the text once more, its list of tokens. A word takes 57 µs longer with one. */
const EXPLANATION_MICROSECONDS = 45;
/** What a sentence takes beside its tokens: a call into the kernel, probabilities, an object and its JSON. One of a word takes 33 µs. */
const SENTENCE_MICROSECONDS = 25;
/** A label beyond 64, for each text: its share of the softmax, and being passed over where it is not among the likeliest. */
const LABEL_MICROSECONDS = 0.05;
/** A score beyond 10 that is given where labels are over 64: rounding it, its place in an object and its JSON, in /mcp twice. */
const SCORE_MICROSECONDS = 1.5;
/** The head computes a tile of rows for one that is wanted, of which half hides behind the reading of the weights. */
const HEAD_PRODUCTS = 2;
/** Scores that the sentences of a request have at most where labels are many, whatever CPU it has: they are some 10 MB. */
const MOST_SCORES = 100_000;
/** However large the network is, a page of text is read. */
const LEAST_TOKENS = 512;

/**
 * Tokens that are read of a text, and that all texts of a request may have together: as many as cost 60 % of its CPU by a model of the cost, two
 * operations for each weight that a token meets, over 36 GFLOP/s or 64 where they are integers, and 1.5 µs a token. Of the costliest tokens
 * there are, with 5 µs, no more than cost 90 %. What an answer of many labels takes is taken off. At least 512.
 *
 * @param cpu of a request, in milliseconds.
 */
export function tokenLimit(config: NetworkConfig, cpu = FREE_PLAN_CPU): number {
  const all = answerMicroseconds(config, config.labels.length);
  const within = (kind: 'common' | 'worst') =>
    Math.floor((cpu * BUDGET[kind] - all) / (rowMicroseconds(config) + TOKEN_MICROSECONDS[kind]));
  return Math.max(LEAST_TOKENS, Math.min(within('common'), within('worst')));
}

/** Microseconds that a request has for explanations and sentences. @param cpu of a request, in milliseconds. */
export function extraBudget(cpu = FREE_PLAN_CPU): number {
  return cpu * BUDGET.extra;
}

/** What a text takes beyond a common one of as many tokens. @param rows of embeddings that it has. */
export function uncommonMicroseconds(tokens: number, rows: number): number {
  return ROW_MICROSECONDS * Math.max(0, rows - tokens);
}

/** Microseconds as so many tokens of a text: the unit that callers know. */
export function inTokens(config: NetworkConfig, microseconds: number): number {
  return microseconds / tokenMicroseconds(config);
}

/** What an answer of more than 64 labels takes beyond one of fewer. @param topK as it was asked for: see `scoresShown`. */
export function answerMicroseconds(config: NetworkConfig, topK?: number): number {
  const { length } = config.labels;
  if (length <= MANY_LABELS) return 0;
  const more = Math.max(0, scoresShown(length, topK) - FEW_SCORES);
  return headMicroseconds(config) + SCORE_MICROSECONDS * more;
}

/** The same in tokens, rounded up. */
export function answerTokens(config: NetworkConfig, topK?: number): number {
  return Math.ceil(inTokens(config, answerMicroseconds(config, topK)));
}

/**
 * What it takes to judge a sentence of so many tokens by itself. Where labels are many, its scores have a share of the time that sentences may
 * take, so that they are never more than memory holds.
 *
 * @param budget of all sentences, in microseconds.
 */
export function sentenceMicroseconds(
  config: NetworkConfig,
  tokens: number,
  budget: number,
  topK?: number,
): number {
  const own = tokens * tokenMicroseconds(config) + SENTENCE_MICROSECONDS + answerMicroseconds(config, topK);
  const { length } = config.labels;
  if (length <= MANY_LABELS) return own;
  return Math.max(own, (budget * scoresShown(length, topK)) / MOST_SCORES);
}

/**
 * How many neighbouring tokens an explanation leaves out at once: the fewest for which all of it costs no more than its budget.
 *
 * @param budget in microseconds; all that a request has for what is asked beyond the answer by default.
 * @returns null where leaving out whole windows would cost more too.
 */
export function explanationGroup(
  config: NetworkConfig,
  windows: readonly Span[],
  budget = extraBudget(),
): number | null {
  const most = Math.max(...windows.map(({ begin, end }) => end - begin));
  let size = 1;
  while (size < most && explanationMicroseconds(config, windows, size) > budget) size++;
  return explanationMicroseconds(config, windows, size) <= budget ? size : null;
}

/**
 * What it takes to leave out `size` neighbours after the other: each time, what those tokens reach is computed again, and all of the
 * window is pooled. Nothing where `size` is null: then none are left out.
 */
export function explanationMicroseconds(
  config: NetworkConfig,
  windows: readonly Span[],
  size: number | null,
): number {
  if (size === null) return 0;
  return windows.reduce((sum, { begin, end }) => {
    const tokens = end - begin;
    const each =
      weightsWithout(config, tokens, size) / weightsPerMicrosecond(config) +
      headMicroseconds(config) +
      tokens * POOL_MICROSECONDS +
      size * ngramMicroseconds(config) +
      OCCLUSION_MICROSECONDS;
    return sum + Math.ceil(tokens / size) * each;
  }, EXPLANATION_MICROSECONDS);
}

/** What a token of a common text costs. */
function tokenMicroseconds(config: NetworkConfig): number {
  return rowMicroseconds(config) + TOKEN_MICROSECONDS.common;
}

/** What the products for one token cost. Windows are two for each that would be full, at most. */
function rowMicroseconds(config: NetworkConfig): number {
  const { input, block } = weightsPerToken(config);
  const head = (2 * headMicroseconds(config)) / config.maxTokens;
  return (input + config.blocks * block) / weightsPerMicrosecond(config) + head + ngramMicroseconds(config);
}

/** What the table of n-grams takes of a token, where there is one. */
function ngramMicroseconds({ ngrams, labels }: NetworkConfig): number {
  if (ngrams === undefined) return 0;
  return NGRAM_MICROSECONDS.token + NGRAM_MICROSECONDS.label * labels.length;
}

/** What labels beyond 64 take of each window. */
function headMicroseconds(config: NetworkConfig): number {
  const products = (HEAD_PRODUCTS * headSize(config) * 2) / OPERATIONS_PER_MICROSECOND.floats;
  return Math.max(0, config.labels.length - MANY_LABELS) * (products + LABEL_MICROSECONDS);
}

/** Two operations each. */
function weightsPerMicrosecond(config: NetworkConfig): number {
  return OPERATIONS_PER_MICROSECOND[hasIntegers(config) ? 'integers' : 'floats'] / 2;
}

/** Multiplications that each token adds before the blocks and in each of them; none for `bag`, which pools the tokens before any. */
function weightsPerToken(config: NetworkConfig): { input: number; block: number } {
  const { encoder, width, stem } = config;
  if (encoder === 'bag') return { input: 0, block: 0 };
  const first = hasProjection(config) || stem > 0 ? inputSize(config) * width : 0;
  const stems = Math.max(0, stem - 1) * width * width;
  return { input: first + stems, block: blockTaps(config, 0).kernel * width * width };
}

/** Multiplications that a text of so many tokens takes again without `size` neighbours. */
function weightsWithout(config: NetworkConfig, tokens: number, size: number): number {
  const { input, block } = weightsPerToken(config);
  if (!keepsMatrices(config)) return tokens * (input + config.blocks * block);
  let reached = size;
  let sum = size * input;
  for (const reach of blockReaches(config)) {
    reached += 2 * reach;
    sum += Math.min(tokens, reached) * block;
  }
  return sum;
}
