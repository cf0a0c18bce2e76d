import {
  blockTaps,
  DENSE,
  embeddingRows,
  hasProjection,
  headSize,
  inputSize,
  type NetworkConfig,
  packingReach,
  type Taps,
} from '../network/config.ts';
import { NORM_EPSILON } from '../network/epsilon.ts';
import { floats, type Values } from '../network/parameters.ts';
import { type Arena, padded } from './arena.ts';
import * as constants from './constants.ts';
import { hasIntegers, keepsMatrices, textRows } from './layout.ts';

const OPERATIONS = {
  embed: constants.EMBED,
  pool: constants.POOL,
  convolve: constants.CONVOLVE,
  layerNorm: constants.LAYER_NORM,
  affine: constants.AFFINE,
  embedBytes: constants.EMBED_BYTES,
  convolveIntegers: constants.CONVOLVE_INTEGERS,
} as const;
const ACTIVATIONS = {
  none: constants.ACTIVATION_NONE,
  relu: constants.ACTIVATION_RELU,
  inside: constants.ACTIVATION_INSIDE,
  after: constants.ACTIVATION_AFTER,
} as const;

type Activation = keyof typeof ACTIVATIONS;

/** A matrix in memory: its address and its columns without padding. */
type Matrix = { address: number; columns: number };

/** What a step does beyond its own arithmetic: the activation, and the x of `F(x) + x` where it adds one. */
type Finish = { activation: Activation; residual: number };

const PLAIN: Finish = { activation: 'none', residual: 0 };

/** A weight [kernel * inputs, outputs], and where it is read packed: as floats, or as integers with a scale a column. */
export type PackedWeight = {
  values: Float32Array | Float16Array;
  address: number;
  /** Where the scales are read; 0 for floats. */
  scales: number;
  kernel: number;
  inputs: number;
  outputs: number;
};

export type Program = {
  /** The records, one after the other. */
  steps: Int32Array;
  count: number;
  /** Where rows of the embedding table are read, [rows, embedding]; they are left to the caller. */
  table: number;
  /** Where the scales of a table of bytes are read, [rows]; left to the caller too. */
  scales: number;
  /** Weights that are left to the caller to pack. */
  weights: readonly PackedWeight[];
  /** Room for what `forwardWithout` puts back; 0 where the steps share matrices. */
  kept: number;
  /** Where the last step leaves the logits. */
  logits: number;
};

/** What the embedding table is made of: float32, or bytes with a scale a row. */
type TableType = 'f32' | 'i8';

/** How the convolutions of wide blocks are computed. */
export type Arithmetic = 'integers' | 'floats';

/** Lays the network out in the arena, and writes the steps that compute it. */
export function writeProgram(
  config: NetworkConfig,
  { type, arithmetic }: { type: TableType; arithmetic: Arithmetic },
  get: (name: string) => Values,
  arena: Arena,
): Program {
  const rows = embeddingRows(config);
  const table = arena.reserve((type === 'i8' ? 1 : 4) * rows * config.embedding);
  const scales = type === 'i8' ? arena.reserve(4 * rows) : 0;
  const writer = new ProgramWriter(config, arithmetic, get, arena);
  const logits = writer.network({ type, table, scales });
  const { steps, weights, kept } = writer;
  return {
    steps: Int32Array.from(steps.flat()),
    count: steps.length,
    table,
    scales,
    weights,
    kept,
    logits,
  };
}

type Embedding = { type: TableType; table: number; scales: number };

class ProgramWriter {
  readonly steps: number[][] = [];
  readonly weights: PackedWeight[] = [];
  /** See `Program`. */
  kept = 0;
  readonly #config: NetworkConfig;
  readonly #get: (name: string) => Values;
  readonly #arena: Arena;
  /** Matrices that all steps share; none where each has its own. */
  readonly #shared: readonly number[];
  /** What a matrix has room for: a text's rows between rows of zeros, and after pooling those of one tile. */
  #rows: { margin: number; count: number };
  /** Bytes of the matrices so far, and of a header for each. */
  #ownBytes = 0;
  /** Where rows of integers are kept, or 0 where all is computed in floats. */
  readonly #integers: number;

  constructor(config: NetworkConfig, arithmetic: Arithmetic, get: (name: string) => Values, arena: Arena) {
    this.#config = config;
    this.#get = get;
    this.#arena = arena;
    const margin = packingReach(config);
    this.#rows = { margin, count: Math.max(config.maxTokens, constants.TILE_ROWS) };
    const widest = Math.max(inputSize(config), headSize(config), config.width);
    this.#shared = keepsMatrices(config) ? [] : [0, 1, 2].map(() => this.#matrix(widest));
    const isInteger = arithmetic === 'integers' && hasIntegers(config);
    this.#integers = isInteger
      ? arena.reserve(textRows(config) * (2 * config.width + constants.SCALE_BYTES))
      : 0;
  }

  /** @returns the address of the logits. */
  network(embedding: Embedding): number {
    const { encoder, stem, blocks, width } = this.#config;
    let x = this.#embed(embedding);
    if (encoder === 'bag') x = this.#pool(x);
    if (hasProjection(this.#config)) x = this.#dense(x, 'projection', width, 'none');
    for (let layer = 0; layer < stem; layer++) x = this.#dense(x, `stem.${layer}`, width, 'relu');
    for (let block = 0; block < blocks; block++) x = this.#block(x, block);
    if (encoder === 'conv') x = this.#pool(x);
    return this.#dense(x, 'head', this.#config.labels.length, 'none').address;
  }

  #embed({ type, table, scales }: Embedding): Matrix {
    const { embedding } = this.#config;
    const x = { address: this.#other(embedding), columns: embedding };
    this.#step(type === 'i8' ? 'embedBytes' : 'embed', x, x, PLAIN, { weight: table, bias: scales });
    return x;
  }

  #pool(x: Matrix): Matrix {
    if (this.#shared.length === 0) this.kept = this.#arena.reserve(this.#ownBytes);
    this.#rows = { margin: 0, count: constants.TILE_ROWS };
    const y = { address: this.#other(2 * x.columns, x), columns: 2 * x.columns };
    this.#step('pool', x, y, PLAIN);
    return y;
  }

  #dense(x: Matrix, name: string, outputs: number, activation: Activation): Matrix {
    const y = { address: this.#other(outputs, x), columns: outputs };
    this.#convolve(x, y, name, DENSE, { activation, residual: 0 });
    return y;
  }

  /** One block; the last of its steps activates and adds x. */
  #block(x: Matrix, block: number): Matrix {
    const name = `block.${block}`;
    const { norm, preNorm, residual, activation } = this.#config;
    const finish: Finish = residual
      ? { activation, residual: x.address }
      : { activation: 'relu', residual: 0 };
    const taps = blockTaps(this.#config, block);
    const f = { ...x, address: this.#other(x.columns, x) };
    const convolve = (source: Matrix, done: Finish) =>
      this.#integers > 0
        ? this.#convolveIntegers(source, f, name, taps, done)
        : this.#convolve(source, f, name, taps, done);
    if (norm === 'none') {
      convolve(x, finish);
    } else if (preNorm) {
      const normalised = { ...x, address: this.#other(x.columns, x, f) };
      this.#normalise(x, normalised, `${name}.norm`, PLAIN);
      convolve(normalised, finish);
    } else {
      convolve(x, PLAIN);
      this.#normalise(f, f, `${name}.norm`, finish);
    }
    return f;
  }

  #convolve(x: Matrix, y: Matrix, name: string, { kernel, dilation }: Taps, finish: Finish): void {
    const values = this.#get(`${name}.weight`) as PackedWeight['values'];
    const address = this.#arena.reserve(4 * kernel * padded(x.columns) * padded(y.columns));
    this.weights.push({ values, address, scales: 0, kernel, inputs: x.columns, outputs: y.columns });
    this.#step('convolve', x, y, finish, {
      weight: address,
      bias: this.#vector(floats(this.#get(`${name}.bias`))),
      kernel,
      dilation,
    });
  }

  #convolveIntegers(x: Matrix, y: Matrix, name: string, { kernel, dilation }: Taps, finish: Finish): void {
    const values = this.#get(`${name}.weight`) as PackedWeight['values'];
    const address = this.#arena.reserve(2 * kernel * x.columns * y.columns);
    const scales = this.#arena.reserve(4 * y.columns);
    this.weights.push({ values, address, scales, kernel, inputs: x.columns, outputs: y.columns });
    this.#step('convolveIntegers', x, y, finish, {
      weight: address,
      bias: this.#vector(floats(this.#get(`${name}.bias`))),
      kernel,
      dilation,
      scales,
      integers: this.#integers,
    });
  }

  #vector(values: Float32Array): number {
    return this.#arena.place(padded(values.length), (target) => target.set(values));
  }

  #normalise(x: Matrix, y: Matrix, name: string, finish: Finish): void {
    const isLayer = this.#config.norm === 'layer';
    let scale = floats(this.#get(`${name}.scale`));
    let shift = floats(this.#get(`${name}.shift`));
    if (!isLayer) {
      const mean = floats(this.#get(`${name}.mean`));
      const variance = floats(this.#get(`${name}.variance`));
      scale = scale.map((value, c) => value / Math.sqrt(variance[c] + NORM_EPSILON));
      shift = shift.map((value, c) => value - mean[c] * scale[c]);
    }
    this.#step(isLayer ? 'layerNorm' : 'affine', x, y, finish, {
      weight: this.#vector(scale),
      bias: this.#vector(shift),
    });
  }

  /** The address of a matrix that is none of these: a new one, or the first of the shared that is free. */
  #other(columns: number, ...taken: Matrix[]): number {
    if (this.#shared.length === 0) return this.#matrix(columns);
    return this.#shared.find((address) => taken.every((matrix) => matrix.address !== address))!;
  }

  /** @returns the address of its first row, behind those of zeros. */
  #matrix(columns: number): number {
    const { margin, count } = this.#rows;
    const stride = 4 * padded(columns);
    const bytes = (2 * margin + count) * stride;
    this.#ownBytes += bytes + constants.KEPT_HEADER_BYTES;
    return margin * stride + this.#arena.reserve(bytes);
  }

  #step(
    operation: keyof typeof OPERATIONS,
    source: Matrix,
    target: Matrix,
    { activation, residual }: Finish,
    { weight = 0, bias = 0, kernel = 1, dilation = 1, scales = 0, integers = 0 } = {},
  ): void {
    this.steps.push([
      OPERATIONS[operation],
      source.address,
      target.address,
      residual,
      ACTIVATIONS[activation],
      weight,
      bias,
      source.columns,
      target.columns,
      kernel,
      dilation,
      scales,
      integers,
    ]);
  }
}
