/**
 * The parameters of a network: the one list of their names, shapes and order that initialisation, training, export and
 * serving all read, and their values as they lie in a model file and as the arithmetic reads them.
 */
import {
  blockTaps,
  embeddingRows,
  hasProjection,
  headSize,
  inputSize,
  type NetworkConfig,
} from './config.ts';

/** How a parameter starts: `uniform` in ±bound, or one constant. */
type Initial = { kind: 'uniform'; bound: number } | { kind: 'constant'; value: number };

export type ParameterSpec = {
  /** Its layer and what it is there, such as `block.0.weight`. */
  name: string;
  /** `embedding`, `projection`, `stem.0`, `block.0`, `block.0.norm` or `head`. */
  layer: string;
  /** Tokens that a weight spans: those of the convolution, 1 for a dense layer; 0 for all that is no such weight. */
  taps: number;
  shape: readonly number[];
  initial: Initial;
  /** False for the running statistics of batch normalisation, which no gradient reaches. */
  trainable: boolean;
  /** True for weight matrices, which weight decay shrinks. */
  decays: boolean;
};

/**
 * Every parameter of the network in its one order: embedding, projection, stem, blocks, head.
 * Weights are [inputs, outputs]; a block's weight is [kernel * width, width], tap by tap from left to right.
 * Weights start uniform in ±√(6 / fan-in) before a ReLU (He et al. 2015) and ±√(3 / fan-in) elsewhere.
 */
export function parameterSpecs(config: NetworkConfig): ParameterSpec[] {
  const { embedding, width, labels } = config;
  const specs: ParameterSpec[] = [
    // Rows of about unit length / √embedding · 0.3: small enough that the first steps are not saturated.
    { ...tensor('embedding', 'weight', [embeddingRows(config), embedding], uniform(0.1)), decays: false },
  ];
  if (hasProjection(config)) specs.push(...linear('projection', 1, inputSize(config), width, 3));
  for (let layer = 0; layer < config.stem; layer++) {
    specs.push(...linear(`stem.${layer}`, 1, layer === 0 ? inputSize(config) : width, width, 6));
  }
  for (let block = 0; block < config.blocks; block++) {
    specs.push(...linear(`block.${block}`, blockTaps(config, block).kernel, width, width, 6));
    specs.push(...normalisation(`block.${block}.norm`, config));
  }
  specs.push(...linear('head', 1, headSize(config), labels.length, 3));
  return specs;
}

/** Weight and bias of a convolution over `taps` tokens; one over 1 is a dense layer. */
function linear(layer: string, taps: number, inputs: number, outputs: number, gain: number): ParameterSpec[] {
  const rows = taps * inputs;
  return [
    { ...tensor(layer, 'weight', [rows, outputs], uniform(Math.sqrt(gain / rows))), taps },
    tensor(layer, 'bias', [outputs], constant(0)),
  ];
}

function normalisation(layer: string, config: NetworkConfig): ParameterSpec[] {
  if (config.norm === 'none') return [];
  const shape = [config.width];
  const trained = [tensor(layer, 'scale', shape, constant(1)), tensor(layer, 'shift', shape, constant(0))];
  if (config.norm === 'layer') return trained;
  return [
    ...trained,
    { ...tensor(layer, 'mean', shape, constant(0)), trainable: false },
    { ...tensor(layer, 'variance', shape, constant(1)), trainable: false },
  ];
}

function tensor(layer: string, part: string, shape: readonly number[], initial: Initial): ParameterSpec {
  const name = `${layer}.${part}`;
  return { name, layer, taps: 0, shape, initial, trainable: true, decays: shape.length > 1 };
}

function uniform(bound: number): Initial {
  return { kind: 'uniform', bound };
}

function constant(value: number): Initial {
  return { kind: 'constant', value };
}

/** Floats in a tensor of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Rows of bytes: element c of row r is `scales[r] · bytes[r, c]`, rounded to float32. */
export type ByteRows = { bytes: Int8Array; scales: Float32Array };

/** One parameter, row-major. */
export type Values = Float32Array | Float16Array | ByteRows;

/** Parameters by the names of `parameterSpecs`. */
export type Parameters = ReadonlyMap<string, Values>;

/** The largest scale whose products with a byte are all finite. */
export const MAX_SCALE = 2 ** 120;

export function isByteRows(values: Values): values is ByteRows {
  return 'scales' in values;
}

/** The values in float32: themselves where they are, else a copy. */
export function floats(values: Values): Float32Array {
  if (values instanceof Float32Array) return values;
  if (!isByteRows(values)) return new Float32Array(values);
  const { bytes, scales } = values;
  const columns = bytes.length / scales.length;
  const expanded = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) expanded[i] = bytes[i] * scales[Math.floor(i / columns)];
  return expanded;
}

/** @throws TypeError when there is no parameter of this name. */
export function required(parameters: Parameters, name: string): Values {
  const values = parameters.get(name);
  if (values === undefined) throw new TypeError(`parameter ${name} is missing`);
  return values;
}
