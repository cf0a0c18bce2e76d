import { expect, it } from 'vitest';
import { softmax } from '../../src/model/softmax.ts';

it.each([
  [[0, 0], 1, [0.5, 0.5]],
  [[1000, 0], 1, [1, 0]],
  [[-3e38, 3e38], 0.01, [0, 1]],
  [[Math.log(3), 0], 1, [0.75, 0.25]],
  [[2 * Math.log(3), 0], 2, [0.75, 0.25]],
])('softmax() of the logits %j over %d is %j', (logits, temperature, expected) => {
  const shares = softmax(Float32Array.from(logits), temperature);
  shares.forEach((share, i) => {
    expect(share).toBeCloseTo(expected[i], 6);
  });
});
