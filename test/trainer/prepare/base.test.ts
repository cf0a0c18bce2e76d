import { describe, expect, it } from 'vitest';
import { loadClassifier } from '../../../src/model/classifier.ts';
import { type Model, readModel } from '../../../src/model/file/modelfile.ts';
import { DEFAULT_NETWORK, type NetworkConfig } from '../../../src/model/network/config.ts';
import { buildVocabulary } from '../../../src/model/text/vocabulary.ts';
import { knownTokens, loadBase, parametersFrom, refuseWithoutBase } from '../../../trainer/prepare/base.ts';
import { sha256 } from '../../../trainer/scoring/load.ts';
import { fileOf, reweighed } from '../../contract/model.ts';
import { randomWeights } from '../../parity/networks.ts';
import { temporaryFolder } from '../files.ts';

const TOKENS = ['a', 'film', 'good', 'not', '不', '好', '不好'];
const MORE = ['boring', 'excellent', '很', '很好'];
const TEXTS = [
  'a good film',
  'not a boring film',
  'excellent film!',
  '不好',
  '很好 excellent',
  'not unheard of',
];
const write = temporaryFolder();

function modelOf(network: Partial<NetworkConfig>): Uint8Array {
  const config: NetworkConfig = {
    ...DEFAULT_NETWORK,
    labels: ['negative', 'neutral', 'positive'],
    vocabulary: TOKENS.length,
    ngramBuckets: 31,
    embedding: 12,
    width: 16,
    ...network,
  };
  return fileOf({
    name: 'tiny',
    config,
    parameters: randomWeights(config),
    vocabulary: buildVocabulary(TOKENS),
    calibration: { temperature: 1, lengthExponent: 0, prior: [0.3, 0.3, 0.4] },
    training: {},
    licence: 'MIT',
  });
}

/** The model that training would begin with, as a file. */
async function begun(path: string, labels: readonly string[]): Promise<Uint8Array> {
  const base = await loadBase(path);
  const tokens = [...knownTokens(base), ...MORE];
  const config = { ...base.model.config, labels: [...labels], vocabulary: tokens.length };
  const vocabulary = buildVocabulary(tokens);
  const parameters = parametersFrom(base, config, vocabulary);
  const calibration = { temperature: 1, lengthExponent: 0, prior: labels.map(() => 1 / labels.length) };
  const model: Model = { ...base.model, config, vocabulary, parameters, calibration };
  return fileOf(model);
}

function logitsOf(file: Uint8Array): number[][] {
  const classifier = loadClassifier(file);
  return TEXTS.map((text) => [...classifier.logits(text)!]);
}

describe('parametersFrom()', () => {
  it.each<Partial<NetworkConfig>>([
    {},
    { ngramBuckets: 0 },
    { encoder: 'bag', stem: 1 },
    { norm: 'batch', preNorm: true },
  ])('reads texts as the model does, however many tokens are new: %j', async (network) => {
    const file = modelOf(network);
    const after = logitsOf(await begun(write('base.safetensors', file), ['negative', 'neutral', 'positive']));
    logitsOf(file).forEach((logits, text) => {
      logits.forEach((logit, label) => {
        expect(after[text][label], TEXTS[text]).toBeCloseTo(logit, 4);
      });
    });
  });

  it('takes labels by their names, and begins others at zero', async () => {
    const file = modelOf({});
    const after = logitsOf(await begun(write('base.safetensors', file), ['positive', 'mixed', 'negative']));
    logitsOf(file).forEach(([negative, , positive], text) => {
      [positive, 0, negative].forEach((logit, label) => {
        expect(after[text][label]).toBeCloseTo(logit, 4);
      });
    });
  });

  it('takes weights in bytes and half floats', async () => {
    const file = reweighed(modelOf({}), 'i8');
    const { parameters } = readModel(await begun(write('base.safetensors', file), ['negative', 'positive']), {
      verify: sha256,
    });
    for (const values of parameters.values()) expect(values).toBeInstanceOf(Float32Array);
  });
});

it('refuseWithoutBase() refuses what needs a model to go on from', () => {
  expect(() => refuseWithoutBase({ rehearse: true })).toThrow('say which one with --fine-tune MODEL');
  expect(() => refuseWithoutBase({})).not.toThrow();
});
