import { describe, expect, it } from 'vitest';
import { baselineOf } from '../../../trainer/scoring/baseline.ts';

const rows = (...all: [string, string][]) => all.map(([label, text]) => ({ label, text }));

describe('baselineOf()', () => {
  it('answers the most frequent label to everything, the first by name of equals', () => {
    const three = rows(['b', 'x'], ['a', 'x'], ['b', 'y']);
    expect(baselineOf(three, ['a', 'b'])).toEqual({ majority: { label: 'b', accuracy: 2 / 3 } });
    expect(baselineOf(three.slice(0, 2), ['a', 'b']).majority).toEqual({ label: 'a', accuracy: 1 / 2 });
  });

  it('takes majority and threshold from the rows that are known', () => {
    const known = rows(['positive', 'good'], ['negative', 'bad'], ['negative', 'a chair']);
    const asked = rows(['positive', 'excellent'], ['positive', 'a table'], ['negative', 'awful']);
    expect(baselineOf(asked, ['negative', 'positive'], known)).toEqual({
      majority: { label: 'negative', accuracy: 1 / 3 },
      word_list: { accuracy: 2 / 3 },
    });
    // Of its own rows the threshold -1 suits: a text without a known word is positive.
    expect(baselineOf(asked, ['negative', 'positive']).word_list).toEqual({ accuracy: 1 });
  });

  it('has a word list for neutral too, by the sign', () => {
    const all = rows(['Positive', 'good'], ['Negative', 'bad'], ['Neutral', 'a chair'], ['Neutral', 'good']);
    expect(baselineOf(all, ['Negative', 'Neutral', 'Positive']).word_list).toEqual({ accuracy: 3 / 4 });
  });

  it.each([[['ham', 'spam']], [['negative', 'neutral']], [['negative', 'positive', 'mixed']]])(
    'has none for %j',
    (labels) => {
      expect(baselineOf(rows([labels[0], 'good']), labels)).not.toHaveProperty('word_list');
    },
  );
});
