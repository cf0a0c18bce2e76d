import { MAX_FILE_BYTES } from '../../src/model/file/safetensors.ts';
import { type NetworkConfig, parseNetworkConfig } from '../../src/model/network/config.ts';
import { ngramSlots } from '../../src/model/network/ngrams.ts';
import { parameterSpecs, sizeOf } from '../../src/model/network/parameters.ts';
import { buildVocabulary, Vocabulary, type VocabularyTensors } from '../../src/model/text/vocabulary.ts';
import type { TrainConfig } from '../config/train.ts';
import { encodeTokens, ngramsOf, packDataset } from '../encode/dataset.ts';
import type { TextNumbers, Texts } from '../encode/texts.ts';
import { chooseTokens, countTokens } from '../encode/vocabulary.ts';
import { UserError } from '../errors.ts';
import { splitTexts } from '../read/split.ts';
import { type Base, knownTokens } from './base.ts';

/** Some of the texts of a file, by index. */
export type Subset = { texts: Texts; selected: Int32Array };
export type TrainAndDev = {
  train: Subset;
  dev: Subset;
  /** Texts in neither, since an equal text of another split group is in dev. */
  purged: number;
};

/** All texts of two files. */
export function wholeParts(data: Texts, dev: Texts): TrainAndDev {
  const all = (texts: Texts) => ({ texts, selected: texts.labels.map((_, text) => text) });
  return { train: all(data), dev: all(dev), purged: 0 };
}

/** @throws UserError when there are too few to keep some for dev, or none is left to train on. */
export function splitData(
  texts: Texts,
  { groups }: TextNumbers,
  { devShare, seed }: TrainConfig,
): TrainAndDev {
  const grouped = { ...texts, keys: [...groups.strings()] };
  const { train, dev, purged } = splitTexts(grouped, { share: devShare, seed });
  if (dev.length === 0) {
    const one = texts.splitGroups === undefined ? 'text' : 'split group';
    throw new UserError(
      `${texts.size} rows are too few to keep some for dev: each label has only one ${one}; give more or --dev FILE`,
    );
  }
  if (train.length === 0) {
    throw new UserError(
      'no text is left to train on: dev has each in another split group; give more rows or another --split-group',
    );
  }
  return { train: { texts, selected: train }, dev: { texts, selected: dev }, purged };
}

/**
 * Chooses the tokens to know, and packs the texts as their numbers.
 *
 * @throws UserError when no token is known, no dev text has one, or the model would be too large for a file.
 */
export function packParts(
  { train, dev }: Pick<TrainAndDev, 'train' | 'dev'>,
  numbers: TextNumbers,
  choices: NetworkConfig,
  { config, base }: { config: TrainConfig; base?: Base | undefined },
) {
  const strings = numbers.tokens;
  const counts = countTokens(train.texts, train.selected, strings.size);
  const chosen = chooseTokens(strings.strings(), counts, config);
  const tokens = base === undefined ? chosen : [...new Set([...knownTokens(base), ...chosen])];
  if (tokens.length === 0) {
    const different = counts.filter((count) => count > 0).length;
    throw new UserError(
      `none of the ${different} different tokens occurs ${config.minCount} times; say --min-count 1`,
    );
  }
  const network = parseNetworkConfig({ ...choices, vocabulary: tokens.length });
  const vocabulary = buildVocabulary(tokens);
  checkFileSize(network, vocabulary);
  const words = new Vocabulary(vocabulary);
  const encoded = encodeTokens(strings.strings(), words, network);
  const packedDev = packDataset(
    { ...dev.texts, weights: undefined },
    dev.selected,
    encoded,
    choices.maxTokens,
  );
  if (packedDev.dataset.size === 0)
    throw new UserError('no dev text has a token: give more rows or --dev FILE');
  const packed = packDataset(train.texts, train.selected, encoded);
  const empty = packed.dropped + packedDev.dropped;
  const ngrams = config.backOff > 0 ? ngramsOf(words, network.ngramBuckets) : undefined;
  return { network, vocabulary, train: { ...packed.dataset, ngrams }, dev: packedDev.dataset, empty };
}

/** @throws UserError when no file may hold the model: better now than after hours of training. */
function checkFileSize(network: NetworkConfig, { bytes, offsets, index }: VocabularyTensors): void {
  const floats = parameterSpecs(network).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const { ngrams, labels } = network;
  const table = ngrams === undefined ? 0 : ngramSlots(ngrams) * (2 + labels.length);
  const size = 4 * floats + bytes.byteLength + offsets.byteLength + index.byteLength + table;
  if (size <= MAX_FILE_BYTES) return;
  throw new UserError(
    `the model would have ${size} bytes, allowed ${MAX_FILE_BYTES}: give a smaller --max-vocabulary, --max-pairs, ` +
      `--ngram-buckets${ngrams === undefined ? '' : ', --ngrams'} or --embedding`,
  );
}
