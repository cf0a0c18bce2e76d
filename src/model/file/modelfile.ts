import { type NetworkConfig, parseNetworkConfig } from '../network/config.ts';
import {
  type ByteRows,
  isByteRows,
  MAX_SCALE,
  type ParameterSpec,
  type Parameters,
  parameterSpecs,
  type Values,
} from '../network/parameters.ts';
import { TOKENIZER_VERSION } from '../text/tokenizer.ts';
import { checkVocabulary, Vocabulary, type VocabularyTensors } from '../text/vocabulary.ts';
import {
  alignedBytes,
  type Dtype,
  ModelFileError,
  readSafetensors,
  type Safetensors,
  type Tensor,
  writeSafetensors,
} from './safetensors.ts';

/** What turns logits into probabilities, and what to say when the network has nothing to go by. */
export type Calibration = {
  /** Logits are divided by it before the softmax (Guo et al. 2017). */
  temperature: number;
  /**
   * And multiplied by the text's tokens to this power: a long text has more to go by than its crops in training had. 0, and in a file that
   * has none, where length says nothing.
   */
  lengthExponent: number;
  /** Each label's share of the training texts, in the order of the labels. */
  prior: readonly number[];
};

/** All that a model file holds. */
export type Model = {
  /** What answers call the model: see `checkModelName`. */
  name: string;
  /** The first 12 digits of the SHA-256 of the file written with an empty version: `writeModel` works it out. */
  version: string;
  config: NetworkConfig;
  /** By the names of `parameterSpecs(config)`: matrices in float32 or float16, the embedding also in bytes; all else in float32. */
  parameters: Parameters;
  vocabulary: VocabularyTensors;
  calibration: Calibration;
  /** The summary of the training run, for people and reports: any JSON object. */
  training: Record<string, unknown>;
  licence: string;
};

export const MODEL_FORMAT = 'edge-sentiment/2';
/** What files of it lack: a name, a version, and some of them a dilation. `trainer export` takes them over. */
export const FIRST_FORMAT = 'edge-sentiment/1';

/** SHA-256 of bytes, 64 hexadecimal digits. Whoever reads or writes files has a library for it; the Worker needs none. */
export type Sha256 = (bytes: Uint8Array) => string;

const VERSION = /^[0-9a-f]{12}$/;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

const TEMPERATURE = { minimum: 0.01, maximum: 100 };
const LENGTH_EXPONENT = { minimum: -1, maximum: 1 };
/** Shares are written as decimals, so their sum is 1 only about. */
const PRIOR_TOLERANCE = 1e-3;

const VOCABULARY_DTYPES = {
  'vocabulary.bytes': 'U8',
  'vocabulary.offsets': 'U32',
  'vocabulary.index': 'U32',
} as const satisfies Record<string, Dtype>;

/**
 * The model as a safetensors file, with the version that its content gives it. Equal models give equal bytes; no clock, host or
 * path enters.
 *
 * @param model its version, where it has one, is not read.
 * @throws ModelFileError for whatever `readModel` would refuse: a missing or extra parameter, a wrong size, a weight
 *   that is not finite, a damaged vocabulary.
 */
export function writeModel(model: Omit<Model, 'version'>, sha256: Sha256): Uint8Array {
  const tensors = parameterTensors(model);
  for (const part of ['bytes', 'offsets', 'index'] as const) {
    const values = model.vocabulary[part];
    const name = `vocabulary.${part}` as const;
    tensors.set(name, { dtype: VOCABULARY_DTYPES[name], shape: [values.length], bytes: bytesOf(values) });
  }
  const metadata = {
    format: MODEL_FORMAT,
    name: model.name,
    network: JSON.stringify(model.config),
    tokenizer: JSON.stringify({ version: TOKENIZER_VERSION }),
    calibration: JSON.stringify(model.calibration),
    training: JSON.stringify(model.training),
    licence: model.licence,
  };
  const version = contentVersion({ metadata, tensors }, sha256);
  const file = writeSafetensors(tensors, { ...metadata, version });
  readModel(file, { verify: sha256 });
  return file;
}

/** The version of a file with this content, whatever version it says. */
function contentVersion({ metadata, tensors }: Safetensors, sha256: Sha256): string {
  return sha256(writeSafetensors(tensors, { ...metadata, version: '' })).slice(0, 12);
}

/**
 * Reads a model whose origin is unknown. Parameters and vocabulary are views of `bytes` where it is aligned.
 *
 * @param options.verify also reads every weight and every token, and compares the version with the content. Without it
 *   the cost is independent of their number, which is right for a file that the build has verified, and for no other.
 * @throws ModelFileError naming the field at fault.
 */
export function readModel(bytes: Uint8Array, options: { verify?: Sha256 | undefined } = {}): Model {
  const file = readSafetensors(bytes);
  const { metadata, tensors } = file;
  checkFormat(metadataText(metadata, 'format'));
  checkTokenizer(metadataObject(metadata, 'tokenizer'));
  const config = attempt('network', () => parseNetworkConfig(metadataObject(metadata, 'network')));
  const model: Model = {
    name: attempt('name', () => checkModelName(metadataText(metadata, 'name'))),
    version: takeVersion(metadata),
    config,
    calibration: parseCalibration(metadataObject(metadata, 'calibration'), config.labels.length),
    training: metadataObject(metadata, 'training'),
    licence: metadataText(metadata, 'licence'),
    parameters: takeParameters(config, tensors),
    vocabulary: takeVocabulary(config, tensors),
  };
  const own = parameterTensors(model);
  for (const name of tensors.keys()) {
    if (!own.has(name) && !Object.hasOwn(VOCABULARY_DTYPES, name)) {
      refuse(name, 'is no tensor of this network');
    }
  }
  if (options.verify) {
    checkThoroughly(model);
    checkVersion(model, contentVersion(file, options.verify));
  }
  return model;
}

/** @returns the name. @throws RangeError when it is none that a model can have. */
export function checkModelName(name: string): string {
  if (NAME.test(name)) return name;
  throw new RangeError(
    `is ${JSON.stringify(name.slice(0, 70))}, allowed 1 to 64 letters, digits, ".", "_" and "-", a letter or digit first`,
  );
}

function checkFormat(format: string): void {
  if (format === MODEL_FORMAT) return;
  const way = 'take it over with npm run trainer -- export --model OLD --out NEW';
  refuse(
    'format',
    `is ${format.slice(0, 60)}, allowed ${MODEL_FORMAT}${format === FIRST_FORMAT ? `: ${way}` : ''}`,
  );
}

function takeVersion(metadata: Record<string, string>): string {
  const version = metadataText(metadata, 'version');
  if (VERSION.test(version)) return version;
  return refuse('version', `is ${JSON.stringify(version.slice(0, 20))}, allowed 12 hexadecimal digits`);
}

function checkVersion({ version }: Model, own: string): void {
  if (version === own) return;
  refuse(
    'version',
    `is ${version}, but the content of the file gives ${own}: it was changed after it was written; copy or make it again`,
  );
}

/** The tensors that hold the parameters; beside one of bytes lie its scales. */
function parameterTensors({ config, parameters }: Pick<Model, 'config' | 'parameters'>): Map<string, Tensor> {
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

/** The tensor with its bytes aligned, if it has such a type and shape; `undefined` in the shape allows any length. */
function takeTensor(
  tensors: ReadonlyMap<string, Tensor>,
  name: string,
  allowed: readonly Dtype[],
  shape: readonly (number | undefined)[],
): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) return refuse(name, 'is missing');
  if (!allowed.includes(tensor.dtype)) {
    refuse(name, `dtype is ${tensor.dtype}, allowed ${allowed.join(', ')}`);
  }
  const fits =
    shape.length === tensor.shape.length && shape.every((n, i) => (n ?? tensor.shape[i]) === tensor.shape[i]);
  if (!fits) refuse(name, `shape is [${tensor.shape}], allowed [${shape.map((n) => n ?? 'any')}]`);
  return { ...tensor, bytes: alignedBytes(tensor) };
}

function checkTokenizer({ version }: Record<string, unknown>): void {
  if (version !== TOKENIZER_VERSION) {
    const received = typeof version === 'number' ? version : typeof version;
    refuse('tokenizer', `version is ${received}, allowed ${TOKENIZER_VERSION}`);
  }
}

function parseCalibration(fields: Record<string, unknown>, labels: number): Calibration {
  const { prior } = fields;
  const temperature = parseNumber('temperature', fields.temperature, TEMPERATURE);
  const lengthExponent = parseNumber('lengthExponent', fields.lengthExponent ?? 0, LENGTH_EXPONENT);
  if (!Array.isArray(prior) || prior.length !== labels || !prior.every(isShare)) {
    return refuse('calibration', `prior is not a list of ${labels} numbers from 0 to 1, one for each label`);
  }
  const sum = prior.reduce((total: number, share: number) => total + share, 0);
  if (Math.abs(sum - 1) > PRIOR_TOLERANCE) refuse('calibration', `prior sums to ${sum}, allowed 1`);
  return { temperature, lengthExponent, prior };
}

function parseNumber(name: string, value: unknown, { minimum, maximum }: typeof TEMPERATURE): number {
  if (typeof value === 'number' && value >= minimum && value <= maximum) return value;
  return refuse('calibration', `${name} is not a number from ${minimum} to ${maximum}`);
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function checkThoroughly({ parameters, vocabulary }: Model): void {
  for (const [name, values] of parameters) {
    if (isByteRows(values)) checkScales(scalesName(name), values);
    else checkFloats(name, values);
  }
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

function metadataText(metadata: Record<string, string>, field: string): string {
  return Object.hasOwn(metadata, field) ? metadata[field] : refuse(field, 'is missing from the metadata');
}

/** Our own metadata is four deep; what is deep enough overflows the stack of whoever prints or writes it. */
const MAX_METADATA_DEPTH = 16;

function metadataObject(metadata: Record<string, string>, field: string): Record<string, unknown> {
  const text = metadataText(metadata, field);
  const value = attempt(field, () => JSON.parse(text));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(field, 'is not an object');
  if (isDeeper(value, MAX_METADATA_DEPTH)) refuse(field, `has objects more than ${MAX_METADATA_DEPTH} deep`);
  return value;
}

/** Whether a value has values within values beyond a depth; it looks no further. */
function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}

/** Runs a check of another module and says in which field of the file it failed. */
function attempt<Value>(field: string, check: () => Value): Value {
  try {
    return check();
  } catch (error) {
    return refuse(field, error instanceof Error ? error.message : String(error));
  }
}

function refuse(field: string, message: string): never {
  throw new ModelFileError(field, message);
}

function floatsOf({ buffer, byteOffset, length }: Uint8Array): Float32Array {
  return new Float32Array(buffer, byteOffset, length / 4);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
