import { describe, expect, it } from 'vitest';
import { costsOf, decideAmong, parseCost } from '../../../trainer/scoring/costs.ts';

const LABELS = ['negative', 'neutral', 'positive'];

describe('parseCost()', () => {
  it.each([
    ['negative=5', { label: 'negative', cost: 5 }],
    [' very bad = 0.5 ', { label: 'very bad', cost: 0.5 }],
    ['a=b=2', { label: 'a=b', cost: 2 }],
  ])('reads %j', (text, cost) => {
    expect(parseCost(text)).toEqual(cost);
  });

  it.each([
    '',
    '5',
    '=5',
    'negative=',
    'negative=x',
    'negative=0',
    'negative=1e9',
    'negative=NaN',
    'negative=-1',
  ])('refuses %j', (text) => {
    expect(() => parseCost(text)).toThrow('allowed LABEL=NUMBER with a number from 0.001 to 1000');
  });
});

describe('costsOf()', () => {
  it('gives every label a cost, 1 where none is named', () => {
    expect(costsOf([{ label: 'neutral', cost: 3 }], LABELS)).toEqual([1, 3, 1]);
  });

  it('lists the first labels of many where none has the name', () => {
    const many = Array.from({ length: 1000 }, (_, label) => `label ${label}`);
    const refused = () => costsOf([{ label: 'bad', cost: 2 }], many);
    expect(refused).toThrow('--cost names "bad", the labels are label 0, label 1');
    expect(refused).toThrow('label 19 and 980 more');
  });

  it('is undefined where all cost the same', () => {
    expect(costsOf([], LABELS)).toBeUndefined();
    expect(costsOf([{ label: 'neutral', cost: 1 }], LABELS)).toBeUndefined();
  });
});

it('decideAmong() weighs only the labels that are compared, by their own costs', () => {
  const names = { compared: ['positive', 'negative'], labels: LABELS };
  expect(decideAmong([0.7, 0.3], names, [3, 100, 1])).toBe(1);
  expect(decideAmong([0.7, 0.3], names, [2, 100, 1])).toBe(0);
});
