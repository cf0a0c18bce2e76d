import { DEFAULT_NETWORK, type NetworkConfig, parseNetworkConfig } from '../../src/model/network/config.ts';
import { branchInitField } from '../config/branchinit.ts';
import type { GivenChoices } from '../config/choices.ts';
import { flagOf } from '../config/choices.ts';
import { fineTuning } from '../config/finetuning.ts';
import { rateLike } from '../config/rates.ts';
import { DEFAULT_TRAIN, PRESETS, parseTrainConfig, type TrainConfig } from '../config/train.ts';
import { UserError } from '../errors.ts';
import type { Base } from '../prepare/base.ts';

/** The network and the training of a run. */
type RunConfigs = { network: NetworkConfig; config: TrainConfig };

/** What of the training follows from the data, once it is read. */
export type Adapted = {
  /** @param found the labels of the data, and how many texts it has. */
  adapt?: (found: { labels: readonly string[]; texts: number }) => TrainConfig;
};

/** What may change of a network whose weights are there already. */
export const CHANGEABLE = ['dropout', 'ngrams'];

/**
 * The choices of a run that goes on from a model: its network is the model's. The preset `fine-tune` adapts to the data: labels that
 * are new to the model want more and longer steps.
 *
 * @throws UserError when what was given would change the network.
 */
export function fineTuneConfigs(
  { model }: Base,
  preset: string,
  { network, train, vectors }: GivenChoices & { vectors?: string | undefined },
): RunConfigs & Adapted {
  const stray = Object.keys(network).find((name) => !CHANGEABLE.includes(name));
  if (stray !== undefined) {
    throw new UserError(
      `--${flagOf(stray)} does not go with --fine-tune: the network is the model's, only --dropout and --ngrams may change`,
      2,
    );
  }
  if (vectors !== undefined) {
    throw new UserError('--vectors does not go with --fine-tune: the words of the model have theirs', 2);
  }
  if (train.branchInit !== undefined) {
    throw new UserError("--branch-init does not go with --fine-tune: the weights are the model's", 2);
  }
  const { config } = buildConfigs(preset, { network: {}, train });
  const configs = { network: parseNetworkConfig({ ...model.config, ...network }), config };
  if (preset !== 'fine-tune') return configs;
  return {
    ...configs,
    adapt({ labels, texts }) {
      const isNew = labels.some((label) => !model.config.labels.includes(label));
      return { ...config, ...fineTuning({ isNew, texts, ...config }), ...train };
    },
  };
}

/**
 * Defaults, then the preset, then what was given. Labels and vocabulary are placeholders until the data is read.
 *
 * @throws UserError when the choices do not fit together.
 */
export function buildConfigs(preset: string, given: GivenChoices): RunConfigs {
  if (!Object.hasOwn(PRESETS, preset)) {
    throw new UserError(`preset is "${preset}", allowed ${Object.keys(PRESETS).join(', ')}`, 2);
  }
  const { network: presetNetwork, train } = PRESETS[preset];
  const { branchInit, ...givenTrain } = given.train;
  const chosen = { ...DEFAULT_TRAIN, ...train };
  const learningRate = rateLike(chosen.learningRate, { ...chosen, ...givenTrain });
  try {
    const network = parseNetworkConfig({ ...DEFAULT_NETWORK, ...presetNetwork, ...given.network });
    const settled = { ...chosen, learningRate, ...givenTrain, ...branchInitField(network, branchInit) };
    return { network, config: parseTrainConfig(settled) };
  } catch (error) {
    throw new UserError((error as Error).message, 2);
  }
}
