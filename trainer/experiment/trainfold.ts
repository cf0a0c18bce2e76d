import type { NetworkConfig } from '../../src/model/network/config.ts';
import type { TrainConfig } from '../config/train.ts';
import type { Dataset } from '../encode/dataset.ts';
import type { TrainingPool } from '../parallel/pool.ts';
import { runTraining, type TrainedNetwork } from '../parallel/run.ts';
import { type Base, parametersFrom } from '../prepare/base.ts';
import { packParts } from '../prepare/parts.ts';
import type { ReadParts } from '../prepare/prepare.ts';
import { argmax } from '../scoring/metrics.ts';
import type { ComparisonFold } from './comparisonfolds.ts';
import type { Adapted } from './configs.ts';

/** One way to start, with the choices that go with it. */
export type Arm = { network: NetworkConfig; config: TrainConfig; base?: Base } & Adapted;

/** Stopped by a signal before all folds were trained. The message says when, and what to do. */
export class ChoosingStoppedError extends Error {}

/** Who trains, and who is told. */
export type FoldRun = {
  workers: number;
  signal: AbortSignal;
  pool: TrainingPool;
  /** Told how many texts were trained on, each as often as it was. */
  onTrained: (texts: number) => void;
};

/** The training of an arm on the rows of a fold. */
export function configOf(
  { config, adapt }: Arm,
  { labels }: Pick<ReadParts, 'labels'>,
  { train }: ComparisonFold,
): TrainConfig {
  return adapt?.({ labels, texts: train.selected.length }) ?? config;
}

/**
 * Trains an arm without a fold, and keeps the epoch that is best on it.
 *
 * @returns the network, and the texts of the fold as it reads them.
 * @throws ChoosingStoppedError after the signal.
 * @throws DivergedError as `runTraining`.
 */
export async function trainFold(
  read: Pick<ReadParts, 'numbers' | 'labels'>,
  fold: ComparisonFold,
  { network, base }: Arm,
  config: TrainConfig,
  { onTrained, ...run }: FoldRun,
): Promise<{ trained: TrainedNetwork; dev: Dataset }> {
  const { numbers, labels } = read;
  const packed = packParts(fold, numbers, { ...network, labels: [...labels] }, { config, base });
  const { size } = packed.train;
  const trained = await runTraining({
    ...{ ...packed, ...run, config },
    start: base && parametersFrom(base, packed.network, packed.vocabulary),
    onProgress: ({ epoch, texts }) => onTrained(epoch * size + texts),
  });
  if (trained.stopped === 'signal')
    throw new ChoosingStoppedError('while it chose what to start from; run it again');
  return { trained, dev: packed.dev };
}

/** [texts], 1 where the likeliest label of a text of the fold is its own. */
export function rightOf({ trained: { devLogits }, dev }: Awaited<ReturnType<typeof trainFold>>): Uint8Array {
  const classes = devLogits.length / dev.size;
  return Uint8Array.from({ length: dev.size }, (_, text) => {
    const answer = argmax(devLogits.subarray(text * classes, (text + 1) * classes));
    return answer === dev.labels[text] ? 1 : 0;
  });
}
