import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Classifier, isBlank, loadClassifier } from '../../src/model/classifier.ts';
import { readModel } from '../../src/model/modelfile.ts';
import { ModelFileError } from '../../src/model/safetensors.ts';
import { sha256 } from '../../trainer/data/model.ts';
import { fileOf, overflowingModel, tinyModel } from '../contract/model.ts';

const tiny = loadClassifier(tinyModel(), { verify: sha256 });
const PRIOR = [0.2, 0.3, 0.5];

/** The tiny model with another calibration. */
function calibrated(temperature: number, lengthExponent = 0): Classifier {
  const model = readModel(tinyModel(), { verify: sha256 });
  return loadClassifier(fileOf({ ...model, calibration: { temperature, lengthExponent, prior: PRIOR } }));
}

describe('classifyAll()', () => {
  const limit = tiny.limits.tokens;
  const words = (count: number) => 'good '.repeat(count);

  it('gives what classify() gives while the texts together have as many tokens as one may have', () => {
    const texts = ['good film', words(limit - 5), 'bad'];
    expect(tiny.classifyAll(texts)).toEqual(texts.map((text) => tiny.classify(text)));
    expect(tiny.classifyAll([words(limit + 1)])).toEqual([tiny.classify(words(limit + 1))]);
    expect(tiny.classifyAll([])).toEqual([]);
  });

  it('gives longer texts what short ones leave, in any order, and says which were cut', () => {
    const texts = [words(limit), 'good bad', words(limit + 1), 'film'];
    const share = Math.floor((limit - 3) / 2);
    const results = tiny.classifyAll(texts);
    expect(results.map(({ tokens }) => tokens)).toEqual([share, 2, limit - 3 - share, 1]);
    expect(results.map(({ truncated }) => truncated)).toEqual([true, false, true, false]);
    expect(tiny.classifyAll(texts.toReversed()).toReversed()).toEqual(results);
  });

  it('reads more where a request has more CPU', () => {
    const texts = Array.from({ length: 64 }, () => words(100));
    expect(tiny.classifyAll(texts).every(({ truncated }) => truncated)).toBe(true);
    const paid = loadClassifier(tinyModel(), { cpu: 50 });
    expect(paid.classifyAll(texts)).toEqual(texts.map((text) => tiny.classify(text)));
  });

  it('reads at most the limit of any texts, and equal ones alike', () => {
    const text = fc.integer({ min: 1, max: 2 * limit }).map(words);
    const run = fc.property(fc.array(text, { minLength: 1, maxLength: 64 }), (texts) => {
      const results = tiny.classifyAll(texts);
      const total = results.reduce((sum, { tokens }) => sum + tokens, 0);
      expect(total).toBeLessThanOrEqual(limit);
      results.forEach((result, i) => {
        expect(result).toEqual(results[texts.indexOf(texts[i])]);
      });
    });
    fc.assert(run, { numRuns: 30 });
  });
});

describe('classify()', () => {
  it('gives the softmax of the logits by label', () => {
    // The logits of "good" are [-2, 0, 2].
    const sum = Math.exp(-2) + 1 + Math.exp(2);
    const { label, score, scores } = tiny.classify('good');
    expect(label).toBe('positive');
    expect(score).toBe(scores.positive);
    expect(scores.negative).toBeCloseTo(Math.exp(-2) / sum, 6);
    expect(scores.neutral).toBeCloseTo(1 / sum, 6);
    expect(scores.positive).toBeCloseTo(Math.exp(2) / sum, 6);
  });

  it('names the model, the tokens read and the share of them that is known', () => {
    expect(tiny.classify('a good film!')).toMatchObject({
      tokens: 4,
      known: 1 / 3,
      truncated: false,
      language: 'en',
      model: `tiny@${readModel(tinyModel()).version}`,
    });
  });

  it('divides the logits by the temperature', () => {
    const { scores } = calibrated(2).classify('good');
    expect(scores.positive / scores.neutral).toBeCloseTo(Math.E, 4);
  });

  it('multiplies the logits by a power of the tokens read', () => {
    const odds = (exponent: number) => {
      const { scores } = calibrated(4, exponent).classify('good good good good');
      return Math.log(scores.positive / scores.neutral);
    };
    expect(odds(0.5) / odds(0)).toBeCloseTo(2, 3);
  });

  it.each(['ดีมาก', '!!!', '电影', 'film', '\ud83d', '\u200d.', '@someone'])(
    'of %j, of which it knows nothing, gives the prior',
    (text) => {
      expect(calibrated(1).classify(text)).toMatchObject({
        label: 'positive',
        score: 0.5,
        scores: { negative: 0.2, neutral: 0.3, positive: 0.5 },
        known: 0,
        language: 'und',
      });
    },
  );

  it.each(['', ' ', '\t\r\n', '\u3000\u00a0', '\ufeff'])(
    'throws RangeError for %j, which is blank',
    (text) => {
      expect(isBlank(text)).toBe(true);
      expect(() => tiny.classify(text)).toThrow(RangeError);
    },
  );

  it.each([
    ['good 电影很好', 'zh'],
    ['good film 好', 'en'],
  ])('of %s has the language %s', (text, language) => {
    expect(tiny.classify(text).language).toBe(language);
  });

  it.each([
    [256, 256, false],
    [257, 257, false],
    [tiny.limits.tokens, tiny.limits.tokens, false],
    [tiny.limits.tokens + 1, tiny.limits.tokens, true],
    [10_000, tiny.limits.tokens, true],
  ])('of %i words reads %i and says truncated: %s', (words, tokens, truncated) => {
    expect(tiny.classify('good '.repeat(words))).toMatchObject({ tokens, truncated });
  });

  it('reads nothing after the last token that it takes', () => {
    const head = 'good '.repeat(tiny.limits.tokens);
    expect(tiny.classify(`${head}bad bad`).scores).toEqual(tiny.classify(`${head}x`).scores);
  });

  it('averages the logits of windows of whole sentences by their lengths', () => {
    // 251 tokens and 151, which do not fit into one window of 256.
    const text = `${'good '.repeat(250)}. ${'bad '.repeat(150)}.`;
    // The full stop has the value 0: the maximum of "bad" and it is 0, not -1.
    const first = tiny.logits(`${'good '.repeat(250)}.`)!;
    const second = tiny.logits(`${'bad '.repeat(150)}.`)!;
    const expected = first.map((logit, i) => (251 * logit + 151 * second[i]) / 402);
    tiny.logits(text)!.forEach((logit, i) => {
      expect(logit).toBeCloseTo(expected[i], 5);
    });
  });

  it('throws ModelFileError where the weights overflow', () => {
    const classifier = loadClassifier(overflowingModel(), { verify: sha256 });
    const error = new ModelFileError(
      'parameters',
      'logit 0 of a text is -Infinity, allowed finite numbers: the weights are too large',
    );
    expect(() => classifier.classify('good')).toThrow(error);
    expect(() => classifier.logits('good')).toThrow(error);
    expect(classifier.classify('film').label).toBe('negative');
  });

  it.each(['good', 'bad', 'good bad', 'good '.repeat(99), 'x'])('has scores of sum 1 for %j', (text) => {
    const { scores } = tiny.classify(text);
    const sum = Object.values(scores).reduce((total, score) => total + score, 0);
    expect(Math.abs(sum - 1)).toBeLessThan(3e-6);
  });

  it('gives equal answers to equal texts, whatever came between', () => {
    const before = tiny.classify('good film');
    tiny.classify('bad '.repeat(300));
    expect(tiny.classify('good film')).toEqual(before);
  });

  it.each(['__proto__', 'constructor', 'toString', '0', '正面'])(
    'takes a label named %s like any other',
    (name) => {
      const classifier = loadClassifier(tinyModel(['negative', name]));
      const { label, score, scores } = classifier.classify('good');
      expect(label).toBe(name);
      expect(Object.hasOwn(scores, name)).toBe(true);
      expect(Object.keys(scores)).toHaveLength(2);
      expect(JSON.parse(JSON.stringify(scores))).toEqual(scores);
      expect(Object.getOwnPropertyDescriptor(scores, name)?.value).toBe(score);
      expect(Object.getPrototypeOf(scores)).toBe(Object.prototype);
    },
  );
});

describe('loadClassifier()', () => {
  it('refuses what is no model', () => {
    expect(() => loadClassifier(new Uint8Array(100))).toThrow(ModelFileError);
  });

  it('gives the logits before calibration, and null where nothing is known', () => {
    expect([...calibrated(5).logits('bad')!]).toEqual([2, 0, -2]);
    expect(tiny.logits('film')).toBeNull();
    expect(tiny.logits('')).toBeNull();
  });
});
