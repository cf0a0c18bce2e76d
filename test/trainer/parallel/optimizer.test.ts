import { describe, expect, it } from 'vitest';
import { DEFAULT_TRAIN, type TrainConfig } from '../../../trainer/config.ts';
import { learningRateAt, Schedule, update } from '../../../trainer/parallel/optimizer.ts';

const range = { begin: 0, end: 1, offset: 0, scale: 1, decays: true };

/** Two steps on one weight of 1 with gradients 0.5 and −0.25 at a learning rate of 0.1. */
function twoSteps(choices: Partial<TrainConfig>): number {
  const config: TrainConfig = {
    ...DEFAULT_TRAIN,
    schedule: 'constant',
    warmup: 0,
    learningRate: 0.1,
    ...choices,
  };
  const schedule = new Schedule(config, 2);
  const [values, first, second] = [Float32Array.of(1), new Float32Array(1), new Float32Array(1)];
  for (const g of [0.5, -0.25])
    update(config, schedule.next(), values, Float32Array.of(g), first, second, range);
  return values[0];
}

describe('update()', () => {
  it.each<[TrainConfig['optimizer'], number, number]>([
    // 1 − 0.1 · 0.5 + 0.1 · 0.25.
    ['sgd', 0, 0.975],
    // Velocities 0.5 and 0.9 · 0.5 − 0.25 = 0.2.
    ['momentum', 0, 0.93],
    // First step 0.1; then m̂ = (0.045 − 0.025) / 0.19, v̂ = (0.00024975 + 0.0000625) / 0.001999.
    ['adam', 0, 0.9 - (0.1 * (0.02 / 0.19)) / Math.sqrt(0.00031225 / 0.001999)],
    // Decay 0.5 adds 0.5 w to the gradient: 1 → 1 − 0.1 · 1 = 0.9 → 0.9 − 0.1 · (−0.25 + 0.45).
    ['sgd', 0.5, 0.88],
  ])('%s with decay %s', (optimizer, weightDecay, expected) => {
    expect(twoSteps({ optimizer, weightDecay })).toBeCloseTo(expected, 5);
  });

  it('adamw shrinks the weights themselves', () => {
    const plain = 0.1;
    const second = (0.1 * (0.02 / 0.19)) / Math.sqrt(0.00031225 / 0.001999);
    const expected = (1 * (1 - 0.1 * 0.5) - plain) * (1 - 0.1 * 0.5) - second;
    expect(twoSteps({ optimizer: 'adamw', weightDecay: 0.5 })).toBeCloseTo(expected, 5);
  });

  it('leaves out the decay of what does not decay', () => {
    const values = Float32Array.of(1);
    const config: TrainConfig = { ...DEFAULT_TRAIN, optimizer: 'sgd', weightDecay: 1 };
    const size = { learningRate: 1, correction1: 1, correction2: 1 };
    const none = new Float32Array(1);
    update(config, size, values, new Float32Array(1), none, none, { ...range, decays: false });
    expect(values[0]).toBe(1);
  });
});

describe('learningRateAt()', () => {
  const config: TrainConfig = { ...DEFAULT_TRAIN, learningRate: 1, warmup: 0.2, schedule: 'linear' };

  it('rises over the warm-up and falls to near 0 at the last step', () => {
    const rates = Array.from({ length: 10 }, (_, step) => learningRateAt(config, step, 10));
    expect(rates.map((rate) => rate.toFixed(3))).toEqual(
      [1 / 3, 2 / 3, 1, 7 / 8, 6 / 8, 5 / 8, 4 / 8, 3 / 8, 2 / 8, 1 / 8].map((rate) => rate.toFixed(3)),
    );
  });

  it('stays after the warm-up when constant', () => {
    expect(learningRateAt({ ...config, schedule: 'constant' }, 9, 10)).toBe(1);
  });
});
