import { probabilities } from '../../src/model/calibration.ts';
import type { Dataset } from '../encode/dataset.ts';
import { UserError } from '../errors.ts';
import { DivergedError, STALL_MS, TrainingPool } from '../parallel/pool.ts';
import type { TrainedNetwork } from '../parallel/run.ts';
import type { ReadParts } from '../prepare/prepare.ts';
import { fitCalibration } from '../scoring/calibration.ts';
import type { ComparisonFold } from './comparisonfolds.ts';
import { type Arm, configOf, trainFold } from './trainfold.ts';

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
  // All epochs are trained, and the best one is kept.
  const configs = folds.map((fold) => ({ ...configOf(arm, { labels }, fold), patience: 0 }));
  const works = folds.map(({ train }, fold) => train.selected.length * configs[fold].epochs);
  const size = works.reduce((sum, work) => sum + work, 0);
  const pool = new TrainingPool(workers, STALL_MS);
  let done = 0;
  try {
    for (const [index, fold] of folds.entries()) {
      const run = { workers, signal, pool, onTrained: (texts: number) => onTrained(done + texts, size) };
      const { trained, dev } = await trainFold({ numbers, labels }, fold, arm, configs[index], run);
      write(found, fold, dev, trained);
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
  { labels, tokenOffsets }: Dataset,
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
