import { createHash } from 'node:crypto';
import type { AskedFit } from '../fits/asked.ts';
import { fitWithout } from '../fits/fit.ts';
import type { Lane } from '../fits/lanes.ts';
import type { Candidate } from './grid.ts';
import type { Fit } from './race.ts';

/** Trains a candidate without a fold, and measures it on the fold after the last epoch. @throws as `fitWithout`. */
export async function fitCandidate(
  asked: AskedFit,
  lane: Lane,
  onTrained: (share: number) => void,
): Promise<Fit> {
  const { read, fold, config } = asked;
  const { parameters, dev, trained } = await fitWithout(read, fold, asked, lane, { config, onTrained });
  const texts = dev.size;
  if (trained === undefined) return { texts, right: 0, loss: null, parameters };
  const { devAccuracy, devLoss } = trained.best;
  return { texts, right: Math.round(devAccuracy * texts), loss: devLoss, parameters };
}

/** SHA-256 of all that decides a fit. @param data of `dataDigest`. @param fold of `foldDigest`. */
export function fitDigest(data: string, fold: string, { network, config }: Candidate): string {
  const { patience, devShare, ...own } = config;
  return createHash('sha256')
    .update(JSON.stringify({ data, fold, network, config: own }))
    .digest('hex');
}
