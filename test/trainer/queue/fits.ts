import { comparisonFolds } from '../../../trainer/experiment/comparisonfolds.ts';
import { buildConfigs } from '../../../trainer/experiment/configs.ts';
import type { AskedFit } from '../../../trainer/experiment/fits/asked.ts';
import { readParts } from '../../../trainer/prepare/prepare.ts';

const NETWORK = { embedding: 4, width: 4, blocks: 1 };

/** Small fits of a file, one a fold; `more` is told apart by its training. */
export async function fitsOf(data: string, epochs = 2): Promise<AskedFit[]> {
  const { network, config } = buildConfigs('small', { network: NETWORK, train: { epochs, batchSize: 10 } });
  const read = await readParts({ data, network, config, report: () => {} });
  const { texts } = read.parts.train;
  const selected = Int32Array.from(texts.labels, (_, text) => text);
  const folds = comparisonFolds({ texts, selected }, read.numbers, { k: 3, rows: 1000, minimum: 1, seed: 1 });
  return folds.map((fold, index) => ({
    ...{ kind: index === 1 ? 'candidate' : 'arm', name: `fold ${index}`, digest: `${index}`.repeat(64) },
    ...{ read, fold, network, config, gradientPoints: index === 2 ? 1 : undefined },
  }));
}
