import { DEFAULT_NETWORK, type NetworkConfig } from '../../../src/model/network/config.ts';
import { buildVocabulary, Vocabulary } from '../../../src/model/text/vocabulary.ts';
import { DEFAULT_TRAIN, type TrainConfig } from '../../../trainer/config/train.ts';
import type { Prepared } from '../../../trainer/prepare/prepare.ts';
import { packExamples } from '../encode/pack.ts';
import { generator } from './generator.ts';

const WORDS = Array.from({ length: 60 }, (_, i) => `word${String.fromCharCode(97 + (i % 26))}${i}`);
const KNOWN = 50;

/**
 * A small learnable problem: the label is decided by which half of the vocabulary most words come from. Ten words
 * are unknown to the vocabulary.
 */
export function smallProblem(
  network: Partial<NetworkConfig> = {},
  train: Partial<TrainConfig> = {},
): Prepared {
  const vocabulary = buildVocabulary(WORDS.slice(0, KNOWN));
  const config: NetworkConfig = {
    ...DEFAULT_NETWORK,
    embedding: 12,
    width: 16,
    blocks: 2,
    ...network,
    vocabulary: KNOWN,
  };
  const words = new Vocabulary(vocabulary);
  const pack = (texts: number, seed: number) =>
    packExamples(rows(texts, seed, config), words, config).dataset;
  return {
    network: config,
    config: { ...DEFAULT_TRAIN, batchSize: 30, epochs: 2, learningRate: 0.01, ...train },
    train: pack(200, 1),
    dev: pack(150, 2),
    vocabulary,
    vectors: new Map(),
    classes: {
      shares: config.labels.map(() => 1 / config.labels.length),
      weights: undefined,
      costs: undefined,
      rare: [],
    },
    summary: {
      labels: {},
      train: 200,
      dev: 150,
      bad: 0,
      excluded: 0,
      empty: 0,
      shared: 0,
      vocabulary: KNOWN,
      vectors: 0,
    },
  };
}

function rows(count: number, seed: number, { labels }: NetworkConfig) {
  const next = generator(seed);
  return Array.from({ length: count }, (_, i) => {
    const label = Math.floor(next() * labels.length);
    const length = 1 + Math.floor(next() * 14);
    const words = Array.from({ length }, () => {
      const part = next() < 0.8 ? label : Math.floor(next() * labels.length);
      return WORDS[Math.floor(((part + next()) / labels.length) * WORDS.length)];
    });
    return { text: words.join(' '), label: labels[label], line: i + 1 };
  });
}
