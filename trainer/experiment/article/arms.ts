import type { GivenChoices, NetworkChoices } from '../../config/choices.ts';
import { OMITTED_TRAIN, type TrainConfig } from '../../config/train.ts';
import type { NamedArm } from '../compare/armfit.ts';
import { buildConfigs } from '../configs.ts';
import type { Size } from './size.ts';

/** A network and its training as a question names it: what sets it apart from the others. */
export type ArmChoice = {
  name: string;
  /** `default` where it is not the article's own network. */
  preset?: 'dense-64';
  network?: Partial<NetworkChoices>;
  train?: Partial<TrainConfig>;
  /** Learning rates to choose from, rising; Adam's by default. */
  rates?: readonly number[];
};

/** Around the rate of the preset `small`, which is for so few texts. */
export const ADAM_RATES = [3e-4, 1e-3, 3e-3, 1e-2, 3e-2] as const;

/** At how many steps after the first two gradients are measured. */
const GRADIENT_POINTS = 8;

/** An arm as the engine trains it. @param isMeasured whether its gradients are. */
export function armOf(choice: ArmChoice, size: Size, maxTokens: number, isMeasured: boolean): NamedArm {
  const { name, preset, network = {}, train = {}, rates = ADAM_RATES } = choice;
  const base = preset === undefined ? commonChoices(size, maxTokens) : ownChoices(size, maxTokens);
  // What a residual network starts from is said, not left to its depth.
  const start = preset === undefined && network.residual !== false ? OMITTED_TRAIN : {};
  const given = {
    network: { ...base.network, ...network },
    train: { ...base.train, ...start, ...train },
  };
  return {
    ...buildConfigs(preset ?? 'default', given),
    ...{ name, values: { ...network, ...train }, rates: middleOf(rates, size.mostRates) },
    gradientPoints: isMeasured ? GRADIENT_POINTS : undefined,
  };
}

/** What all networks have in common but the article's own. */
export function commonChoices({ width, epochs }: Size, maxTokens: number): GivenChoices {
  return {
    network: { embedding: width, width, norm: 'none', dropout: 0, maxTokens },
    // Fits run side by side, one thread each: more shards would make each step longer.
    train: { epochs, batchSize: 32, shards: 2, minCount: 1, patience: 0 },
  };
}

/** The article's own network is as it stands; the short form has fewer epochs. */
function ownChoices({ quick, epochs }: Size, maxTokens: number): GivenChoices {
  return { network: { maxTokens }, train: quick ? { epochs } : {} };
}

/** So many values in the middle of a list. */
function middleOf(values: readonly number[], most: number): readonly number[] {
  const begin = Math.max(0, Math.floor((values.length - most) / 2));
  return values.slice(begin, begin + most);
}
