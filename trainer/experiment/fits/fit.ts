import { parameterSpecs, sizeOf } from '../../../src/model/network/parameters.ts';
import type { TrainConfig } from '../../config/train.ts';
import type { Dataset } from '../../encode/dataset.ts';
import { UserError } from '../../errors.ts';
import type { StepGradients } from '../../parallel/gradientnorms.ts';
import { DivergedError } from '../../parallel/pool.ts';
import { runTraining, type TrainedNetwork, TrainingFailedError } from '../../parallel/run.ts';
import { parametersFrom } from '../../prepare/base.ts';
import { packParts } from '../../prepare/parts.ts';
import type { ReadParts } from '../../prepare/prepare.ts';
import type { ComparisonFold } from '../comparisonfolds.ts';
import type { AskedFit } from './asked.ts';
import type { Lane } from './lanes.ts';

/** Stopped by a signal, or since another fit failed. */
export class FitStoppedError extends Error {}

/** A network that was trained without a fold. */
export type Fitted = {
  /** Floats that training learns. */
  parameters: number;
  /** The texts of the fold that have a token, as the network reads them. */
  dev: Dataset;
  /** As it is after the last epoch; undefined where training diverged. */
  trained: TrainedNetwork | undefined;
};

export type FitOptions = {
  config: TrainConfig;
  /** Told the share of the work that is done, below 1. */
  onTrained: (share: number) => void;
  /** Steps whose gradients are measured: the first two, and so many more, evenly to the last; undefined: none. */
  gradientPoints?: number | undefined;
  onGradients?: (gradients: StepGradients[]) => void;
};

/**
 * Trains without a fold, and measures on the fold after the last epoch: the best one would be chosen by the fold, and flatters. Equal
 * data and choices give an equal fit for any number of workers.
 *
 * @throws FitStoppedError after the signal of the lane.
 * @throws UserError when the workers fail again and again.
 */
export async function fitWithout(
  { numbers, labels }: Pick<ReadParts, 'numbers' | 'labels'>,
  fold: ComparisonFold,
  { network, base }: Pick<AskedFit, 'network' | 'base'>,
  { pool, workers, signal }: Lane,
  { config, onTrained, gradientPoints, onGradients = () => {} }: FitOptions,
): Promise<Fitted> {
  if (signal.aborted) throw new FitStoppedError();
  const packed = packParts(fold, numbers, { ...network, labels: [...labels] }, { config, base });
  const parameters = parameterSpecs(packed.network).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const { dev, train } = packed;
  const all = config.epochs * train.size;
  try {
    const trained = await runTraining({
      ...{ ...packed, config: { ...config, patience: 0 }, workers, pool, signal, onGradients },
      gradientSteps:
        gradientPoints === undefined
          ? []
          : spreadSteps(config.epochs * Math.ceil(train.size / config.batchSize), gradientPoints),
      start: base && parametersFrom(base, packed.network, packed.vocabulary),
      lastOnly: true,
      onProgress: (at) => onTrained(Math.min(0.999, (at.epoch * train.size + at.texts) / all)),
    });
    if (trained.stopped === 'signal') throw new FitStoppedError();
    return { parameters, dev, trained };
  } catch (error) {
    // Some rates suit one network and not another.
    if (error instanceof DivergedError) return { parameters, dev, trained: undefined };
    if (error instanceof TrainingFailedError) {
      throw new UserError(`${error.message}; the same command goes on, with fewer --workers`);
    }
    throw error;
  }
}

/** The first two of so many steps, and `points` more, evenly to the last. */
export function spreadSteps(steps: number, points: number): number[] {
  const further = Array.from({ length: points }, (_, point) =>
    Math.round(((point + 1) / points) * (steps - 1)),
  );
  return [...new Set([0, 1, ...further])].filter((step) => step < steps).sort((a, b) => a - b);
}
