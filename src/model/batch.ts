import { isBlank, type Tokenized, tokenizeWithin, tokensFor } from './text/tokenizer.ts';

/** Texts are counted on until they need this many times what is allowed: counting itself must cost no more than answers do. */
const COUNTED = 1.75;

/** Why texts are not answered together. */
export type Excess = {
  /** Of what there is too much: the texts themselves, or what is asked beyond their answers. */
  of: 'texts' | 'extra';
  /** Tokens that the texts need, as far as they were counted; for `extra` the time that it needs, as tokens of a text. */
  needed: number;
  /** False where they need more than `needed`. */
  isExact: boolean;
  /** Tokens that they may have together. */
  allowed: number;
};

/**
 * Splits texts that are answered together, each as far as if it were alone.
 *
 * @param allowed tokens of one text, and of all of them.
 * @param answer tokens that each answer counts for: see `answerTokens`.
 * @returns the tokens of each, or what they would have needed where that is more.
 */
export function tokenizeAll(texts: readonly string[], allowed: number, answer: number): Tokenized[] | Excess {
  const enough = COUNTED * allowed;
  // What their lengths alone say costs nothing to know.
  const least = texts.reduce((sum, { length }) => sum + Math.min(allowed, tokensFor(length)), 0);
  if (least > enough) return { of: 'texts', needed: least, isExact: false, allowed };
  const all: Tokenized[] = [];
  let needed = 0;
  for (const text of texts) {
    const tokenized = tokenizeWithin(text, allowed);
    needed += tokensNeeded(text, tokenized, allowed, answer);
    all.push(tokenized);
    if (needed > enough) break;
  }
  const isExact = all.length === texts.length;
  return needed > allowed ? { of: 'texts', needed, isExact, allowed } : all;
}

/**
 * Tokens of a text, or those that its characters count for where they are more, and those of its answer; never more than one text may have:
 * what the answer of one text takes is taken off that already.
 */
export function tokensNeeded(
  text: string,
  { tokens, truncated }: Tokenized,
  allowed: number,
  answer: number,
): number {
  if (truncated) return allowed;
  const own = Math.max(tokens.length, tokensFor(text.length));
  return answer === 0 || isBlank(text) ? own : Math.min(allowed, own + answer);
}
