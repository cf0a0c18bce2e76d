import { ACTIVATION_INSIDE, ACTIVATION_NONE, ACTIVATION_RELU } from '../constants';

/**
 * One step of the program that `forward` runs, written by `program.ts`: 13 words of 32 bits. Addresses are bytes into
 * the one memory; `source`, `target` and `residual` are matrices of row-major float32 whose rows are padded with zeros to
 * a multiple of 8 floats.
 */
@unmanaged
export class Step {
  /** One of `EMBED` and its kin, in `constants.ts`. */
  operation: i32;
  source: usize;
  target: usize;
  /** The x of `F(x) + x`; read only where the activation adds it. */
  residual: usize;
  /** One of `ACTIVATION_NONE` and its kin. */
  activation: i32;
  /** A table of embeddings, a packed weight, or the scale of a normalisation. */
  weight: usize;
  /** A bias, the shift of a normalisation, or the scales of a table of bytes. */
  bias: usize;
  /** Columns of the source, without padding. */
  inputs: i32;
  /** Columns of the target, without padding. */
  outputs: i32;
  /** Rows that a convolution spans; 1 for a dense layer. */
  kernel: i32;
  /** Rows from one that a convolution sees to the next. */
  dilation: i32;
  /** The scales of the weight's columns, where the product is of integers. */
  scales: usize;
  /** Where a product of integers keeps its rows: `(kernel - 1) · dilation` more than the source has. */
  integers: usize;
}

/** Floats from one row to the next. */
// @ts-ignore: decorator
@inline
export function padded(columns: i32): i32 {
  return (columns + 7) & ~7;
}

/** Four floats of F(x) become four of the step's output; `x` is where the residual's four lie. */
// @ts-ignore: decorator
@inline
export function activate(f: v128, x: usize, activation: i32): v128 {
  if (activation == ACTIVATION_NONE) return f;
  if (activation == ACTIVATION_RELU) return f32x4.max(f, f32x4.splat(0));
  if (activation == ACTIVATION_INSIDE) return f32x4.add(f32x4.max(f, f32x4.splat(0)), v128.load(x));
  return f32x4.max(f32x4.add(f, v128.load(x)), f32x4.splat(0));
}
