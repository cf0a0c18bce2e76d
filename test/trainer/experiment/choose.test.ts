import { describe, expect, it } from 'vitest';
import { chooseByLabels, decide, describeChoice, figuresOf } from '../../../trainer/experiment/choose.ts';
import { buildConfigs } from '../../../trainer/experiment/configs.ts';
import { loadBase } from '../../../trainer/prepare/base.ts';

describe('figuresOf()', () => {
  it('corrects the error of the difference for folds that share training rows', () => {
    const figures = figuresOf({ scratch: [0.8, 0.8, 0.8], default: [0.84, 0.86, 0.88] }, 300);
    // The naive error is 0.02 / √3; three folds correct it by √(1 + 3 / 2).
    expect(figures.error).toBeCloseTo((0.02 / Math.sqrt(3)) * Math.sqrt(2.5), 4);
    expect(figures).toMatchObject({ folds: 3, rows: 300, scratch: 0.8, default: 0.86 });
  });
});

describe('decide()', () => {
  it.each([
    { scratch: 0.9, shipped: 0.8, error: 0.01, start: 'scratch' },
    { scratch: 0.8, shipped: 0.9, error: 0.01, start: 'default' },
    { scratch: 0.8, shipped: 0.805, error: 0.01, start: 'scratch' },
    { scratch: 0.8, shipped: 0.8, error: 0, start: 'scratch' },
  ])('takes of %j the one that is right more often, the new network of equals', (given) => {
    const { scratch, shipped, error, start } = given;
    expect(decide({ folds: 3, rows: 300, scratch, default: shipped, error }).start).toBe(start);
  });
});

describe('chooseByLabels()', () => {
  it.each([
    [['negative', 'positive'], 'default'],
    [['positive', 'spam'], 'scratch'],
  ])('takes for %j the start %s', async (labels, start) => {
    const base = await loadBase('src/weights/default.safetensors');
    expect(chooseByLabels(labels, { ...buildConfigs('small', { network: {}, train: {} }), base }).start).toBe(
      start,
    );
  });
});

describe('describeChoice()', () => {
  it.each([
    [
      { scratch: 0.912, default: 0.948, error: 0.009 },
      'chose fine-tuning the default model: 94.8 % right in three folds, a new small network 91.2 % (difference ±0.9)',
    ],
    [
      { scratch: 0.912, default: 0.915, error: 0.009 },
      'chose a new small network: 91.2 % right in three folds, fine-tuning the default model 91.5 % ' +
        '(difference ±0.9); equally right, and no terms of other texts go with it',
    ],
  ])('says %j', (shares, sentence) => {
    expect(describeChoice(decide({ folds: 3, rows: 300, ...shares }))).toBe(sentence);
  });

  it('says a choice without figures', () => {
    expect(describeChoice({ start: 'default', reason: 'too few rows to compare' })).toBe(
      'chose fine-tuning the default model: too few rows to compare',
    );
  });
});
