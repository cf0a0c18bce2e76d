import { probabilities } from '../../src/model/calibration.ts';
import { UserError } from '../errors.ts';
import { DivergedError, STALL_MS, TrainingPool } from '../parallel/pool.ts';
import { runTraining, type TrainedNetwork } from '../parallel/run.ts';
import { parametersFrom } from '../prepare/base.ts';
import { packParts } from '../prepare/parts.ts';
import type { ReadParts } from '../prepare/prepare.ts';
import { fitCalibration } from '../scoring/calibration.ts';
import { type Arm, ChoosingStoppedError } from './choose.ts';
import type { ComparisonFold } from './comparisonfolds.ts';

export type OutOfFoldOptions = {
  workers: number;
  signal: AbortSignal;
  /** Told how many texts of how many were trained on. */
  onTrained: (done: number, size: number) => void;
  /** Told that a fold of so many is done. */
  onFold?: ((done: number, folds: number) => void) | undefined;
};

/**
 * What networks say of texts that they were not trained on: one network for each fold, trained on the others, calibrated by
 * its fold. Equal texts, choices and seed give equal bits for any number of workers.
 *
 * @param folds of one reading, each text in the `dev` of one at most.
 * @returns float32 [texts, labels]; NaN for texts that no fold holds, or that have no token.
 * @throws ChoosingStoppedError after the signal.
 * @throws UserError when a training diverges.
 */
export async function outOfFold(
  { numbers, labels }: Pick<ReadParts, 'numbers' | 'labels'>,
  folds: readonly ComparisonFold[],
  arm: Arm,
  { workers, signal, onTrained, onFold }: OutOfFoldOptions,
): Promise<Float32Array> {
  const [{ dev }] = folds;
  const found = new Float32Array(dev.texts.size * labels.length).fill(Number.NaN);
  const configs = folds.map(
    ({ train }) => arm.adapt?.({ labels, texts: train.selected.length }) ?? arm.config,
  );
  const works = folds.map(({ train }, fold) => train.selected.length * configs[fold].epochs);
  const size = works.reduce((sum, work) => sum + work, 0);
  const pool = new TrainingPool(workers, STALL_MS);
  let done = 0;
  try {
    for (const [index, fold] of folds.entries()) {
      const { network, base } = arm;
      const packed = packParts(
        fold,
        numbers,
        { ...network, labels: [...labels] },
        { config: configs[index], base },
      );
      const trained = await runTraining({
        ...{ ...packed, workers, signal, pool, config: { ...configs[index], patience: 0 } },
        start: base && parametersFrom(base, packed.network, packed.vocabulary),
        onProgress: ({ epoch, texts }) => onTrained(done + epoch * packed.train.size + texts, size),
      });
      if (trained.stopped === 'signal') throw new ChoosingStoppedError();
      write(found, fold, packed.dev, trained);
      done += works[index];
      onFold?.(index + 1, folds.length);
    }
  } catch (error) {
    if (error instanceof DivergedError) throw new UserError(error.message);
    throw error;
  } finally {
    await pool.close();
    onTrained(size, size);
  }
  return found;
}

/** Writes what a fold's network says of the texts that the fold holds. */
function write(
  found: Float32Array,
  { dev: { texts, selected } }: ComparisonFold,
  { labels, tokenOffsets }: ReturnType<typeof packParts>['dev'],
  { devLogits }: TrainedNetwork,
): void {
  const lengths = Int32Array.from(labels, (_, text) => tokenOffsets[text + 1] - tokenOffsets[text]);
  const calibration = fitCalibration({ logits: devLogits, labels, lengths });
  const classes = devLogits.length / labels.length;
  // Those that are packed, in their order.
  const kept = selected.filter((text) => texts.offsets[text + 1] > texts.offsets[text]);
  kept.forEach((text, at) => {
    const logits = devLogits.subarray(at * classes, (at + 1) * classes);
    found.set(probabilities(logits, lengths[at], calibration), text * classes);
  });
}
