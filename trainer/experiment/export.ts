import { writeModel } from '../../src/model/file/modelfile.ts';
import type { Dataset } from '../encode/dataset.ts';
import { foldBatchNorm } from '../network/fold.ts';
import type { TrainedNetwork } from '../parallel/run.ts';
import { licenceWith } from '../prepare/origin.ts';
import type { Prepared } from '../prepare/prepare.ts';
import { startedFrom } from '../report/card.ts';
import { fitCalibration } from '../scoring/calibration.ts';
import { sha256 } from '../scoring/load.ts';

/**
 * The model that a run leaves behind. It holds no clock, host, path or number of workers: equal data, choices
 * and seed give equal bytes.
 */
export function exportModel(
  prepared: Prepared,
  trained: TrainedNetwork,
  { name, licence }: { name: string; licence: string | undefined },
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
      ...fitCalibration({ logits: trained.devLogits, labels, lengths }),
      prior: shares(prepared.train, network.labels.length),
    },
    training: {
      network: prepared.network,
      config: prepared.config,
      data: prepared.summary,
      best: trained.best,
      epochs: trained.epochs.length,
      ...startedFrom(prepared),
    },
    licence: licenceWith(licence, prepared.origin),
  };
  return writeModel(model, sha256);
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
