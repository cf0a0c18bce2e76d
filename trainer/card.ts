import type { Prepared } from './data/prepare.ts';
import type { TrainedNetwork } from './parallel/run.ts';
import type { Comparison, WeightType } from './quantise.ts';

/** What a model is, for people and for `GET /model`. It lies beside the model file as JSON. */
export type Card = {
  name: string;
  /** The first 12 digits of the model file's SHA-256. */
  version: string;
  labels: readonly string[];
  licence: string;
  /** What the weights are held in, and how the model compares with the one of larger weights that it was made of. */
  weights: { type: WeightType } & Partial<Comparison>;
  network: Prepared['network'];
  training: {
    config: Prepared['config'];
    data: Prepared['summary'];
    epochs: number;
    /** The epoch whose weights were kept, with its figures on the dev texts that it was chosen by. */
    kept: TrainedNetwork['best'];
  };
};

/** The card of a finished run. */
export function cardOf(
  { network, config, summary }: Prepared,
  { best, epochs }: TrainedNetwork,
  { name, version, licence, weights }: Pick<Card, 'name' | 'version' | 'licence' | 'weights'>,
): Card {
  const training = { config, data: summary, epochs: epochs.length, kept: best };
  return { name, version, labels: network.labels, licence, weights, network, training };
}
