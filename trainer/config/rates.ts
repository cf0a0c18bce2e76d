import type { TrainConfig } from './train.ts';

type Optimizer = TrainConfig['optimizer'];

/**
 * The learning rate of each optimizer where none is given: a plain step must be a hundred times as long as Adam's to learn as fast.
 * docs/experiments/learning-rates.md has the trials.
 */
export const LEARNING_RATES: Readonly<Record<Optimizer, number>> = {
  sgd: 1,
  momentum: 0.3,
  adam: 1e-3,
  adamw: 1e-3,
};

/** The rate that stands to an optimizer's own as `rate` stands to Adam's, to two digits. */
export function rateLike(rate: number, optimizer: Optimizer): number {
  const scaled = (rate / LEARNING_RATES.adam) * LEARNING_RATES[optimizer];
  return Number(scaled.toPrecision(2));
}
