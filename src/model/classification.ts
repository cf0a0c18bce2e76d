import type { Span } from './text/sentences.ts';
import type { Token } from './text/tokenizer.ts';

/** What the model says of one text. */
export type Classification = {
  /**
   * The likeliest label, or `uncertain` where its probability is under the threshold that was asked for. Where the model's file has
   * `costs`, the label of the largest cost times probability: another one may have a higher score then.
   */
  label: string;
  /** The calibrated probability of that label. */
  score: number;
  /** Every label's probability, to six decimals; of the `topK` that come first alone where that was asked for or labels are many: see `scoresShown`. */
  scores: Record<string, number>;
  /** Tokens read. */
  tokens: number;
  /** Share of the words that the vocabulary holds; at 0 parts of words decide, or nothing could be read and `language` is `und`. */
  known: number;
  /** True when more of the text follows than is read: `limits.tokens`, and 32 characters for each of them. */
  truncated: boolean;
  /**
   * As the caller said; else which of the two the text reads like, or `und`: another language, or nothing that can be read. No text of a
   * language that the model does not read has a `score` over 0.5, of two labels 0.6.
   */
  language: Language | 'und';
  /** `name@version` of the model that answered. */
  model: string;
  /** What each token says of the label, where it was asked for. */
  explanation?: TokenWeight[];
  /** Each sentence judged by itself, where it was asked for. */
  sentences?: SentenceJudgement[];
  /** True where two sentences disagree strongly: see `isMixed`. Stands beside `sentences`. */
  mixed?: boolean;
  /** True where more sentences were read than could be judged by themselves. Stands beside `sentences`. */
  sentences_truncated?: boolean;
};

/** Languages that the default model is trained on. */
export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A token, where it stands in the text as given, in UTF-16 code units, and its weight: see `explain`. */
export type TokenWeight = { token: string; start: number; end: number; weight: number };

/** A sentence: where it stands in the text as given, in UTF-16 code units, and what the model says of it alone. */
export type SentenceJudgement = { start: number; end: number } & Judgement;

export type Judgement = Pick<Classification, 'label' | 'score' | 'scores'>;

export type ClassifyOptions = {
  /** Adds the weights of the tokens; false by default. */
  explain?: boolean;
  /** Adds a judgement of each sentence; false by default. */
  sentences?: boolean;
  /** Gives only so many scores, the highest; by default all, or 10 where there are more than 64 labels. */
  topK?: number;
  /** From 0 to 1: below it the label is `uncertain`; 0 by default. */
  threshold?: number;
  /** Of the text, where the caller knows it; found out by default. */
  language?: Language;
};

/** What a label is called whose probability is under the threshold. */
export const UNCERTAIN = 'uncertain';
/** Names, in small letters, of a label that takes no side. */
const NEUTRALS = ['neutral', '中性', '中立'];
/** From this probability on, a sentence says strongly what it says. */
export const STRONG = 0.8;

/** Whether a label of this name takes no side: `neutral` or `中性`, in letters of any case. */
export function isNeutral(label: string): boolean {
  return NEUTRALS.includes(label.toLowerCase());
}

const SCORE_DECIMALS = 6;
/** Of more labels than this an answer has the likeliest alone: nobody reads a thousand, and they are ten times the rest of it. */
export const MANY_LABELS = 64;
export const FEW_SCORES = 10;

/** How many scores an answer has. @param labels of the model. @param topK as it was asked for. */
export function scoresShown(labels: number, topK?: number): number {
  return Math.min(labels, topK ?? (labels > MANY_LABELS ? FEW_SCORES : labels));
}

/**
 * The label that is answered, the first of equals, and the scores by name.
 *
 * @param shares the labels' probabilities, in their order.
 * @param costs of an error where the text is of each label, in their order; undefined where all cost the same.
 */
export function judge(
  labels: readonly string[],
  shares: readonly number[],
  { topK, threshold = 0 }: ClassifyOptions,
  costs?: readonly number[],
): Judgement {
  const best = decide(shares, costs);
  const score = round(shares[best]);
  const shown = highest(weighed(shares, costs), scoresShown(labels.length, topK));
  return {
    label: score < threshold ? UNCERTAIN : labels[best],
    score,
    // fromEntries defines own properties, so that a label named __proto__ is one like any other.
    scores: Object.fromEntries(shown.map((i) => [labels[i], round(shares[i])])),
  };
}

/**
 * The index of the label that is answered: the largest cost times probability, the first of equals. By it the errors that are to
 * be expected cost least, if an error costs the same whichever label is answered instead (Elkan 2001).
 */
export function decide(shares: readonly number[], costs?: readonly number[]): number {
  const ranks = weighed(shares, costs);
  return ranks.indexOf(Math.max(...ranks));
}

function weighed(shares: readonly number[], costs: readonly number[] | undefined): readonly number[] {
  return costs === undefined ? shares : shares.map((share, i) => costs[i] * share);
}

/** Indices of the k largest, the first of equals, in their own order. */
function highest(shares: readonly number[], k: number): number[] {
  const all = [...shares.keys()];
  if (k >= shares.length) return all;
  // Numbers sort ten times as fast as indices by them.
  const least = Float64Array.from(shares).sort()[shares.length - k];
  let equals = k - shares.filter((share) => share > least).length;
  return all.filter((i) => shares[i] > least || (shares[i] === least && equals-- > 0));
}

/** Tokens with their weights, 0 where there are none. */
export function tokenWeights(tokens: readonly Token[], weights: readonly number[]): TokenWeight[] {
  return tokens.map(({ text, start, end }, i) => ({
    token: text,
    start,
    end,
    weight: round(weights[i] ?? 0),
  }));
}

/** Where a run of tokens stands in their text. */
export function placeOf(tokens: readonly Token[], { begin, end }: Span): { start: number; end: number } {
  return { start: tokens[begin].start, end: tokens[end - 1].end };
}

/**
 * Whether two sentences disagree strongly: their labels differ, neither is neutral, and each has a probability of 0.8 or more.
 *
 * @param shares of each sentence, in the labels' order.
 * @param costs as in `judge`.
 */
export function isMixed(
  labels: readonly string[],
  shares: readonly (readonly number[])[],
  costs?: readonly number[],
): boolean {
  const strong = shares.map((each) => {
    const best = decide(each, costs);
    return !isNeutral(labels[best]) && round(each[best]) >= STRONG ? labels[best] : undefined;
  });
  return new Set(strong.filter((label) => label !== undefined)).size > 1;
}

/** To six decimals, and without -0. */
export function round(value: number): number {
  return Number(value.toFixed(SCORE_DECIMALS)) + 0;
}
