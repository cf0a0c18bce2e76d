import { createRequire } from 'node:module';

type Analyzer = { analyze(text: string): { score: number } };
type Polarity = 'negative' | 'positive';

const require = createRequire(import.meta.url);
const Sentiment = require('sentiment') as new () => Analyzer;
const analyzer = new Sentiment();

/** Where the best threshold is sought: the package gives a word -5 to 5. */
const THRESHOLDS = [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5];

/** The word list of the package `sentiment` (AFINN) as a classifier, to compare ours with. */
type WordList = {
  /** Texts with a sum above it are positive. */
  threshold: number;
  classify(text: string): Polarity;
};

/** The sum that the package gives the text's words; 0 when it knows none. */
export function wordListScore(text: string): number {
  return analyzer.analyze(text).score;
}

/**
 * Gives the word list its best case: the threshold that is right most often on the training part; the one nearest to 0 of
 * equals. On the demo's sample that is `score > 1`: 79.9 % right in training, against 79.6 for `> 0` and 73.2 for
 * `>= 0`.
 */
export function fitWordList(examples: readonly { text: string; label: string }[]): WordList {
  const scored = examples.map(({ text, label }) => ({
    score: wordListScore(text),
    positive: label === 'positive',
  }));
  const right = (threshold: number) =>
    scored.filter(({ score, positive }) => score > threshold === positive).length;
  const [threshold] = THRESHOLDS.toSorted((a, b) => right(b) - right(a) || Math.abs(a) - Math.abs(b));
  return { threshold, classify: (text) => (wordListScore(text) > threshold ? 'positive' : 'negative') };
}
