import type { TrainConfig } from '../config/train.ts';
import type { SharedTraining } from './memory.ts';

/** One epoch in figures. Losses are means over texts, accuracies shares. */
export type EpochReport = {
  epoch: number;
  loss: number;
  accuracy: number;
  devLoss: number;
  devAccuracy: number;
};

/** The blocks of `SharedTraining` that hold weights. */
export const BLOCKS = ['dense', 'statistics', 'embedding'] as const;

/** A copy of the weights, block by block. */
export type Weights = Record<(typeof BLOCKS)[number], Float32Array>;

/** The best epoch so far and its dev logits, [dev.size, labels]. */
export type Best = { report: EpochReport; weights: Weights; devLogits: Float32Array };

/** First and second moments, as in `SharedTraining`. */
type Moments = Record<'dense' | 'embedding', [Float32Array, Float32Array]>;

/** How far an epoch is that has not ended. */
type PartialEpoch = {
  /** Steps done. */
  step: number;
  /** As in `SharedTraining`. */
  epochSums: Float64Array;
  weights: Weights;
};

/** All that a run needs after a step to go on bit for bit, whatever the number of workers. */
export type RunState = {
  /** The finished epochs. */
  epochs: readonly EpochReport[];
  /** Weights after each of the last finished epochs, as far as `averageEpochs` asks for them. */
  recent: readonly Weights[];
  moments: Moments;
  /** Of the finished epochs; undefined where there is none. */
  best: Best | undefined;
  /** The epoch at hand; undefined between two epochs. */
  partial: PartialEpoch | undefined;
};

/** The last of a list, `count` of them. */
export function lastOf<Value>(list: readonly Value[], count: number): Value[] {
  return list.slice(Math.max(0, list.length - count));
}

/** A copy of the weights at hand. */
export function copyWeights({ dense, statistics, embedding }: Weights): Weights {
  return { dense: dense.slice(), statistics: statistics.slice(), embedding: embedding.slice() };
}

/** A copy of the optimizer's moments. */
export function copyMoments({ dense, embedding }: Moments): Moments {
  return {
    dense: [dense[0].slice(), dense[1].slice()],
    embedding: [embedding[0].slice(), embedding[1].slice()],
  };
}

/**
 * Puts a state into the memory of a run of the same fingerprint.
 *
 * @throws RangeError when the state is of another size.
 */
export function restoreState(memory: SharedTraining, { recent, moments, partial }: RunState): void {
  const weights = partial?.weights ?? recent[recent.length - 1];
  for (const block of BLOCKS) restore(block, memory[block], weights[block]);
  for (const block of ['dense', 'embedding'] as const) {
    for (const order of [0, 1]) {
      restore(`moments of ${block}`, memory.moments[block][order], moments[block][order]);
    }
  }
}

function restore(name: string, target: Float32Array, source: Float32Array): void {
  if (source.length !== target.length) {
    throw new RangeError(`${name} has ${source.length} numbers in the checkpoint, allowed ${target.length}`);
  }
  target.set(source);
}

/** Whether a run that has come this far ends here, and why. */
export function endOf(
  { epochs, patience }: Pick<TrainConfig, 'epochs' | 'patience'>,
  state: RunState | undefined,
): 'finished' | 'early' | undefined {
  if (state?.best === undefined) return undefined;
  const done = state.epochs.length;
  if (done >= epochs) return 'finished';
  return patience > 0 && done - lastProgress(state.epochs) >= patience ? 'early' : undefined;
}

/**
 * The last epoch that was better than all before it: more dev texts right, or a lower dev loss. While the loss still falls, the
 * accuracy may well rise again; on few dev texts it stands still for epochs. 0 where there is no epoch.
 */
export function lastProgress(epochs: readonly EpochReport[]): number {
  let progress = 0;
  let accuracy = Number.NEGATIVE_INFINITY;
  let loss = Number.POSITIVE_INFINITY;
  for (const { epoch, devAccuracy, devLoss } of epochs) {
    if (devAccuracy > accuracy || devLoss < loss) progress = epoch;
    accuracy = Math.max(accuracy, devAccuracy);
    loss = Math.min(loss, devLoss);
  }
  return progress;
}

/** More dev texts right; or as many at a lower loss. */
export function isBetter(a: EpochReport, b: EpochReport): boolean {
  if (a.devAccuracy !== b.devAccuracy) return a.devAccuracy > b.devAccuracy;
  return a.devLoss < b.devLoss;
}

/** Puts the mean of the weights in place of `target`, summed in the order of the epochs. */
export function averageWeights(target: Weights, recent: readonly Weights[]): void {
  for (const block of BLOCKS) {
    const mean = target[block];
    for (let i = 0; i < mean.length; i++) {
      let sum = 0;
      for (const weights of recent) sum += weights[block][i];
      mean[i] = sum / recent.length;
    }
  }
}

/** What an epoch's sums say. @param epoch from 0. */
export function reportOf({ epochSums, devSums, dev }: SharedTraining, epoch: number): EpochReport {
  const [loss, hits, texts, weight] = epochSums;
  let devLoss = 0;
  let devHits = 0;
  for (let chunk = 0; chunk < devSums.length; chunk += 2) {
    devLoss += devSums[chunk];
    devHits += devSums[chunk + 1];
  }
  return {
    epoch: epoch + 1,
    loss: loss / (weight || 1),
    accuracy: hits / Math.max(1, texts),
    devLoss: devLoss / dev.size,
    devAccuracy: devHits / dev.size,
  };
}

/** The state in mid-epoch. Of the finished epochs it keeps the weights that the next average needs. */
export function partialState(
  { averageEpochs }: TrainConfig,
  state: RunState | undefined,
  memory: SharedTraining,
  step: number,
): RunState {
  return {
    epochs: state?.epochs ?? [],
    recent: lastOf(state?.recent ?? [], averageEpochs - 1),
    best: state?.best,
    moments: copyMoments(memory.moments),
    partial: { step, epochSums: memory.epochSums.slice(), weights: copyWeights(memory) },
  };
}
