/** Parameters and vocabulary of a model as tensors of its file, and back. */
import type { NetworkConfig } from '../network/config.ts';
import type { NgramTensors } from '../network/ngrams.ts';
import {
  type ByteRows,
  isByteRows,
  MAX_SCALE,
  type ParameterSpec,
  type Parameters,
  parameterSpecs,
  type Values,
} from '../network/parameters.ts';
import { checkVocabulary, Vocabulary, type VocabularyTensors } from '../text/vocabulary.ts';
import { checkNgrams, ngramTensors, takeNgrams } from './ngrams.ts';
import { attempt, bytesOf, type Dtype, floatsOf, refuse, type Tensor, takeTensor } from './safetensors.ts';

/** A network and what a file holds of it as tensors. */
export type Weights = {
  config: NetworkConfig;
  /** By the names of `parameterSpecs(config)`: matrices in float32 or float16, the embedding also in bytes; all else in float32. */
  parameters: Parameters;
  vocabulary: VocabularyTensors;
  /** The table of n-grams beside the network; left out where `config.ngrams` is. */
  ngrams?: NgramTensors;
};

const VOCABULARY_DTYPES = {
  'vocabulary.bytes': 'U8',
  'vocabulary.offsets': 'U32',
  'vocabulary.index': 'U32',
} as const satisfies Record<string, Dtype>;

/** All tensors of a model's file, by name. */
export function tensorsOf({ config, parameters, vocabulary, ngrams }: Weights): Map<string, Tensor> {
  const tensors = new Map([...parameterTensors(config, parameters), ...ngramTensors(config, ngrams)]);
  for (const part of ['bytes', 'offsets', 'index'] as const) {
    const name = `vocabulary.${part}` as const;
    const values = vocabulary[part];
    tensors.set(name, { dtype: VOCABULARY_DTYPES[name], shape: [values.length], bytes: bytesOf(values) });
  }
  return tensors;
}

/**
 * The weights of a network, taken from a file's tensors, of which they are views where those are aligned.
 *
 * @throws ModelFileError when a tensor is missing, of another type or shape, or none of this network.
 */
export function takeWeights(config: NetworkConfig, tensors: ReadonlyMap<string, Tensor>): Weights {
  const parameters = takeParameters(config, tensors);
  const ngrams = takeNgrams(config, tensors);
  const vocabulary = takeVocabulary(config, tensors);
  const weights = { config, parameters, vocabulary, ...(ngrams && { ngrams }) };
  const own = new Map([...parameterTensors(config, parameters), ...ngramTensors(config, ngrams)]);
  for (const name of tensors.keys()) {
    if (!own.has(name) && !Object.hasOwn(VOCABULARY_DTYPES, name)) {
      refuse(name, 'is no tensor of this network');
    }
  }
  return weights;
}

/** The tensors that hold the parameters; beside one of bytes lie its scales. */
function parameterTensors(config: NetworkConfig, parameters: Parameters): Map<string, Tensor> {
  const shapes = new Map(parameterSpecs(config).map(({ name, shape }) => [name, shape]));
  const tensors = new Map<string, Tensor>();
  for (const [name, values] of parameters) {
    const elements = isByteRows(values) ? values.bytes : values;
    const shape = shapes.get(name) ?? [elements.length];
    tensors.set(name, { dtype: dtypeOf(values), shape, bytes: bytesOf(elements) });
    if (isByteRows(values)) {
      const { scales } = values;
      tensors.set(scalesName(name), { dtype: 'F32', shape: [scales.length], bytes: bytesOf(scales) });
    }
  }
  return tensors;
}

function dtypeOf(values: Values): Dtype {
  if (isByteRows(values)) return 'I8';
  return values instanceof Float32Array ? 'F32' : 'F16';
}

function scalesName(name: string): string {
  return `${name}.scale`;
}

/** What a parameter may be held in. Vectors are few, and the sums of many products hang on them. */
function allowedDtypes({ layer, shape }: ParameterSpec): readonly Dtype[] {
  if (layer === 'embedding') return ['F32', 'F16', 'I8'];
  return shape.length > 1 ? ['F32', 'F16'] : ['F32'];
}

function takeParameters(config: NetworkConfig, tensors: ReadonlyMap<string, Tensor>): Parameters {
  return new Map(parameterSpecs(config).map((spec) => [spec.name, takeValues(spec, tensors)]));
}

function takeValues(spec: ParameterSpec, tensors: ReadonlyMap<string, Tensor>): Values {
  const { name, shape } = spec;
  const { dtype, bytes } = takeTensor(tensors, name, allowedDtypes(spec), shape);
  if (dtype === 'F32') return floatsOf(bytes);
  if (dtype === 'F16') return new Float16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  const scales = takeTensor(tensors, scalesName(name), ['F32'], [shape[0]]);
  return {
    bytes: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    scales: floatsOf(scales.bytes),
  };
}

function takeVocabulary(config: NetworkConfig, tensors: ReadonlyMap<string, Tensor>): VocabularyTensors {
  const take = (name: keyof typeof VOCABULARY_DTYPES, length?: number) =>
    takeTensor(tensors, name, [VOCABULARY_DTYPES[name]], [length]).bytes;
  const offsets = take('vocabulary.offsets', config.vocabulary + 1);
  const index = take('vocabulary.index');
  const vocabulary = {
    bytes: take('vocabulary.bytes'),
    offsets: new Uint32Array(offsets.buffer, offsets.byteOffset, offsets.length / 4),
    index: new Uint32Array(index.buffer, index.byteOffset, index.length / 4),
  };
  attempt('vocabulary', () => new Vocabulary(vocabulary));
  return vocabulary;
}

/** Reads every weight and every token. @throws ModelFileError when one cannot be served. */
export function checkWeights({ config, parameters, vocabulary, ngrams }: Weights): void {
  for (const [name, values] of parameters) {
    if (isByteRows(values)) checkScales(scalesName(name), values);
    else checkFloats(name, values);
  }
  checkNgrams(config, ngrams);
  attempt('vocabulary', () => checkVocabulary(vocabulary));
}

function checkFloats(name: string, values: Float32Array | Float16Array): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) refuse(name, `element ${at} is ${values[at]}, allowed finite numbers`);
  // Its root would be NaN, and so would every answer.
  const below = name.endsWith('.variance') ? values.findIndex((value) => value < 0) : -1;
  if (below >= 0) refuse(name, `element ${below} is ${values[below]}, allowed 0 or more`);
}

function checkScales(name: string, { scales }: ByteRows): void {
  const at = scales.findIndex((scale) => !(scale > 0 && scale <= MAX_SCALE));
  if (at >= 0) refuse(name, `element ${at} is ${scales[at]}, allowed above 0 and up to ${MAX_SCALE}`);
}
