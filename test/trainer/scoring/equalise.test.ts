import { describe, expect, it } from 'vitest';
import { type Model, readModel, writeModel } from '../../../src/model/file/modelfile.ts';
import { DEFAULT_NETWORK, type NetworkConfig } from '../../../src/model/network/config.ts';
import { NgramTable } from '../../../src/model/network/ngrams.ts';
import {
  floats,
  isByteRows,
  parameterSpecs,
  required,
  sizeOf,
} from '../../../src/model/network/parameters.ts';
import { addRows, lookupOf } from '../../../src/model/text/encode.ts';
import { buildVocabulary, Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { uniform } from '../../../trainer/random.ts';
import { equalise } from '../../../trainer/scoring/equalise.ts';
import { classifierOf, sha256 } from '../../../trainer/scoring/load.ts';
import { WEIGHT_TYPES, type WeightType, withWeights } from '../../../trainer/scoring/quantise.ts';
import { hashesOf, tableOf } from '../../model/network/tables.ts';

const TOKENS = ['danish', 'thai', 'the', 'polish', 'cook', 'smiled', '西', '班', '牙', '牙人', '人'];
const LISTS = {
  'en.nationalities': ['danish', 'thai', 'yemeni'],
  'zh.nationalities': ['西班', '班牙', '牙人'],
};

/** A network of random weights that knows a few words, with its embedding held in this type. */
function network(type: WeightType, ngramBuckets = 64): Model {
  const config: NetworkConfig = {
    ...DEFAULT_NETWORK,
    labels: ['negative', 'neutral', 'positive'],
    vocabulary: TOKENS.length,
    ngramBuckets,
    embedding: 8,
    width: 8,
    blocks: 1,
  };
  const parameters = new Map(
    parameterSpecs(config).map(({ name, shape }, i) => [
      name,
      Float32Array.from({ length: sizeOf(shape) }, (_, at) => uniform(i, at) - 0.5),
    ]),
  );
  const calibration = { temperature: 1, lengthExponent: 0, prior: [0.3, 0.3, 0.4] };
  const model = { name: 'people', version: '', config, parameters, calibration };
  const whole = { ...model, vocabulary: buildVocabulary(TOKENS), training: { network: config }, licence: '' };
  return withWeights(whole, type);
}

/** What the network reads for a token, or for a pair and its second character. */
function read({ vocabulary: tensors, config, parameters }: Model, token: string): number[] {
  const table = floats(required(parameters, 'embedding.weight'));
  const rows: number[] = [];
  addRows(rows, lookupOf(token), new Vocabulary(tensors), config.ngramBuckets);
  const { embedding } = config;
  return Array.from(
    { length: embedding },
    (_, c) => rows.reduce((sum, row) => sum + table[row * embedding + c], 0) / rows.length,
  );
}

/** A row as it lies in the table. */
function stored({ parameters, config }: Model, row: number): unknown {
  const values = required(parameters, 'embedding.weight');
  const { embedding } = config;
  const part = <Array_>(of: { subarray(begin: number, end: number): Array_ }) =>
    of.subarray(row * embedding, (row + 1) * embedding);
  return isByteRows(values) ? [part(values.bytes), values.scales[row]] : part(values as Float32Array);
}

describe('equalise()', () => {
  it.each(WEIGHT_TYPES)('leaves all rows but those of the lists as they are in %s', (type) => {
    for (const buckets of [64, 0]) {
      const before = network(type, buckets);
      const after = equalise(before, LISTS);
      const [was, is] = [new Vocabulary(before.vocabulary), new Vocabulary(after.vocabulary)];
      expect(is.size).toBe(TOKENS.length + 3);
      for (const token of ['the', 'polish', 'cook', 'smiled', '西', '班', '牙', '人']) {
        expect(stored(after, is.lookup(token)), token).toEqual(stored(before, was.lookup(token)));
      }
      for (let row = 0; row < Math.max(1, buckets); row++) {
        expect(stored(after, is.size + row)).toEqual(stored(before, was.size + row));
      }
      expect([...after.parameters].slice(1)).toEqual([...before.parameters].slice(1));
    }
  });

  it('gives the words of a list the mean of what was read for each', () => {
    const before = network('f32');
    const after = equalise(before, LISTS);
    const words = LISTS['en.nationalities'].map((word) => read(before, word));
    const mean = words[0].map((_, c) => (words[0][c] + words[1][c] + words[2][c]) / 3);
    for (const word of LISTS['en.nationalities']) {
      read(after, word).forEach((value, c) => {
        expect(value).toBeCloseTo(mean[c], 6);
      });
    }
  });

  it('gives pairs the row by which they and their second characters are read as one', () => {
    const after = equalise(network('f32'), LISTS);
    const [first, ...others] = LISTS['zh.nationalities'].map((pair) => read(after, pair));
    for (const other of others) {
      other.forEach((value, c) => {
        expect(value).toBeCloseTo(first[c], 5);
      });
    }
  });

  it('takes a pair for what its second character is read as now, where that is in a list too', () => {
    const after = equalise(network('f32'), { zh: ['西班', '班牙', '牙'] });
    const mean = read(after, '西班');
    read(after, '班牙').forEach((value, c) => {
      expect(value).toBeCloseTo(mean[c], 5);
    });
  });

  it('gives sentences that differ in words of one list the same scores, bit for bit', () => {
    const model = classifierOf(writeModel(equalise(network('i8'), LISTS), sha256));
    const scores = (word: string) => model.classify(`The ${word} cook smiled`).scores;
    expect(scores('Thai')).toEqual(scores('Danish'));
    expect(scores('Yemeni')).toEqual(scores('Danish'));
    expect(scores('polish')).not.toEqual(scores('Danish'));
  });

  it('does so where a table of n-grams told the words apart', () => {
    const weights = {
      thai: [3, 0, -3],
      'the danish': [-3, 0, 3],
      'the thai cook': [2, 2, -2],
      cook: [1, 0, 0],
      班: [3, 0, -3],
    };
    const { ngrams, tensors } = tableOf(weights);
    const bare = network('i8');
    const model = { ...bare, config: { ...bare.config, ngrams }, ngrams: tensors };
    const told = (each: Model) => {
      const classifier = classifierOf(writeModel(each, sha256));
      return ['The Thai cook', 'The Danish cook', 'The Polish cook'].map(
        (text) => classifier.classify(text).scores,
      );
    };
    const before = told(model);
    expect(before[0]).not.toEqual(before[1]);
    const after = equalise(model, LISTS);
    const [thai, danish, polish] = told(after);
    expect(thai).toEqual(danish);
    expect(polish).toEqual(before[2]);
    const table = new NgramTable(after.ngrams!);
    expect([...table.logits(hashesOf('西 班 牙 人'))]).toEqual([0, 0, 0]);
    expect([...table.logits(hashesOf('班 人'))]).not.toEqual([0, 0, 0]);
  });

  it('gives equal models equal bytes, which a reader takes and which say how many tokens are equal', () => {
    const file = writeModel(equalise(network('i8'), LISTS), sha256);
    expect(writeModel(equalise(network('i8'), LISTS), sha256)).toEqual(file);
    expect(readModel(file, { verify: sha256 }).training).toMatchObject({
      network: { vocabulary: TOKENS.length + 3 },
      equalised: { 'en.nationalities': 3, 'zh.nationalities': 3 },
    });
  });

  it('counts a token of two lists in the first, and leaves out a list that has none of its own', () => {
    const { training } = equalise(network('f16'), { a: ['thai', 'thai'], b: ['thai'], c: [] });
    expect(training.equalised).toEqual({ a: 1 });
  });
});
