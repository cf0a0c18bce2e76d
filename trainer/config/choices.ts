import type { NetworkConfig } from '../../src/model/network/config.ts';
import type { TrainConfig } from './train.ts';

/** The choices of the network that flags and recipes make; `labels` and `vocabulary` come from the data. */
export type NetworkChoices = Omit<NetworkConfig, 'labels' | 'vocabulary'>;

/** What flags or a recipe say; the rest is of a preset or the default. */
export type GivenChoices = { network: Partial<NetworkChoices>; train: Partial<TrainConfig> };

/** The flag of a field, without its dashes: `maxTokens` is `max-tokens`. */
export function flagOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
