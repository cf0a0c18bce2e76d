import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import {
  asPlainText,
  type BadRow,
  type CorpusExample,
  linesOf,
  named,
  readTable,
  type Sentiment,
} from './rows.ts';

/** Tweets at a company, of sentiment 1, 3 or 5. */
export function readCompanyTweets(path: string): AsyncGenerator<CorpusExample | BadRow> {
  const labelOf = named({ 1: 'negative', 3: 'neutral', 5: 'positive', not_relevant: null });
  return asPlainText(readTable(path, createReadStream(path), { text: 'text', label: 'sentiment', labelOf }));
}

const PRODUCT_EMOTIONS = {
  'Negative emotion': 'negative',
  'No emotion toward brand or product': 'neutral',
  'Positive emotion': 'positive',
  "I can't tell": null,
} as const;

/** Tweets about products at a fair. */
export function readProductTweets(path: string): AsyncGenerator<CorpusExample | BadRow> {
  const columns = {
    text: 'tweet_text',
    label: 'is_there_an_emotion_directed_at_a_brand_or_product',
    labelOf: (said: string) => (said.trim() === '' ? null : named(PRODUCT_EMOTIONS)(said)),
  };
  return asPlainText(readTable(path, createReadStream(path), columns));
}

/** Anger, joy, optimism, sadness. */
const EMOTIONS: Readonly<Record<string, Sentiment>> = {
  0: 'negative',
  1: 'positive',
  2: 'positive',
  3: 'negative',
};

/** Tweets with an emotion each, whose numbers are a file of their own, line for line (Mohammad et al. 2018). */
export async function* readEmotionTweets([texts, labels]: readonly string[]): AsyncGenerator<
  CorpusExample | BadRow
> {
  const numbers = linesOf(basename(labels), createReadStream(labels));
  for await (const row of asPlainText(labelledBy(texts, numbers))) yield row;
}

async function* labelledBy(
  texts: string,
  numbers: ReturnType<typeof linesOf>,
): AsyncGenerator<CorpusExample | BadRow> {
  for await (const row of linesOf(basename(texts), createReadStream(texts))) {
    const { value: number } = await numbers.next();
    const label = number !== undefined && 'text' in number ? EMOTIONS[number.text.trim()] : undefined;
    if ('problem' in row) yield row;
    else if (label === undefined) yield { place: row.place, problem: 'has no number of an emotion' };
    else yield { ...row, label };
  }
}

/** Scores from 0 to 10; those in between praise one thing and blame another. */
const MOST_NEGATIVE = 3;
const LEAST_POSITIVE = 8;

/** Reviews of games with a score. */
export function readGameReviews(path: string): AsyncGenerator<CorpusExample | BadRow> {
  const labelOf = (score: string) => {
    const value = score.trim() === '' ? Number.NaN : Number(score);
    if (!(value >= 0 && value <= 10)) return undefined;
    if (value <= MOST_NEGATIVE) return 'negative';
    return value >= LEAST_POSITIVE ? 'positive' : null;
  };
  return asPlainText(readTable(path, createReadStream(path), { text: 'review', label: 'score', labelOf }));
}
