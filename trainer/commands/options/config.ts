import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { checkModelName } from '../../../src/model/file/modelfile.ts';
import {
  checkNumber,
  DEFAULT_NETWORK,
  integerBound,
  type NumberBound,
  OMITTED_NETWORK,
} from '../../../src/model/network/config.ts';
import { BRANCH_INIT_DEFAULT, BRANCH_INITS } from '../../config/branchinit.ts';
import { flagOf, type GivenChoices, type NetworkChoices } from '../../config/choices.ts';
import { LEARNING_RATES } from '../../config/rates.ts';
import {
  DEFAULT_TRAIN,
  OMITTED_TRAIN,
  TRAIN_BOUNDS,
  TRAIN_CHOICES,
  type TrainConfig,
} from '../../config/train.ts';
import { checkDelimiter } from '../../read/dialect.ts';
import { checkEncoding } from '../../read/encodings.ts';
import { FORMATS, type Format } from '../../read/formats/detect.ts';
import type { LabelMap } from '../../read/mapping.ts';
import { WEIGHT_TYPES } from '../../scoring/quantise.ts';
import { mapLabelsOption } from './labels.ts';

/** What decides how a labelled file is read. */
export type ColumnFlags = {
  textColumn?: string;
  labelColumn?: string;
  splitGroup?: string | false;
  format?: Format;
  mapLabels?: LabelMap;
  encoding?: string;
  delimiter?: string;
};

/** Adds the flags of `ColumnFlags` to a command that reads a labelled file. */
export function addColumnOptions(command: Command): Command {
  return command
    .option('--text-column <name>', 'the column of the text (default: text)')
    .option('--label-column <name>', 'the column of the label (default: label)')
    .addOption(mapLabelsOption())
    .option(
      '--split-group <column>',
      'rows with one value in it stay together in train or in dev (default: split_group, if there)',
    )
    .option('--no-split-group', 'keep only equal texts together, whatever the file has')
    .addOption(
      new Option('--format <format>', 'what the file is (default: by what it has)').choices([...FORMATS]),
    )
    .addOption(
      new Option('--encoding <name>', 'how its characters are written, such as windows-1252').argParser(
        checked(checkEncoding),
      ),
    )
    .addOption(
      new Option('--delimiter <character>', 'what separates the fields of a table, or tab').argParser(
        checked(checkDelimiter),
      ),
    );
}

/** A parser of a flag whose check throws with what is allowed. */
function checked(check: (value: string) => string): (value: string) => string {
  return (value) => {
    try {
      return check(value);
    } catch (error) {
      throw new InvalidArgumentError(`${(error as Error).message}.`);
    }
  };
}

/** `--name`. */
export function nameOption(description = 'what answers call the model'): Option {
  return new Option('--name <name>', description).argParser((name) => {
    try {
      return checkModelName(name);
    } catch (error) {
      throw new InvalidArgumentError(`The name ${(error as Error).message}.`);
    }
  });
}

const MAX_WORKERS = 256;

/** `--workers`. */
export function workersOption(): Option {
  return bareWorkersOption(`threads that train (1 to ${MAX_WORKERS})`).default(
    defaultWorkers(),
    'one a core',
  );
}

/** `--workers` of a command that chooses their number itself where it is not given. */
export function bareWorkersOption(about: string): Option {
  const bound = { minimum: 1, maximum: MAX_WORKERS, whole: true };
  return new Option('--workers <n>', about).argParser(numberParser('workers', bound));
}

/** One thread a core. */
export function defaultWorkers(): number {
  return Math.min(MAX_WORKERS, availableParallelism());
}

/** What the weights of a model file are held in. @param fallback what they are in without it, for `--help`. */
export function weightsOption(fallback?: string): Option {
  return new Option(
    '--weights <type>',
    `of the model file: f32, f16 (half the size) or i8 (about a quarter)${fallback === undefined ? '' : ` (default: ${fallback})`}`,
  ).choices([...WEIGHT_TYPES]);
}

type Names = { allowed: readonly string[]; default?: string };
type Switch = { switch: 'on' | 'off' };
type Field = { about: string } & (NumberBound | Names | Switch);

const dropout: NumberBound = { minimum: 0, maximum: 0.99, whole: false };

const NETWORK_FIELDS: Record<keyof NetworkChoices, Field> = {
  encoder: { about: 'conv convolves over the tokens, bag pools them first', allowed: ['conv', 'bag'] },
  embedding: { about: 'floats in an embedding row', ...integerBound('embedding') },
  width: { about: 'channels of stem and blocks', ...integerBound('width') },
  stem: { about: 'plain dense layers before the blocks', ...integerBound('stem') },
  blocks: { about: 'residual blocks', ...integerBound('blocks') },
  kernel: { about: 'tokens that a convolution sees, odd', ...integerBound('kernel') },
  dilation: {
    about: 'how many times as far a block sees as the block before',
    ...integerBound('dilation'),
  },
  residual: { about: 'drop the skip connections, for comparison', switch: 'off' },
  norm: { about: 'normalisation in the blocks', allowed: ['none', 'layer', 'batch'] },
  preNorm: { about: 'normalise before the convolution instead of after it', switch: 'on' },
  activation: { about: 'relu(F(x)) + x or relu(F(x) + x)', allowed: ['inside', 'after'] },
  dropout: { about: "share of a block's outputs set to zero in training", ...dropout },
  maxTokens: { about: 'tokens read of a text', ...integerBound('maxTokens') },
  ngramBuckets: {
    about: 'rows for the character n-grams of unknown tokens, 0 = one row',
    ...integerBound('ngramBuckets'),
  },
  ngrams: {
    about:
      'n-grams of one to three tokens with weights of their own, at most; for many or long texts, 0 = none',
    ...integerBound('ngrams'),
  },
};

const TRAIN_FIELDS: Record<keyof TrainConfig, Field> = {
  loss: { about: 'what training lowers', allowed: TRAIN_CHOICES.loss },
  optimizer: { about: 'how it steps', allowed: TRAIN_CHOICES.optimizer },
  learningRate: {
    about: 'length of a step, by the optimizer; presets scale it',
    ...TRAIN_BOUNDS.learningRate,
  },
  schedule: { about: 'of the learning rate; linear falls to 0', allowed: TRAIN_CHOICES.schedule },
  warmup: { about: 'share of the steps over which the learning rate rises', ...TRAIN_BOUNDS.warmup },
  weightDecay: { about: 'shrinks the weights at each step', ...TRAIN_BOUNDS.weightDecay },
  wordDropout: { about: 'share of the tokens that training reads as unknown', ...TRAIN_BOUNDS.wordDropout },
  backOff: {
    about: 'share of the known tokens that training reads by their n-grams, so that unknown ones are learned',
    ...TRAIN_BOUNDS.backOff,
  },
  cropTokens: {
    about: 'tokens in a row that training reads of a longer text, 0 = all',
    ...TRAIN_BOUNDS.cropTokens,
  },
  distillation: { about: 'share of a target that the teachers say', ...TRAIN_BOUNDS.distillation },
  clipNorm: { about: 'longest gradient, 0 = off', ...TRAIN_BOUNDS.clipNorm },
  batchSize: { about: 'texts a step', ...TRAIN_BOUNDS.batchSize },
  epochs: { about: 'times that every text is seen', ...TRAIN_BOUNDS.epochs },
  averageEpochs: { about: 'last epochs whose weights are averaged, 1 = off', ...TRAIN_BOUNDS.averageEpochs },
  patience: { about: 'epochs without improvement before it stops, 0 = off', ...TRAIN_BOUNDS.patience },
  shards: {
    about: 'parts of a batch; decides the bits of the result, workers do not',
    ...TRAIN_BOUNDS.shards,
  },
  seed: { about: 'of all that is random', ...TRAIN_BOUNDS.seed },
  branchInit: {
    about: 'how F of relu(F(x)) + x starts: as large as x, 1 / blocks of that, or next to zero',
    allowed: BRANCH_INITS,
    default: BRANCH_INIT_DEFAULT,
  },
  ngramFrom: {
    about: 'tokens from which on a text is read by its n-grams too, where there are --ngrams, 0 = all texts',
    ...TRAIN_BOUNDS.ngramFrom,
  },
  minCount: { about: 'occurrences from which on a token is known', ...TRAIN_BOUNDS.minCount },
  maxVocabulary: { about: 'known tokens at most', ...TRAIN_BOUNDS.maxVocabulary },
  maxPairs: { about: 'known pairs of Chinese characters at most, 0 = none', ...TRAIN_BOUNDS.maxPairs },
  devShare: { about: "share of each label's rows kept for dev without --dev", ...TRAIN_BOUNDS.devShare },
};

/** Adds one flag for every choice of `NetworkConfig` and `TrainConfig`. */
export function addConfigOptions(command: Command): Command {
  command.optionsGroup('Training:');
  for (const [name, field] of Object.entries(TRAIN_FIELDS))
    command.addOption(optionOf(name, field, { ...OMITTED_TRAIN, ...DEFAULT_TRAIN }));
  command.optionsGroup('Network:');
  for (const [name, field] of Object.entries(NETWORK_FIELDS)) {
    command.addOption(optionOf(name, field, { ...OMITTED_NETWORK, ...DEFAULT_NETWORK }));
  }
  return command;
}

/** What was given on the command line, so that a preset can stand between it and the defaults. */
export function givenConfig(command: Command): GivenChoices {
  const given = (fields: object) =>
    Object.fromEntries(
      Object.keys(fields)
        .filter((name) => command.getOptionValueSource(name) === 'cli')
        .map((name) => [name, command.getOptionValue(name)]),
    );
  return { network: given(NETWORK_FIELDS), train: given(TRAIN_FIELDS) };
}

/** The default stands in the text alone: a value that commander sets could not be told from one that was given. */
function optionOf(name: string, field: Field, defaults: object): Option {
  const flag = flagOf(name);
  if ('switch' in field)
    return new Option(field.switch === 'off' ? `--no-${flag}` : `--${flag}`, field.about);
  const preset = `default: ${'default' in field ? field.default : defaultOf(name, defaults)}`;
  if ('allowed' in field) {
    return new Option(`--${flag} <name>`, `${field.about} (${preset})`).choices([...field.allowed]);
  }
  const range = `${field.minimum} to ${field.maximum}`;
  return new Option(`--${flag} <n>`, `${field.about} (${range}, ${preset})`).argParser(
    numberParser(name, field),
  );
}

function defaultOf(name: string, defaults: object): unknown {
  if (name !== 'learningRate') return (defaults as Record<string, unknown>)[name];
  const rates = Object.entries(LEARNING_RATES).map(([optimizer, rate]) => `${optimizer} ${rate}`);
  return rates.join(', ');
}

/** Reads names, separated by commas. */
export function splitNames(list: string): string[] {
  return list.split(',').map((name) => name.trim());
}

/** Reads a number within its bound. */
export function numberParser(name: string, bound: NumberBound): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    try {
      checkNumber(name, Number.isNaN(value) ? text : value, bound);
    } catch (error) {
      throw new InvalidArgumentError(`${(error as Error).message}.`);
    }
    return value;
  };
}
