import { describe, expect, it } from 'vitest';
import { type Classifier, loadClassifier } from '../../src/model/classifier.ts';
import type { Calibration } from '../../src/model/file/metadata.ts';
import { parameterSpecs, sizeOf } from '../../src/model/network/parameters.ts';
import { buildVocabulary } from '../../src/model/text/vocabulary.ts';
import { fileOf } from '../contract/model.ts';
import { tinyParts } from '../contract/tiny.ts';
import { model } from '../contract/ways/model.ts';
import texts from './text/languages.json' with { type: 'json' };

const shipped = loadClassifier(model);
const { en, zh, ...others } = texts;

/** The tiny model with these labels and another calibration. */
function calibrated(labels: string[], calibration: Partial<Calibration>): Classifier {
  const parts = tinyParts(labels);
  return loadClassifier(fileOf({ ...parts, calibration: { ...parts.calibration, ...calibration } }));
}

const sumOf = (scores: Record<string, number>) =>
  Object.values(scores).reduce((sum, score) => sum + score, 0);

describe('classify() of another language', () => {
  it.each(Object.entries(others))('is und and never confident: %s', (_, sentences) => {
    for (const text of sentences) {
      const { language, label, score, scores } = shipped.classify(text);
      expect({ text, language }).toEqual({ text, language: 'und' });
      expect(Math.max(...Object.values(scores)), text).toBeLessThanOrEqual(0.5);
      expect(score).toBe(Math.max(...Object.values(scores)));
      expect(scores[label]).toBe(score);
      expect(sumOf(scores)).toBeCloseTo(1, 5);
    }
  });

  it('keeps the order of the labels that it has without the bound', () => {
    const order = (scores: Record<string, number>) =>
      Object.keys(scores).toSorted((a, b) => scores[b] - scores[a]);
    let bounded = 0;
    for (const text of Object.values(others).flat()) {
      const free = shipped.classify(text, { language: 'en' });
      const bound = shipped.classify(text);
      if (bound.known === 0 && order(free.scores)[0] === 'neutral') continue;
      if (free.score > 0.5) bounded++;
      expect(order(bound.scores), text).toEqual(order(free.scores));
    }
    expect(bounded).toBeGreaterThan(20);
  });

  it('is at most 0.6 sure of two labels', () => {
    const two = calibrated(['no', 'yes'], { temperature: 0.05 });
    expect(two.classify('good').score).toBeGreaterThan(0.9);
    expect(two.classify('good, aber leider nicht das, was ich wollte').score).toBe(0.6);
  });

  it('is as sure as it is where the caller says what language it is', () => {
    const text = 'Love it, aber leider nicht das, was ich wollte';
    expect(shipped.classify(text)).toMatchObject({ language: 'und' });
    const said = shipped.classify(text, { language: 'en' });
    expect(said.language).toBe('en');
    expect(said.score).toBeGreaterThan(0.5);
  });

  it('bounds each sentence by itself', () => {
    const text = 'I love this wonderful film. Leider war das Essen awful und der Kellner terrible.';
    const { sentences } = shipped.classify(text, { sentences: true });
    expect(sentences?.map(({ score }) => score > 0.5)).toEqual([true, false]);
    sentences?.forEach(({ start, end, scores }) => {
      expect(scores).toEqual(shipped.classify(text.slice(start, end)).scores);
    });
  });

  it('does not bound a model that was trained on that language', () => {
    const read = tinyParts();
    const words = 'aber bad das good ich ist leider nicht und war wollte'.split(' ');
    const config = { ...read.config, vocabulary: words.length };
    const embedding = new Float32Array(sizeOf(parameterSpecs(config)[0].shape)).fill(1);
    const german = loadClassifier(
      fileOf({
        ...read,
        config,
        parameters: new Map([...read.parameters, ['embedding.weight', embedding]]),
        vocabulary: buildVocabulary(words),
        calibration: { ...read.calibration, temperature: 0.05 },
      }),
    );
    expect(german.classify('leider nicht das, was ich wollte')).toMatchObject({ language: 'und' });
    expect(german.classify('leider nicht das, was ich wollte').score).toBeGreaterThan(0.9);
  });
});

describe('classify() of a text that no word of is known', () => {
  it.each(['horribble servce', 'horible', 'awfull expirience', 'unbeleivably baad'])(
    'answers %s from the parts of its words',
    (text) => {
      const { label, known, explanation } = shipped.classify(text, { explain: true });
      expect(known).toBeLessThan(1);
      expect(label).toBe('negative');
      expect(explanation?.some(({ weight }) => weight !== 0)).toBe(true);
    },
  );

  it.each([
    ...['12345', '!!!', 'สวัสดีครับ', 'AB12-X9', '...', '<b></b>', '\ue000', '???', '\u0301', 'Ж', '3.14%'],
    ...['привет', 'مرحبا', '한국', 'qx'],
  ])('is neutral where nothing can be read: %s', (text) => {
    expect(shipped.classify(text, { explain: true, sentences: true })).toMatchObject({
      label: 'neutral',
      score: 0.5,
      scores: { negative: 0.245979, positive: 0.254021 },
      known: 0,
      language: 'und',
    });
    expect(shipped.logits(text)).toBeNull();
    expect(shipped.classify(text, { explain: true }).explanation?.every(({ weight }) => weight === 0)).toBe(
      true,
    );
  });

  it('of labels without a neutral one is the prior, drawn half-way to equal shares', () => {
    const { label, scores } = calibrated(['no', 'yes'], { prior: [0.4, 0.6] }).classify('!!!');
    expect({ label, scores }).toEqual({ label: 'yes', scores: { no: 0.45, yes: 0.55 } });
  });
});

describe('classify() of English and Chinese', () => {
  it.each([
    ['en', en],
    ['zh', zh],
  ])('says %s wherever a word is known', (expected, short) => {
    const answers = short.map((text) => shipped.classify(text));
    expect(answers.filter(({ known, language }) => known > 0 && language !== expected)).toEqual([]);
    expect(answers.filter(({ known }) => known > 0).length).toBeGreaterThan(0.8 * short.length);
  });
});
