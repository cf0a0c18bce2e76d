import type { Model } from '../../src/model/file/modelfile.ts';
import { DEFAULT_NETWORK, type NetworkConfig } from '../../src/model/network/config.ts';
import { parameterSpecs, sizeOf } from '../../src/model/network/parameters.ts';
import { buildVocabulary, Vocabulary } from '../../src/model/text/vocabulary.ts';

const TOKENS = ['bad', 'good'];
const EMBEDDING: Record<string, number> = { bad: -1, good: 1 };

/** A model before it is a file, which gives it its version. It needs nothing of Node: tests inside workerd use it too. */
export type Unversioned = Omit<Model, 'version'>;

/**
 * A whole model that can be worked out by hand. It knows two words, -1 and 1; `bag` hands their maximum and mean
 * to the head, so "good" has the logits [-2, 0, 2], and "bad" [2, 0, -2].
 */
export function tinyParts(labels = ['negative', 'neutral', 'positive']): Unversioned {
  const config: NetworkConfig = {
    ...DEFAULT_NETWORK,
    labels,
    encoder: 'bag',
    vocabulary: TOKENS.length,
    embedding: 1,
    width: 2,
    blocks: 0,
    norm: 'none',
  };
  const tensors = buildVocabulary(TOKENS);
  const vocabulary = new Vocabulary(tensors);
  const parameters = new Map(
    parameterSpecs(config).map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))]),
  );
  TOKENS.forEach((_, id) => {
    parameters.get('embedding.weight')![id] = EMBEDDING[vocabulary.token(id)];
  });
  const head = parameters.get('head.weight')!;
  for (const input of [0, 1]) {
    head[input * labels.length] = -1;
    head[(input + 1) * labels.length - 1] = 1;
  }
  const prior = labels.map(() => 1 / labels.length);
  return {
    name: 'tiny',
    config,
    parameters,
    vocabulary: tensors,
    calibration: { temperature: 1, lengthExponent: 0, prior },
    training: {},
    licence: 'MIT',
  };
}

/** The tiny model with finite weights that are too large for float32 once multiplied. */
export function overflowingParts(): Unversioned {
  const model = tinyParts();
  const parameters = new Map(
    [...model.parameters].map(([name, values]) => [
      name,
      (values as Float32Array).map((value) => 1e38 * value),
    ]),
  );
  return { ...model, parameters };
}
