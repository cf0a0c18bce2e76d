import { writeModel } from '../../src/model/file/modelfile.ts';
import { foldBatchNorm } from '../network/fold.ts';
import { licenceWith } from '../prepare/origin.ts';
import type { Prepared } from '../prepare/prepare.ts';
import { startedFrom } from '../report/card.ts';
import { shifted } from '../report/judged.ts';
import { fitCalibration } from '../scoring/calibration.ts';
import { sha256 } from '../scoring/load.ts';
import type { WithTable } from './table.ts';

/** What the file says of itself beside what the run made. */
type ExportedAs = {
  name: string;
  licence: string | undefined;
  /** What it was trained to read, as BCP 47 tags; undefined where nothing was said. */
  languages?: readonly string[] | undefined;
};

/**
 * The model that a run leaves behind. It holds no clock, host, path or number of workers: equal data, choices
 * and seed give equal bytes.
 */
export function exportModel(
  prepared: Prepared,
  trained: WithTable,
  { name, licence, languages }: ExportedAs,
): Uint8Array {
  const { shares, weights: classWeights, costs } = prepared.classes;
  const { ngrams: _, ...bare } = prepared.network;
  const { network, weights } = foldBatchNorm(bare, trained.parameters);
  const { table } = trained;
  const { labels, tokenOffsets } = prepared.dev;
  const shifts = classWeights?.map(Math.log);
  const lengths = Int32Array.from(labels, (_, text) => tokenOffsets[text + 1] - tokenOffsets[text]);
  const model = {
    name,
    config: table ? { ...network, ngrams: table.ngrams } : network,
    ...(table && { ngrams: table.tensors }),
    parameters: unweighed(weights, shifts),
    vocabulary: prepared.vocabulary,
    calibration: {
      ...fitCalibration({ logits: shifted(trained.devLogits, shifts), labels, lengths }),
      prior: shares,
      ...(costs ? { costs } : {}),
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
    ...(languages && { languages }),
  };
  return writeModel(model, sha256);
}

/**
 * A network that was trained on weighed labels says what they would be if the file had them in those shares. Taking the logarithm of
 * the weights off the logits gives the file's own shares back (Saerens et al. 2002).
 *
 * @param shifts [labels]; undefined where all weighed the same.
 */
function unweighed(
  parameters: ReadonlyMap<string, Float32Array>,
  shifts: readonly number[] | undefined,
): Map<string, Float32Array> {
  const exported = new Map(parameters);
  const bias = exported.get(HEAD_BIAS);
  if (bias !== undefined) exported.set(HEAD_BIAS, shifted(bias, shifts));
  return exported;
}

const HEAD_BIAS = 'head.bias';
