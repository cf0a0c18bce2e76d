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

/** For the loss `mse`: at the rates above plain steps end where every gradient is 0. */
const MSE_RATES: typeof LEARNING_RATES = { ...LEARNING_RATES, sgd: 0.3, momentum: 0.1 };

/**
 * The rate that stands to an optimizer's own as `rate` stands to Adam's, to two digits. An optimizer that is none keeps `rate`: its name is
 * what the config is refused for, and not a rate that nobody gave.
 */
export function rateLike(rate: number, { optimizer, loss }: Pick<TrainConfig, 'optimizer' | 'loss'>): number {
  const rates = loss === 'mse' ? MSE_RATES : LEARNING_RATES;
  if (!Object.hasOwn(rates, optimizer)) return rate;
  const scaled = (rate / rates.adam) * rates[optimizer];
  return Number(scaled.toPrecision(2));
}
