import { createRequire } from 'node:module';
import { wordListScore } from '../../../trainer/scoring/baseline.ts';
import type { LabelledText } from '../../../trainer/scoring/score.ts';
import { certain, type Subject } from '../subject.ts';

const require = createRequire(import.meta.url);
const { SentimentIntensityAnalyzer: vader } = require('vader-sentiment') as {
  SentimentIntensityAnalyzer: { polarity_scores(text: string): { compound: number } };
};
const wink = require('wink-sentiment') as (text: string) => { score: number };

/** VADER's own bound: a compound score nearer to 0 is neutral. */
const VADER_NEUTRAL = 0.05;

/** The word lists that JavaScript users have today. */
export const WORD_LISTS: readonly Subject[] = [
  wordList('sentiment', wordListScore, 0),
  wordList('vader-sentiment', (text) => vader.polarity_scores(text).compound, VADER_NEUTRAL),
  wordList('wink-sentiment', (text) => wink(text).score, 0),
];

/** @param neutral a score above it is positive, one below its negative is negative. */
function wordList(name: string, scoreOf: (text: string) => number, neutral: number): Subject {
  return {
    name,
    probabilistic: false,
    judge(rows, labels) {
      const scores = rows.map(({ text }) => scoreOf(text));
      if (!labels.includes('neutral')) return twoClasses(rows, scores, labels);
      return scores.map((score) =>
        certain(score > neutral ? 'positive' : score < -neutral ? 'negative' : 'neutral', labels),
      );
    },
  };
}

/** A score of 0 says nothing, so all of those get the one label that makes the peer look better. */
function twoClasses(rows: readonly LabelledText[], scores: readonly number[], labels: readonly string[]) {
  const undecided = rows.filter((_, i) => scores[i] === 0);
  const positives = undecided.filter(({ label }) => label === 'positive').length;
  const tie = 2 * positives >= undecided.length ? 'positive' : 'negative';
  return scores.map((score) => certain(score > 0 ? 'positive' : score < 0 ? 'negative' : tie, labels));
}
