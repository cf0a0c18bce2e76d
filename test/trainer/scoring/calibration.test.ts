import { describe, expect, it } from 'vitest';
import { probabilities } from '../../../src/model/calibration.ts';
import { uniform } from '../../../trainer/random.ts';
import {
  crossEntropy,
  fitCalibration,
  middleLength,
  temperatureAt,
} from '../../../trainer/scoring/calibration.ts';
import { thinned } from '../../../trainer/scoring/thin.ts';

/** 400 texts right three times in four. */
const labels = Int32Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 1 : 0));

/** Logits that claim these log-odds. */
function claiming(logOdds: (text: number) => number): Float32Array {
  return Float32Array.from({ length: 800 }, (_, i) => (i % 2 === 0 ? logOdds(Math.floor(i / 2)) : 0));
}

it('fitCalibration() makes overconfident logits honest', () => {
  const lengths = labels.map(() => 7);
  const fitted = fitCalibration({ logits: claiming(() => 4), labels, lengths }, null);
  // Log-odds of ln 3 are honest.
  expect(4 / fitted.temperature).toBeCloseTo(Math.log(3), 3);
  expect(fitted.lengthExponent).toBe(0);
});

it('fitCalibration() leaves honest logits alone', () => {
  const lengths = labels.map((_, text) => (text % 8 < 4 ? 10 : 250));
  const fitted = fitCalibration({ logits: claiming(() => Math.log(3)), labels, lengths });
  expect(fitted.temperature).toBeCloseTo(1, 2);
  expect(fitted.lengthExponent).toBeCloseTo(0, 2);
});

it('fitCalibration() makes logits honest that claim too little for long texts', () => {
  const lengths = labels.map((_, text) => (text % 8 < 4 ? 10 : 250));
  const logits = claiming((text) => (2 * Math.log(3)) / lengths[text] ** 0.25);
  const fitted = fitCalibration({ logits, labels, lengths }, null);
  expect(fitted.lengthExponent).toBeCloseTo(0.25, 2);
  expect(fitted.temperature).toBeCloseTo(2, 1);
});

describe('fitCalibration() with its prior', () => {
  const around = { temperature: 1.6, lengthExponent: 0.1 };
  const easy = (texts: number) => ({
    logits: Float32Array.from({ length: 2 * texts }, (_, i) => (i % 2 === 0 ? 3 : 0)),
    labels: new Int32Array(texts),
    lengths: Int32Array.from({ length: texts }, (_, text) => 5 + (text % 40)),
  });

  it('holds what easy texts alone put at the end of the search', () => {
    expect(fitCalibration(easy(156), null).temperature).toBeLessThan(0.2);
    expect(fitCalibration(easy(156), around).temperature).toBeGreaterThan(0.8);
  });

  it.each([1, 10, 100])('stays nearer to what was, the fewer they are: %i', (texts) => {
    const moved = (count: number) => {
      const { lengths } = easy(count);
      const [is, was] = [fitCalibration(easy(count), around), around].map((fit) =>
        temperatureAt(fit, middleLength(lengths)),
      );
      return Math.abs(Math.log(is / was));
    };
    expect(moved(texts)).toBeLessThan(moved(4 * texts));
  });

  it('holds an exponent and lets go of the temperature that makes up for it', () => {
    // Honest at 1.6 · 10^-0.1, and the same whatever the exponent: all texts are of about ten tokens.
    const honest = {
      logits: claiming(() => Math.log(3) * 1.6 * 10 ** -0.1),
      labels,
      lengths: labels.map((_, text) => 9 + (text % 3)),
    };
    const moved = fitCalibration(honest, { temperature: 1.6 * 10 ** 0.2, lengthExponent: 0.3 });
    expect(moved.temperature / 10 ** moved.lengthExponent).toBeCloseTo(1.6 * 10 ** -0.1, 2);
    expect(moved.lengthExponent).toBeCloseTo(0.3, 2);
    expect(moved.temperature).toBeCloseTo(1.6 * 10 ** 0.2, 1);
  });

  it('comes to what many texts say', () => {
    const many = {
      logits: Float32Array.from({ length: 80_000 }, (_, i) => (i % 2 === 0 ? 4 : 0)),
      labels: Int32Array.from({ length: 40_000 }, (_, i) => (i % 4 === 0 ? 1 : 0)),
      lengths: new Int32Array(40_000).fill(7),
    };
    expect(4 / fitCalibration(many).temperature).toBeCloseTo(Math.log(3), 2);
  });
});

it('crossEntropy() is that of the probabilities that are served, to the bit', () => {
  const classes = 3;
  const held = {
    logits: Float32Array.from({ length: classes * 200 }, (_, i) => 40 * uniform(1, i) - 20),
    labels: Int32Array.from({ length: 200 }, (_, text) => Math.floor(classes * uniform(2, text))),
    lengths: Int32Array.from({ length: 200 }, (_, text) => 1 + Math.floor(300 * uniform(3, text))),
  };
  for (const fit of [
    { temperature: 1.3, lengthExponent: 0.07 },
    { temperature: 0.05, lengthExponent: 0.5 },
    { temperature: 20, lengthExponent: -0.5 },
  ]) {
    let loss = 0;
    held.labels.forEach((label, text) => {
      const logits = held.logits.subarray(text * classes, (text + 1) * classes);
      loss -= Math.log(Math.max(probabilities(logits, held.lengths[text], fit)[label], 1e-30));
    });
    expect(crossEntropy(held, fit)).toBe(loss / held.labels.length);
  }
});

it('fitCalibration() makes logits of many labels honest', () => {
  const classes = 80;
  const held = {
    // Each text's own label has a share of 3/4 where the temperature is 2.
    logits: Float32Array.from({ length: classes * 400 }, (_, i) =>
      i % classes === 0 ? 2 * Math.log(3 * (classes - 1)) : 0,
    ),
    labels: Int32Array.from({ length: 400 }, (_, text) => (text % 4 === 0 ? 1 + (text % 79) : 0)),
    lengths: new Int32Array(400).fill(7),
  };
  const fitted = fitCalibration(held);
  expect(Math.abs(fitted.temperature / 2 - 1)).toBeLessThan(0.01);
});

describe('thinned()', () => {
  const held = {
    logits: Float32Array.from({ length: 20 }, (_, i) => i),
    labels: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    lengths: Int32Array.of(10, 11, 12, 13, 14, 15, 16, 17, 18, 19),
  };

  it.each([
    [20, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    [19, [0, 2, 4, 6, 8]],
    [7, [0, 3, 6, 9]],
    [1, [0]],
  ])('of 20 logits for at most %i keeps the texts %j', (most, kept) => {
    const { logits, labels, lengths } = thinned(held, most);
    expect([...labels]).toEqual(kept);
    expect([...lengths]).toEqual(kept.map((text) => 10 + text));
    expect([...logits]).toEqual(kept.flatMap((text) => [2 * text, 2 * text + 1]));
  });
});
