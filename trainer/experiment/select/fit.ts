import { createHash } from 'node:crypto';
import { parameterSpecs, sizeOf } from '../../../src/model/network/parameters.ts';
import { UserError } from '../../errors.ts';
import { compiledDigest } from '../../files/compiled.ts';
import { DivergedError } from '../../parallel/pool.ts';
import { runTraining, TrainingFailedError } from '../../parallel/run.ts';
import { packParts } from '../../prepare/parts.ts';
import type { ReadParts } from '../../prepare/prepare.ts';
import type { ComparisonFold } from '../comparisonfolds.ts';
import type { Candidate } from './grid.ts';
import type { Lane } from './lanes.ts';
import type { Fit } from './race.ts';

/** Raised with every change after which equal choices and data train to other bits. */
const FIT_FORMAT = 1;

/** Stopped by a signal, or since another fit failed. */
export class FitStoppedError extends Error {}

/**
 * Trains a candidate without a fold, and measures it on the fold after the last epoch: the best one would be chosen by the fold, and
 * flatters. Equal data and choices give an equal fit for any number of workers.
 *
 * @param onTrained told the share of the work that is done, below 1.
 * @throws FitStoppedError after the signal of the lane.
 * @throws UserError when the workers fail again and again.
 */
export async function fitCandidate(
  { numbers, labels }: ReadParts,
  fold: ComparisonFold,
  { network, config }: Candidate,
  { pool, workers, signal }: Lane,
  onTrained: (share: number) => void,
): Promise<Fit> {
  if (signal.aborted) throw new FitStoppedError();
  const packed = packParts(fold, numbers, { ...network, labels: [...labels] }, { config });
  const parameters = parameterSpecs(packed.network).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const texts = packed.dev.size;
  const all = config.epochs * packed.train.size;
  try {
    const { epochs, stopped } = await runTraining({
      ...packed,
      ...{ config: { ...config, patience: 0 }, workers, pool, signal },
      onProgress: (at) => onTrained(Math.min(0.999, (at.epoch * packed.train.size + at.texts) / all)),
    });
    if (stopped === 'signal') throw new FitStoppedError();
    const { devAccuracy, devLoss } = epochs[epochs.length - 1];
    return { texts, right: Math.round(devAccuracy * texts), loss: devLoss, parameters };
  } catch (error) {
    // Some rates suit one network and not another.
    if (error instanceof DivergedError) return { texts, right: 0, loss: null, parameters };
    if (error instanceof TrainingFailedError) {
      throw new UserError(`${error.message}; the same command goes on, with fewer --workers`);
    }
    throw error;
  }
}

/** SHA-256 of all that decides the fits of some rows, but for the candidate and the fold. */
export function dataDigest({ parts, numbers, labels }: ReadParts): string {
  const { texts } = parts.train;
  const hash = createHash('sha256');
  const versions = { format: FIT_FORMAT, kernels: compiledDigest(), v8: process.versions.v8 };
  hash.update(`${JSON.stringify({ ...versions, labels })}\n`);
  for (const array of [texts.labels, texts.offsets, texts.tokens, texts.weights]) {
    hash.update(`${array?.byteLength}\n`);
    if (array) hash.update(array);
  }
  for (const token of numbers.tokens.strings()) hash.update(`${token.length} ${token}`);
  return hash.digest('hex');
}

/** SHA-256 of which rows are trained on, and which are held out. */
export function foldDigest({ train, dev }: ComparisonFold): string {
  const hash = createHash('sha256');
  for (const { selected } of [train, dev]) hash.update(`${selected.length}\n`).update(selected);
  return hash.digest('hex');
}

/** SHA-256 of all that decides a fit. @param data of `dataDigest`. @param fold of `foldDigest`. */
export function fitDigest(data: string, fold: string, { network, config }: Candidate): string {
  const { patience, devShare, ...own } = config;
  return createHash('sha256')
    .update(JSON.stringify({ data, fold, network, config: own }))
    .digest('hex');
}
