import {
  checkChoice,
  checkNumber,
  type NetworkConfig,
  type NumberBound,
} from '../../src/model/network/config.ts';
import { BRANCH_INITS, type BranchInit } from './branchinit.ts';

/** Every choice of a training run that is not the network itself. */
export type TrainConfig = {
  loss: 'crossentropy' | 'mse';
  optimizer: 'sgd' | 'momentum' | 'adam' | 'adamw';
  learningRate: number;
  /** `linear` falls to 0 at the last step. */
  schedule: 'constant' | 'linear';
  /** Share of the steps over which the learning rate rises from 0. */
  warmup: number;
  weightDecay: number;
  /** Share of the tokens that training reads as unknown, so that no text is known by one word. */
  wordDropout: number;
  /** Share of the known tokens that training reads as if they were unknown, by their character n-grams; needs `ngramBuckets`. */
  backOff: number;
  /** Training reads so many tokens in a row of a longer text, drawn anew each epoch; 0 = the whole text. */
  cropTokens: number;
  /** Share of a text's target that its teachers say, where there are any (Hinton et al. 2015); its label has the rest. */
  distillation: number;
  /** The longest a gradient may be, all parameters together; 0 = off. */
  clipNorm: number;
  /** How the branches of the blocks start; left out for `he`. */
  branchInit?: BranchInit;
  /** Tokens from which on the table of n-grams is read: shorter texts are left to the network; left out for all texts. */
  ngramFrom?: number;
  /** Texts a step. */
  batchSize: number;
  epochs: number;
  /** The weights kept are the mean of those after this many last epochs; 1 = off. */
  averageEpochs: number;
  /** Epochs without improvement on the dev rows before training stops; 0 = off. */
  patience: number;
  /** Parts of a batch, summed in their order: the same for any number of workers, so that runs repeat bit for bit. */
  shards: number;
  seed: number;
  /** Occurrences from which on a token gets an embedding row of its own. */
  minCount: number;
  maxVocabulary: number;
  /** Pairs of Chinese or Japanese characters that get an embedding row of their own, beside the tokens; 0 = none. */
  maxPairs: number;
  /** Share of each label's rows that is kept for dev, where no dev file is given. */
  devShare: number;
};

export const DEFAULT_TRAIN: TrainConfig = {
  loss: 'crossentropy',
  optimizer: 'adam',
  learningRate: 1e-3,
  schedule: 'linear',
  warmup: 0.05,
  weightDecay: 0,
  wordDropout: 0,
  backOff: 0,
  cropTokens: 0,
  distillation: 0.7,
  clipNorm: 1,
  batchSize: 64,
  epochs: 8,
  averageEpochs: 1,
  patience: 3,
  shards: 8,
  seed: 1,
  minCount: 2,
  maxVocabulary: 50_000,
  maxPairs: 20_000,
  devShare: 0.1,
};

const whole = (minimum: number, maximum: number): NumberBound => ({ minimum, maximum, whole: true });
const real = (minimum: number, maximum: number): NumberBound => ({ minimum, maximum, whole: false });

/** What each number may be; also what `--help` says. */
export const TRAIN_BOUNDS = {
  learningRate: real(1e-9, 10),
  warmup: real(0, 1),
  weightDecay: real(0, 1),
  wordDropout: real(0, 0.9),
  backOff: real(0, 0.9),
  cropTokens: whole(0, 4096),
  distillation: real(0, 1),
  clipNorm: real(0, 1000),
  batchSize: whole(1, 65_536),
  epochs: whole(1, 10_000),
  averageEpochs: whole(1, 100),
  patience: whole(0, 10_000),
  shards: whole(1, 256),
  seed: whole(0, 2 ** 32 - 1),
  minCount: whole(1, 1_000_000),
  maxVocabulary: whole(1, 1_000_000),
  maxPairs: whole(0, 1_000_000),
  ngramFrom: whole(0, 4096),
  devShare: real(0.001, 0.9),
} as const satisfies Partial<Record<keyof TrainConfig, NumberBound>>;

/** What each name may be. */
export const TRAIN_CHOICES = {
  loss: ['crossentropy', 'mse'],
  optimizer: ['sgd', 'momentum', 'adam', 'adamw'],
  schedule: ['constant', 'linear'],
} as const satisfies Partial<Record<keyof TrainConfig, readonly string[]>>;

/** What a config means by a field that it leaves out. */
export const OMITTED_TRAIN = { branchInit: 'he', ngramFrom: 0 } as const satisfies Partial<TrainConfig>;

/**
 * Checks an untrusted value and returns it as a config with exactly the known fields.
 *
 * @throws TypeError when a field is missing, unknown or of the wrong type.
 * @throws RangeError when a field is outside its bounds. Both messages begin with the field's name.
 */
export function parseTrainConfig(value: unknown): TrainConfig {
  if (typeof value !== 'object' || value === null) throw new TypeError('train is not an object');
  const fields = value as Record<string, unknown>;
  for (const name of Object.keys(fields)) {
    if (!Object.hasOwn(DEFAULT_TRAIN, name) && !Object.hasOwn(OMITTED_TRAIN, name))
      throw new TypeError(`${name} is not a field of the train config`);
  }
  const all: Record<string, unknown> = { ...OMITTED_TRAIN, ...fields };
  for (const [name, bound] of Object.entries(TRAIN_BOUNDS)) checkNumber(name, all[name], bound);
  for (const [name, allowed] of Object.entries(TRAIN_CHOICES)) checkChoice(name, fields[name], allowed);
  checkChoice('branchInit', all.branchInit, BRANCH_INITS);
  return { ...(fields as TrainConfig) };
}

/** A named set of choices. What it leaves open is the default; flags override it. */
type Preset = { description: string; network: Partial<NetworkConfig>; train: Partial<TrainConfig> };

export const PRESETS: Readonly<Record<string, Preset>> = {
  default: { description: 'residual convolutions over the tokens', network: {}, train: {} },
  small: {
    description: 'for a few thousand texts: more epochs, every word known, more dropout',
    network: { dropout: 0.3 },
    train: { learningRate: 3e-3, wordDropout: 0.3, minCount: 1, epochs: 15, patience: 0 },
  },
  'fine-tune': {
    description: 'to go on from a model with --fine-tune, which takes it by itself: a few short epochs',
    network: {},
    train: { learningRate: 5e-4, wordDropout: 0.1, epochs: 4, patience: 0 },
  },
  'dense-64': {
    description:
      'the network of the article: three dense layers of 64 units, a skip around the last, Adam on MSE',
    network: {
      encoder: 'bag',
      embedding: 64,
      width: 64,
      stem: 2,
      blocks: 1,
      residual: true,
      norm: 'none',
      activation: 'inside',
      dropout: 0,
    },
    train: {
      loss: 'mse',
      optimizer: 'adam',
      learningRate: 1e-3,
      schedule: 'constant',
      warmup: 0,
      clipNorm: 0,
      batchSize: 32,
      epochs: 10,
      patience: 0,
    },
  },
};
