import type { TrainConfig } from '../config.ts';

/** Decay rates of Adam's moments and the term that keeps its division finite (Kingma & Ba 2015). */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;
/** Share of the last step that momentum carries over. */
const MOMENTUM = 0.9;

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
 * Updates `values[begin … end)` from `gradient[offset …]` times `scale`.
 *
 * @param first the moment of `momentum`, or Adam's first; @param second Adam's second.
 * @param decays false leaves weight decay out. `adamw` decays the weights themselves (Loshchilov & Hutter
 *   2019), every other optimizer adds the decay to the gradient.
 */
export function update(
  config: TrainConfig,
  size: StepSize,
  values: Float32Array,
  gradient: Float32Array,
  first: Float32Array,
  second: Float32Array,
  { begin, end, offset, scale, decays }: Range,
): void {
  const decay = decays ? config.weightDecay : 0;
  const coupled = config.optimizer === 'adamw' ? 0 : decay;
  const decoupled = config.optimizer === 'adamw' ? 1 - size.learningRate * decay : 1;
  const { learningRate } = size;
  const rate = learningRate / size.correction1;
  const inverse2 = 1 / size.correction2;
  for (let i = begin; i < end; i++) {
    const g = gradient[i - begin + offset] * scale + coupled * values[i];
    if (config.optimizer === 'sgd') {
      values[i] -= learningRate * g;
    } else if (config.optimizer === 'momentum') {
      first[i] = MOMENTUM * first[i] + g;
      values[i] -= learningRate * first[i];
    } else {
      first[i] = BETA1 * first[i] + (1 - BETA1) * g;
      second[i] = BETA2 * second[i] + (1 - BETA2) * g * g;
      values[i] = decoupled * values[i] - (rate * first[i]) / (Math.sqrt(second[i] * inverse2) + EPSILON);
    }
  }
}

/** A stretch of parameters and where its gradient begins. */
export type Range = { begin: number; end: number; offset: number; scale: number; decays: boolean };
