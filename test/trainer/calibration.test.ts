import { expect, it } from 'vitest';
import { fitTemperature } from '../../trainer/calibration.ts';

/** Logits that claim log-odds of 4, right three times in four, for which log-odds of ln 3 are honest. */
it('fitTemperature() makes overconfident logits honest', () => {
  const labels = Int32Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 1 : 0));
  const logits = Float32Array.from({ length: 800 }, (_, i) => (i % 2 === 0 ? 4 : 0));
  expect(4 / fitTemperature(logits, labels, 2)).toBeCloseTo(Math.log(3), 3);
});

it('fitTemperature() leaves honest logits alone', () => {
  const labels = Int32Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 1 : 0));
  const logits = Float32Array.from({ length: 800 }, (_, i) => (i % 2 === 0 ? Math.log(3) : 0));
  expect(fitTemperature(logits, labels, 2)).toBeCloseTo(1, 3);
});
