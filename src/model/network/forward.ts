import { type EncodedText, occlude } from '../text/encode.ts';
import type { Span } from '../text/sentences.ts';
import { blockTaps, DENSE, hasProjection, type NetworkConfig, reachOf, type Taps } from './config.ts';
import { NORM_EPSILON } from './epsilon.ts';
import { floats, type Parameters, required } from './parameters.ts';

/** Rows of features, row-major: tokens for `conv`, one row for `bag`. */
type Matrix = { rows: number; columns: number; values: Float32Array };

/** A network with its weights. It is called for the logits of a text, float32 [labels]. */
export type Network = {
  /** @throws RangeError when the text has no token. */
  (text: EncodedText): Float32Array;
  /** For each group of neighbouring tokens the logits of the text without it, to the bit those of `occlude(text, group)`. @throws as the call does. */
  without(text: EncodedText, groups: readonly Span[]): Float32Array[];
};

/**
 * The network in plain TypeScript, written to be read: the truth that every faster path is tested against.
 * Dropout is the identity here, and batch normalisation uses its running statistics.
 */
export function createForward(config: NetworkConfig, parameters: Parameters): Network {
  const expanded = new Map([...parameters].map(([name, values]) => [name, floats(values)]));
  const get = (name: string) => required(expanded, name) as Float32Array;
  const body = (embedded: Matrix): Matrix => {
    let x = embedded;
    if (hasProjection(config)) x = dense(x, get('projection.weight'), get('projection.bias'));
    for (let layer = 0; layer < config.stem; layer++) {
      x = relu(dense(x, get(`stem.${layer}.weight`), get(`stem.${layer}.bias`)));
    }
    for (let block = 0; block < config.blocks; block++) x = residualBlock(x, config, block, get);
    return x;
  };
  const whole = (text: EncodedText): Float32Array => {
    const x = embed(text, get('embedding.weight'), config.embedding);
    if (x.rows === 0) throw new RangeError('the text has 0 tokens, at least 1 is needed');
    const pooled = config.encoder === 'conv' ? pool(body(x)) : body(pool(x));
    return dense(pooled, get('head.weight'), get('head.bias')).values;
  };
  return Object.assign(whole, {
    without: (text: EncodedText, groups: readonly Span[]) =>
      groups.map((group) => whole(occlude(text, group))),
  });
}

/** A token's vector is the mean of its embedding rows. @returns [T, embedding]. */
function embed({ rows, offsets }: EncodedText, table: Float32Array, columns: number): Matrix {
  const x = zeros(offsets.length - 1, columns);
  for (let token = 0; token < x.rows; token++) {
    const share = 1 / (offsets[token + 1] - offsets[token]);
    for (let i = offsets[token]; i < offsets[token + 1]; i++) {
      for (let c = 0; c < columns; c++) x.values[token * columns + c] += share * table[rows[i] * columns + c];
    }
  }
  return x;
}

/** One block, `relu(F(x)) + x` or `relu(F(x) + x)`, F being convolution and normalisation. */
function residualBlock(
  x: Matrix,
  config: NetworkConfig,
  block: number,
  get: (name: string) => Float32Array,
): Matrix {
  const name = `block.${block}`;
  const normalise = (y: Matrix) => norm(y, config, `${name}.norm`, get);
  const convolve = (y: Matrix) =>
    convolution(y, get(`${name}.weight`), get(`${name}.bias`), blockTaps(config, block));
  const f = config.preNorm ? convolve(normalise(x)) : normalise(convolve(x));
  if (!config.residual) return relu(f);
  return config.activation === 'inside' ? add(relu(f), x) : relu(add(f, x));
}

function dense(x: Matrix, weight: Float32Array, bias: Float32Array): Matrix {
  return convolution(x, weight, bias, DENSE);
}

/**
 * Convolution over `kernel` rows centred on each row, `dilation` apart; rows beyond the ends count as zero.
 *
 * @param weight [kernel * inputs, outputs], taps from left to right.
 * @returns [rows, outputs].
 */
function convolution(x: Matrix, weight: Float32Array, bias: Float32Array, taps: Taps): Matrix {
  const y = zeros(x.rows, bias.length);
  const { kernel, dilation } = taps;
  for (let row = 0; row < x.rows; row++) {
    const out = y.values.subarray(row * y.columns, (row + 1) * y.columns);
    out.set(bias);
    for (let tap = 0; tap < kernel; tap++) {
      const source = row + tap * dilation - reachOf(taps);
      if (source < 0 || source >= x.rows) continue;
      for (let i = 0; i < x.columns; i++) {
        const value = x.values[source * x.columns + i];
        const from = (tap * x.columns + i) * y.columns;
        for (let o = 0; o < y.columns; o++) out[o] += value * weight[from + o];
      }
    }
  }
  return y;
}

function norm(x: Matrix, config: NetworkConfig, name: string, get: (name: string) => Float32Array): Matrix {
  if (config.norm === 'none') return x;
  const scale = get(`${name}.scale`);
  const shift = get(`${name}.shift`);
  if (config.norm === 'layer') return layerNorm(x, scale, shift);
  const mean = get(`${name}.mean`);
  const variance = get(`${name}.variance`);
  return map(
    x,
    (value, c) => ((value - mean[c]) / Math.sqrt(variance[c] + NORM_EPSILON)) * scale[c] + shift[c],
  );
}

/** Each row to mean 0 and variance 1, then scaled and shifted (Ba et al. 2016). */
function layerNorm(x: Matrix, scale: Float32Array, shift: Float32Array): Matrix {
  const y = zeros(x.rows, x.columns);
  for (let row = 0; row < x.rows; row++) {
    const values = x.values.subarray(row * x.columns, (row + 1) * x.columns);
    const mean = values.reduce((sum, value) => sum + value, 0) / x.columns;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.columns;
    const inverse = 1 / Math.sqrt(variance + NORM_EPSILON);
    for (let c = 0; c < x.columns; c++) {
      y.values[row * x.columns + c] = (values[c] - mean) * inverse * scale[c] + shift[c];
    }
  }
  return y;
}

/** Over the rows of a text, its columns' maxima and then their means. @returns [1, 2 * columns]. */
function pool(x: Matrix): Matrix {
  const y = zeros(1, 2 * x.columns);
  for (let c = 0; c < x.columns; c++) {
    let maximum = x.values[c];
    let sum = 0;
    for (let row = 0; row < x.rows; row++) {
      const value = x.values[row * x.columns + c];
      if (value > maximum) maximum = value;
      sum += value;
    }
    y.values[c] = maximum;
    y.values[x.columns + c] = sum / x.rows;
  }
  return y;
}

function relu(x: Matrix): Matrix {
  return map(x, (value) => Math.max(0, value));
}

function add(a: Matrix, b: Matrix): Matrix {
  return { ...a, values: a.values.map((value, i) => value + b.values[i]) };
}

function map(x: Matrix, f: (value: number, column: number) => number): Matrix {
  return { ...x, values: x.values.map((value, i) => f(value, i % x.columns)) };
}

function zeros(rows: number, columns: number): Matrix {
  return { rows, columns, values: new Float32Array(rows * columns) };
}
