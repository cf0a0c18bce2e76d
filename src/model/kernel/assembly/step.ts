/**
 * One step of the program that `forward` runs, written by `program.ts`: 13 words of 32 bits. Addresses are bytes into
 * the one memory; `source`, `target` and `residual` are matrices of row-major float32 whose rows are padded with zeros to
 * a multiple of 8 floats.
 */
@unmanaged
export class Step {
  operation: i32;
  source: usize;
  target: usize;
  /** The x of `F(x) + x`; read only where the activation adds it. */
  residual: usize;
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

export namespace Operation {
  export const EMBED: i32 = 0;
  export const POOL: i32 = 1;
  export const CONVOLVE: i32 = 2;
  export const LAYER_NORM: i32 = 3;
  export const AFFINE: i32 = 4;
  /** EMBED from a table of bytes. */
  export const EMBED_BYTES: i32 = 5;
  /** CONVOLVE in integers. */
  export const CONVOLVE_INTEGERS: i32 = 6;
}

export namespace Activation {
  export const NONE: i32 = 0;
  export const RELU: i32 = 1;
  /** relu(f) + x. */
  export const INSIDE: i32 = 2;
  /** relu(f + x). */
  export const AFTER: i32 = 3;
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
  if (activation == Activation.NONE) return f;
  if (activation == Activation.RELU) return f32x4.max(f, f32x4.splat(0));
  if (activation == Activation.INSIDE) return f32x4.add(f32x4.max(f, f32x4.splat(0)), v128.load(x));
  return f32x4.max(f32x4.add(f, v128.load(x)), f32x4.splat(0));
}
