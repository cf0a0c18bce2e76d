import type { TrainConfig } from '../../../trainer/config/train.ts';
import type { StepSize } from '../../../trainer/parallel/optimizer.ts';

/** What the kernels of sums and updates compute, in plain TypeScript: the results are to be equal to the bit. */

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;
const MOMENTUM = 0.9;

/** Sums arrays in their order and divides by the weight. @returns the sum of the squares. */
export function meanOfSlots(slots: readonly Float32Array[], out: Float32Array, weight: number): number {
  let squares = 0;
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (const slot of slots) sum += slot[i];
    out[i] = sum / weight;
    squares += out[i] * out[i];
  }
  return squares;
}

/** One step of every parameter. */
export function update(
  { optimizer, weightDecay }: Pick<TrainConfig, 'optimizer' | 'weightDecay'>,
  { learningRate, correction1, correction2 }: StepSize,
  { values, gradient, first, second }: Record<'values' | 'gradient' | 'first' | 'second', Float32Array>,
  scale: number,
): void {
  const coupled = optimizer === 'adamw' ? 0 : weightDecay;
  const decoupled = optimizer === 'adamw' ? 1 - learningRate * weightDecay : 1;
  const rate = learningRate / correction1;
  const inverse2 = 1 / correction2;
  for (let i = 0; i < values.length; i++) {
    const g = gradient[i] * scale + coupled * values[i];
    if (optimizer === 'sgd') {
      values[i] -= learningRate * g;
    } else if (optimizer === 'momentum') {
      first[i] = MOMENTUM * first[i] + g;
      values[i] -= learningRate * first[i];
    } else {
      first[i] = BETA1 * first[i] + (1 - BETA1) * g;
      second[i] = BETA2 * second[i] + (1 - BETA2) * g * g;
      values[i] = decoupled * values[i] - (rate * first[i]) / (Math.sqrt(second[i] * inverse2) + EPSILON);
    }
  }
}
