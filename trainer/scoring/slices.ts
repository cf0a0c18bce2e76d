import { tokenize } from '../../src/model/text/tokenizer.ts';
import type { Asked } from './score.ts';

/** By what texts are told apart without a column that says it. */
export const SLICES = ['length', 'language', 'negation'] as const;
export type Slice = (typeof SLICES)[number];

/** Tokens of the longest text of each part; longer ones are the last part. */
const LENGTHS = [5, 10, 20, 40, 80];
/** English words that negate, as the tokenizer spells them: `cannot`, `don't` and `dont` end in `not` or `n't`. */
const NEGATIONS = new Set(
  "n't not no never none nobody nothing nowhere neither nor without hardly barely scarcely".split(' '),
);
/** Chinese ones, as far as they are no part of a word that negates nothing: 非常 very, 特别 especially, 不过 however. */
const CHINESE = /[没沒无無未勿]|(?<![特区區差个個])别(?!人)|非(?!常)|不(?!过|過|但|仅|僅|管|论|論|同|断|斷)/u;

/** What part of a slice a text belongs to. */
export function partOf(
  slice: Slice,
  text: string,
  { tokens, language }: Pick<Asked, 'tokens' | 'language'>,
): string {
  if (slice === 'length') return lengthPart(tokens);
  if (slice === 'language') return language;
  return isNegated(text) ? 'negated' : 'not negated';
}

/** Whether a text has a word that negates, be it in English or in Chinese. */
function isNegated(text: string): boolean {
  return CHINESE.test(text) || tokenize(text).tokens.some(({ text: word }) => NEGATIONS.has(word));
}

function lengthPart(tokens: number): string {
  const part = LENGTHS.findIndex((longest) => tokens <= longest);
  if (part < 0) return `over ${LENGTHS.at(-1)} tokens`;
  return part === 0 ? `up to ${LENGTHS[0]} tokens` : `${LENGTHS[part - 1] + 1} to ${LENGTHS[part]} tokens`;
}

/** The parts of texts by length, from short to long; those of the other slices stay as they are. */
export function orderParts(slice: Slice, parts: readonly string[]): string[] {
  if (slice !== 'length') return [...parts];
  const order = [...LENGTHS, Number.POSITIVE_INFINITY].map(lengthPart);
  return parts.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
}
