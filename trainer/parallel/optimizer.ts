import type { TrainConfig } from '../config/train.ts';
import { BETA1, BETA2 } from './adam.ts';
import type { ReduceFunctions } from './reducewasm.ts';

/** The numbers that one step's update needs; the same in every worker. */
export type StepSize = {
  learningRate: number;
  /** 1 − β₁ᵗ and 1 − β₂ᵗ. */
  correction1: number;
  correction2: number;
};

/** The step sizes of a run, one after the other. */
export class Schedule {
  readonly #config: TrainConfig;
  readonly #steps: number;
  #power1 = 1;
  #power2 = 1;
  #step = 0;

  /** @param steps steps of the whole run. */
  constructor(config: TrainConfig, steps: number) {
    this.#config = config;
    this.#steps = steps;
  }

  /** Moves on by one step. Products instead of `Math.pow`, whose last bit differs between engines. */
  next(): StepSize {
    this.#power1 *= BETA1;
    this.#power2 *= BETA2;
    const learningRate = learningRateAt(this.#config, this.#step++, this.#steps);
    return { learningRate, correction1: 1 - this.#power1, correction2: 1 - this.#power2 };
  }

  /** Leaves out `count` steps that are already done. */
  skip(count: number): void {
    for (let i = 0; i < count; i++) this.next();
  }
}

/** Rises linearly from 0 over the warm-up, then stays or falls linearly to 0. @param step from 0. */
export function learningRateAt(config: TrainConfig, step: number, steps: number): number {
  const warm = Math.floor(config.warmup * steps);
  if (step < warm) return (config.learningRate * (step + 1)) / (warm + 1);
  if (config.schedule === 'constant') return config.learningRate;
  return (config.learningRate * (steps - step)) / Math.max(1, steps - warm);
}

/**
 * Updates a range of parameters from its gradient times `scale`.
 *
 * @param decays false leaves weight decay out. `adamw` decays the weights themselves (Loshchilov & Hutter
 *   2019), every other optimizer adds the decay to the gradient.
 */
export function update(
  functions: ReduceFunctions,
  { optimizer, weightDecay }: Pick<TrainConfig, 'optimizer' | 'weightDecay'>,
  { learningRate, correction1, correction2 }: StepSize,
  { values, gradient, first, second, count, scale, decays }: ParameterRange,
): void {
  const decay = decays && optimizer !== 'adamw' ? weightDecay : 0;
  if (optimizer === 'sgd') {
    functions.sgd(values, gradient, count, scale, decay, learningRate);
  } else if (optimizer === 'momentum') {
    functions.momentum(values, gradient, first, count, scale, decay, learningRate);
  } else {
    const shrink = decays && optimizer === 'adamw' ? 1 - learningRate * weightDecay : 1;
    const rate = learningRate / correction1;
    const inverse = 1 / correction2;
    functions.adam(values, gradient, first, second, count, scale, decay, shrink, rate, inverse);
  }
}

/** Parameters next to one another: byte offsets of them, their gradient and their moments. */
type ParameterRange = {
  values: number;
  gradient: number;
  /** The moment of `momentum`, or Adam's first. */
  first: number;
  /** Adam's second. */
  second: number;
  count: number;
  scale: number;
  decays: boolean;
};
