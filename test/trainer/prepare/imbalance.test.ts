import { describe, expect, it } from 'vitest';
import { buildVocabulary, Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { classWeightsOf, rareCosts, rareLabels, weighClasses } from '../../../trainer/prepare/imbalance.ts';
import { packExamples } from '../encode/pack.ts';

const equal = (labels: number) => new Array<number>(labels).fill(1 / labels);

describe('rareLabels()', () => {
  it.each([
    [[0.05, 0.95], [0]],
    [[0.1, 0.9], []],
    [[0.09, 0.5, 0.41], [0]],
    [equal(2), []],
    // Each has less than a tenth, and none is rare.
    [equal(77), []],
    // Its errors would cost 1.14.
    [[...equal(10).map((share) => share - 0.004), 0.04], []],
    [[...equal(10).map((share) => share - 0.003), 0.03], [10]],
  ])('of %j are %j', (shares, rare) => {
    expect(rareLabels(shares)).toEqual(rare);
  });
});

describe('rareCosts()', () => {
  it.each([
    [
      [0.05, 0.95],
      [5, 1],
    ],
    [
      [0.001, 0.999],
      [10, 1],
    ],
    [
      [0, 1],
      [10, 1],
    ],
    [
      [0.5, 0.45, 0.05],
      [1, 1, 3.33],
    ],
  ])('of %j are %j', (shares, costs) => {
    expect(rareCosts(shares)).toEqual(costs);
  });

  it('is undefined where no label is rare', () => {
    expect(rareCosts([0.3, 0.7])).toBeUndefined();
  });
});

describe('classWeightsOf()', () => {
  it('balances labels, or goes halfway, and leaves the mean over all texts at 1', () => {
    const shares = [0.1, 0.9];
    const [rare, frequent] = classWeightsOf('balanced', shares, ['a', 'b']) as number[];
    expect(rare * 0.1).toBeCloseTo(frequent * 0.9, 12);
    const [half, other] = classWeightsOf('sqrt', shares, ['a', 'b']) as number[];
    expect(half / other).toBeCloseTo(3, 12);
    expect(half * 0.1 + other * 0.9).toBeCloseTo(1, 12);
    expect(classWeightsOf('none', shares, ['a', 'b'])).toBeUndefined();
  });

  it('refuses a label without a text', () => {
    expect(() => classWeightsOf('sqrt', [0, 1], ['a', 'b'])).toThrow('no text of a is left to train on');
  });
});

it('weighClasses() multiplies the weights that texts have', () => {
  const rows = [
    { text: 'one', label: 'a', line: 1, weight: 2 },
    { text: 'two', label: 'b', line: 2 },
  ];
  const vocabulary = new Vocabulary(buildVocabulary(['one', 'two']));
  const shape = { labels: ['a', 'b'], ngramBuckets: 0, maxTokens: 8 };
  const { dataset } = packExamples(rows, vocabulary, shape);
  expect([...(weighClasses(dataset, [3, 0.5]).weights ?? [])]).toEqual([6, 0.5]);
  expect(weighClasses(dataset, undefined)).toBe(dataset);
});
