import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Excess } from '../../src/model/batch.ts';
import type { Classification } from '../../src/model/classification.ts';
import { type Classifier, loadClassifier } from '../../src/model/classifier.ts';
import { readModel } from '../../src/model/file/modelfile.ts';
import { ModelFileError } from '../../src/model/file/safetensors.ts';
import { ModelFaultError } from '../../src/model/reader.ts';
import { isBlank } from '../../src/model/text/tokenizer.ts';
import { sha256 } from '../../trainer/scoring/load.ts';
import { fileOf, overflowingModel, tinyModel } from '../contract/model.ts';

const tiny = loadClassifier(tinyModel(), { verify: sha256 });
const PRIOR = [0.2, 0.3, 0.5];

/** The tiny model with another calibration. */
function calibrated(temperature: number, lengthExponent = 0): Classifier {
  const model = readModel(tinyModel(), { verify: sha256 });
  return loadClassifier(fileOf({ ...model, calibration: { temperature, lengthExponent, prior: PRIOR } }));
}

/** The results of texts that are answered together. */
function answersOf(classifier: Classifier, texts: readonly string[]): (Classification | null)[] {
  const answers = classifier.classifyAll(texts);
  if (!answers.ok) throw new Error(`refused: ${JSON.stringify(answers.excess)}`);
  return answers.results;
}

describe('classifyAll()', () => {
  const limit = tiny.limits.tokens;
  const words = (count: number) => 'good '.repeat(count).trim();

  it('gives what classify() gives, in the order of the texts', () => {
    const texts = ['good film', words(limit - 5), 'bad', '<b>no</b>!', '电影'];
    expect(answersOf(tiny, texts.slice(0, 3))).toEqual(texts.slice(0, 3).map((text) => tiny.classify(text)));
    expect(answersOf(tiny, [words(limit + 1)])).toEqual([tiny.classify(words(limit + 1))]);
    expect(answersOf(tiny, [])).toEqual([]);
  });

  it('gives of any texts what classify() gives of each, null for blank ones, or refuses all', () => {
    const part = fc.constantFrom(
      'good ',
      'bad',
      '. ',
      '<b>',
      'ﷺ',
      '电影',
      ' ',
      '\u200b',
      "don't ",
      '\ud83d',
      'e\u0301',
    );
    const text = fc
      .tuple(fc.array(part, { maxLength: 6 }), fc.integer({ min: 1, max: 60 }))
      .map(([parts, times]) => parts.join('').repeat(times));
    const run = fc.property(fc.array(text, { maxLength: 64 }), (texts) => {
      const answers = tiny.classifyAll(texts);
      if (answers.ok) {
        const alone = texts.map((each) => (isBlank(each) ? null : tiny.classify(each)));
        expect(answers.results).toEqual(alone);
        expect(alone.reduce((sum, each) => sum + (each?.tokens ?? 0), 0)).toBeLessThanOrEqual(limit);
      } else expect(answers.excess.needed).toBeGreaterThan(limit);
    });
    fc.assert(run, { seed: 1, numRuns: 300 });
  });

  it('refuses one token more than one text may have, and says how many are needed', () => {
    const texts = [words(1), words(limit - 4), words(3)];
    expect(answersOf(tiny, texts).map((each) => each?.tokens)).toEqual([1, limit - 4, 3]);
    expect(tiny.classifyAll([...texts, 'bad'])).toEqual({
      ok: false,
      excess: { of: 'texts', needed: limit + 1, isExact: true, allowed: limit },
    });
  });

  it('counts of a long text what is read of it', () => {
    const texts = [words(3 * limit), 'good'];
    expect(tiny.classifyAll(texts)).toMatchObject({ excess: { needed: limit + 1, isExact: true } });
  });

  it('counts a token for every 32 characters of a text that makes fewer', () => {
    const spaced = (characters: number) => `good${' '.repeat(characters - 4)}`;
    expect(answersOf(tiny, [spaced(32 * (limit - 1)), 'good'])).toHaveLength(2);
    expect(tiny.classifyAll([spaced(32 * limit), 'good'])).toMatchObject({
      excess: { needed: limit + 1, isExact: true },
    });
    // The bound of one text is that of a batch: alone it is read as far as it goes.
    expect(tiny.classify(spaced(32 * limit)).truncated).toBe(false);
    expect(tiny.classify(spaced(32 * limit + 1)).truncated).toBe(true);
    expect(answersOf(tiny, [spaced(32 * limit + 1)])[0]?.truncated).toBe(true);
  });

  it('counts no further than 1.75 times what is allowed, and says that it stopped', () => {
    const { excess } = tiny.classifyAll(Array(3).fill(words(limit))) as { excess: Excess };
    expect(excess).toEqual({ of: 'texts', needed: 2 * limit, isExact: false, allowed: limit });
  });

  it('reads nothing where the lengths alone say that it is too much', () => {
    const { excess } = tiny.classifyAll(Array(64).fill(' '.repeat(32 * limit))) as { excess: Excess };
    expect(excess).toEqual({ of: 'texts', needed: 64 * limit, isExact: false, allowed: limit });
  });

  it('answers more where a request has more CPU', () => {
    const texts = Array.from({ length: 64 }, () => words(100));
    expect(tiny.classifyAll(texts).ok).toBe(false);
    const paid = loadClassifier(tinyModel(), { cpu: 50 });
    expect(answersOf(paid, texts)).toEqual(texts.map((text) => tiny.classify(text)));
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
      known: 0.333333,
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

  it.each(['ดีมาก', '!!!', '电影', 'film', '\ud83d.', '\u200d.', '@someone', '\u0301'])(
    'of %j, of which nothing can be read, is neutral, and the rest as in training',
    (text) => {
      expect(calibrated(1).classify(text)).toMatchObject({
        label: 'neutral',
        score: 0.5,
        scores: { negative: 0.195122, neutral: 0.5, positive: 0.304878 },
        known: 0,
        language: 'und',
      });
    },
  );

  it.each([
    ...[
      '',
      ' ',
      '\t\r\n',
      '\u3000\u00a0',
      '\ufeff',
      '\u200b',
      '\u0000',
      '\u001b\u007f',
      '\u200d\ufe0f',
      '\u00ad\u2060',
    ],
    ...['\u202e\u2066', '\ud83d', '\udc00 \ud83d', '\u3164', '\u{e0020}', '\u2800', '\u0085\u2028'],
  ])('throws RangeError for %j, which is blank', (text) => {
    expect(isBlank(text)).toBe(true);
    expect(() => tiny.classify(text)).toThrow(RangeError);
  });

  it.each(['!', '\u200b.', '好', '😀', '\u0301', 'é', '\u00a0א', '\ue000'])(
    'takes %j, which can be seen',
    (text) => {
      expect(isBlank(text)).toBe(false);
      expect(tiny.classify(text).model).toBe(tiny.model);
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

  it('throws ModelFaultError where the weights overflow', () => {
    const classifier = loadClassifier(overflowingModel(), { verify: sha256 });
    const error = new ModelFaultError(
      'logit 0 of a text is -Infinity, allowed finite numbers: the weights are too large',
    );
    expect(() => classifier.classify('good')).toThrow(error);
    expect(() => classifier.logits('good')).toThrow(error);
    expect(classifier.classify('film').label).toBe('neutral');
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
