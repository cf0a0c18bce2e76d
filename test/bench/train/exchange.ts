import { parameterSpecs, sizeOf } from '../../../src/model/network/parameters.ts';
import { syntheticRun } from '../../../trainer/experiment/article/speed/rates.ts';

const FLOAT_BYTES = 4;
const VOCABULARY = 20_000;
/** What a machine in a data centre has, and most others. */
const GIGABIT = 1e9 / 8;

/** What a step would send to another machine, were one fit spread over two, beside what it computes. */
export type Exchange = {
  /** All gradients but those of the embedding, and the rows of that which a batch touches. */
  bytes: number;
  /** Sending as many and receiving as many, over a gigabit a second. */
  milliseconds: number;
};

/** The exchange of a step of the default network: one batch of short texts, nearly all of their words different. */
export function exchangeOf(): Exchange {
  const { network, config, train } = syntheticRun(VOCABULARY, 1000);
  const specs = parameterSpecs(network).filter(({ layer }) => layer !== 'embedding');
  const dense = specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const touched = new Set(train.features.subarray(0, train.tokenOffsets[config.batchSize]));
  // Each row goes with its number.
  const sparse = touched.size * (network.embedding + 1);
  const bytes = FLOAT_BYTES * (dense + sparse);
  return { bytes, milliseconds: (1000 * 2 * bytes) / GIGABIT };
}
