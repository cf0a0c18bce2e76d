import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMixed, judge } from '../../src/model/classification.ts';
import { loadClassifier } from '../../src/model/classifier.ts';
import { sha256 } from '../../trainer/scoring/load.ts';
import { tinyModel } from '../contract/model.ts';

const LABELS = ['negative', 'neutral', 'positive'];

describe('judge()', () => {
  it.each([
    [{}, 'positive', LABELS],
    [{ topK: 1 }, 'positive', ['positive']],
    [{ topK: 2 }, 'positive', ['negative', 'positive']],
    [{ topK: 3 }, 'positive', LABELS],
    [{ topK: 99 }, 'positive', LABELS],
    [{ threshold: 0.5 }, 'positive', LABELS],
    [{ threshold: 0.500001 }, 'uncertain', LABELS],
  ])('of %j has the label %s and the scores of %j', (options, label, scores) => {
    const judgement = judge(LABELS, [0.3, 0.2, 0.5], options);
    expect(judgement.label).toBe(label);
    expect(judgement.score).toBe(0.5);
    expect(Object.keys(judgement.scores)).toEqual(scores);
  });

  it('decides by cost times probability, and gives the probability and the scores as they are', () => {
    const shares = [0.2, 0.3, 0.5];
    expect(judge(LABELS, shares, { topK: 1 }, [5, 1, 1])).toEqual({
      label: 'negative',
      score: 0.2,
      scores: { negative: 0.2 },
    });
    expect(judge(LABELS, shares, { threshold: 0.3 }, [5, 1, 1])).toMatchObject({
      label: 'uncertain',
      score: 0.2,
    });
    expect(judge(LABELS, shares, {}, [2, 1, 1]).label).toBe('positive');
  });

  it('takes the first of equals', () => {
    expect(judge(LABELS, [0.4, 0.4, 0.2], { topK: 1 })).toEqual({
      label: 'negative',
      score: 0.4,
      scores: { negative: 0.4 },
    });
  });
});

describe('judge() of many labels', () => {
  const named = (count: number) => Array.from({ length: count }, (_, i) => `label ${i}`);
  const shares = (count: number) => named(count).map((_, i) => (2 * (i + 1)) / (count * (count + 1)));

  it.each([
    [64, undefined, 64],
    [65, undefined, 10],
    [1000, undefined, 10],
    [1000, 1000, 1000],
    [1000, 1, 1],
    [1000, 65, 65],
  ])('of %i labels with topK %s has %i scores, the highest', (count, topK, scores) => {
    const judgement = judge(named(count), shares(count), topK === undefined ? {} : { topK });
    expect(Object.keys(judgement.scores)).toEqual(named(count).slice(count - scores));
    expect(judgement.label).toBe(`label ${count - 1}`);
  });

  it('takes the first of equals, in the order of the labels', () => {
    const share = fc.integer({ min: 0, max: 5 }).map((n) => n / 100);
    const run = fc.property(
      fc.array(share, { minLength: 2, maxLength: 90 }),
      fc.integer({ min: 1, max: 99 }),
      (all, k) => {
        const labels = named(all.length);
        const falling = [...all.keys()].sort((a, b) => all[b] - all[a] || a - b).slice(0, k);
        const expected = falling.sort((a, b) => a - b).map((i) => labels[i]);
        expect(Object.keys(judge(labels, all, { topK: k }).scores)).toEqual(expected);
      },
    );
    fc.assert(run);
  });
});

describe('isMixed()', () => {
  const negative = [0.8, 0.1, 0.1];
  const positive = [0.1, 0.1, 0.8];
  const neutral = [0, 1, 0];
  it.each([
    [[negative, positive], true],
    [[positive, neutral, negative], true],
    [[negative, negative], false],
    [[negative, neutral], false],
    [[negative, [0.1, 0.101, 0.799]], false],
    [[negative], false],
    [[], false],
  ])('of sentences of the shares %j is %s', (shares, mixed) => {
    expect(isMixed(LABELS, shares)).toBe(mixed);
  });
});

it('isMixed() takes the label that costs decide', () => {
  const sentences = [
    [0.1, 0.1, 0.8],
    [0.82, 0.1, 0.08],
  ];
  expect(isMixed(LABELS, sentences)).toBe(true);
  // The first is negative by its cost, with a probability that is not strong.
  expect(isMixed(LABELS, sentences, [10, 1, 1])).toBe(false);
});

describe('classifyWithin()', () => {
  const tiny = loadClassifier(tinyModel(), { verify: sha256 });

  it('takes from what is left, and nothing where a text needs more', () => {
    const allowance = tiny.allowance();
    const whole = { ...allowance };
    expect(tiny.classifyWithin(allowance, 'good bad good')).toEqual(tiny.classify('good bad good'));
    expect(allowance).toEqual({ ...whole, tokens: whole.tokens - 3 });
    allowance.tokens = 2;
    expect(tiny.classifyWithin(allowance, 'good bad good')).toBeNull();
    expect(allowance.tokens).toBe(2);
    allowance.tokens = 3;
    expect(tiny.classifyWithin(allowance, 'good bad good')).not.toBeNull();
  });

  it('counts explanations and sentences by themselves', () => {
    const allowance = tiny.allowance();
    const { extra } = allowance;
    const options = { explain: true, sentences: true };
    expect(tiny.classifyWithin(allowance, 'good. bad.', options)).toEqual(
      tiny.classify('good. bad.', options),
    );
    expect(allowance.extra).toBeLessThan(extra);
    allowance.extra = 0;
    expect(tiny.classifyWithin(allowance, 'good. bad.', options)).toBeNull();
    expect(tiny.classifyWithin(allowance, 'good. bad.')).not.toBeNull();
  });

  it('has enough for any text alone, whatever is asked', () => {
    const options = { explain: true, sentences: true };
    for (const text of ['good. '.repeat(400), 'good '.repeat(9999), 'good.\n'.repeat(3000)]) {
      const alone = tiny.classifyWithin(tiny.allowance(), text, options);
      expect(alone).toEqual(tiny.classify(text, options));
      expect(tiny.classifyAll([text], options)).toEqual({ ok: true, results: [alone] });
    }
  });
});
