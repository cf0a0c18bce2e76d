import { describe, expect, it } from 'vitest';
import { indexOfName, synonymOf } from '../../../trainer/read/roles.ts';

describe('indexOfName()', () => {
  it.each([
    [['Text', 'text'], 'text', 1],
    [['id', ' Text '], 'text', 1],
    [['id', 'LABEL'], 'label', 1],
    [['my label', 'id'], 'MyLabel', 0],
    [['Text', 'TEXT'], 'text', -1],
    [['texts'], 'text', -1],
  ])('finds in %j %s at %i', (names, wanted, index) => {
    expect(indexOfName(names, wanted)).toBe(index);
  });
});

describe('synonymOf()', () => {
  it.each([
    ['IMDB', ['review', 'sentiment'], 0, 1],
    ['Amazon CSV', ['Id', 'ProfileName', 'HelpfulnessNumerator', 'Score', 'Time', 'Summary', 'Text'], 6, 3],
    ['Amazon JSONL', ['reviewerID', 'asin', 'reviewText', 'overall', 'summary', 'unixReviewTime'], 2, 3],
    [
      'airline tweets',
      ['tweet_id', 'airline_sentiment', 'airline_sentiment_confidence', 'negativereason', 'text'],
      4,
      1,
    ],
    ['Label Studio', ['annotation_id', 'annotator', 'id', 'lead_time', 'sentiment', 'text'], 5, 4],
    ['sst2', ['sentence', 'label', 'idx'], 0, 1],
    ['two candidates for the label', ['review', 'rating', 'sentiment'], 0, -1],
    ['two candidates for the text', ['comment', 'review', 'label'], -1, 2],
    ['none', ['a', 'b'], -1, -1],
  ])('%s', (_, names, text, label) => {
    expect([synonymOf(names, 'text'), synonymOf(names, 'label')]).toEqual([text, label]);
  });
});
