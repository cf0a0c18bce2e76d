import { describe, expect, it } from 'vitest';
import { readSample } from '../../../trainer/corpora/sample.ts';
import { groupKey } from '../../../trainer/read/split.ts';
import { fitWordList } from '../../../trainer/scoring/baseline.ts';

const { train, test } = readSample();

describe('readSample()', () => {
  it('has 3,000 sentences, half of them positive, a fifth for testing', () => {
    expect([train.length, test.length]).toEqual([2381, 619]);
    expect([...train, ...test].filter(({ label }) => label === 'positive')).toHaveLength(1500);
  });

  it('never parts equal texts', () => {
    const known = new Set(train.map(({ text }) => groupKey(text)));
    expect(test.filter(({ text }) => known.has(groupKey(text)))).toEqual([]);
  });
});

describe('fitWordList()', () => {
  it('finds the threshold that is best in training, and what it reaches on the test part', () => {
    const wordList = fitWordList(train);
    expect(wordList.threshold).toBe(1);
    const right = test.filter(({ text, label }) => wordList.classify(text) === label).length;
    expect(right / test.length).toBeCloseTo(0.7997, 4);
  });
});
