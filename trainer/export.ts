import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Model, writeModel } from '../src/model/file/modelfile.ts';
import { fitCalibration } from './calibration.ts';
import type { Dataset } from './data/dataset.ts';
import { sha256 } from './data/model.ts';
import type { Prepared } from './data/prepare.ts';
import { withWritable } from './errors.ts';
import { foldBatchNorm } from './network/fold.ts';
import { draftOf, makeFolder, refuseOther } from './outputs.ts';
import type { TrainedNetwork } from './parallel/run.ts';

/**
 * The model that a run leaves behind. It holds no clock, host, path or number of workers: equal data, choices
 * and seed give equal bytes.
 */
export function exportModel(
  prepared: Prepared,
  trained: TrainedNetwork,
  { name, licence }: Pick<Model, 'name' | 'licence'>,
): Uint8Array {
  const { network, weights } = foldBatchNorm(prepared.network, trained.parameters);
  const { labels, tokenOffsets } = prepared.dev;
  const lengths = Int32Array.from(labels, (_, text) => tokenOffsets[text + 1] - tokenOffsets[text]);
  const model = {
    name,
    config: network,
    parameters: new Map(weights),
    vocabulary: prepared.vocabulary,
    calibration: {
      ...fitCalibration({ logits: trained.devLogits, labels, lengths }, network.labels.length),
      prior: shares(prepared.train, network.labels.length),
    },
    training: {
      network: prepared.network,
      config: prepared.config,
      data: prepared.summary,
      best: trained.best,
      epochs: trained.epochs.length,
    },
    licence,
  };
  return writeModel(model, sha256);
}

/**
 * Writes a file whole or not at all: a reader never sees half of it.
 *
 * @param content text in parts is written as the parts come.
 * @throws UserError when the disk is full or the folder cannot be written.
 */
export async function writeWhole(
  path: string,
  content: Uint8Array | string | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const unfinished = draftOf(path);
  await withWritable(path, async () => {
    await makeFolder(dirname(path));
    await refuseOther(path);
    try {
      // One that a killed run left is removed, and a link of that name is not followed.
      await rm(unfinished, { force: true });
      await writeFile(unfinished, content, { flush: true, flag: 'wx' });
      await rename(unfinished, path);
    } catch (error) {
      // What went wrong is to be told, not that the draft could not be removed either.
      await rm(unfinished, { force: true }).catch(() => {});
      throw error;
    }
  });
}

/** Each label's share of the training texts, by their weights. */
function shares({ labels, weights }: Dataset, classes: number): number[] {
  const sums = new Array<number>(classes).fill(0);
  labels.forEach((label, text) => {
    sums[label] += weights ? weights[text] : 1;
  });
  const total = sums.reduce((sum, value) => sum + value, 0);
  return sums.map((sum) => sum / total);
}
