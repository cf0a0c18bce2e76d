import { NORM_EPSILON } from '../../network/epsilon';
import { activate, padded, Step } from './step';


/** Each row to mean 0 and variance 1, scaled, shifted and activated; the target may be the source. */
export function layerNorm(step: Step, begin: i32, end: i32): void {
  const stride = <usize>padded(step.inputs) << 2;
  for (let row = begin; row < end; row++) {
    const at = <usize>row * stride;
    const source = step.source + at;
    const mean = sumOf(source, step.inputs) / f32(step.inputs);
    const variance = squaresOf(source, mean, step.inputs) / f32(step.inputs);
    const inverse = f32(1) / sqrt<f32>(variance + <f32>NORM_EPSILON);
    const means = f32x4.splat(mean);
    const inverses = f32x4.splat(inverse);
    for (let i: usize = 0; i < stride; i += 16) {
      const centred = f32x4.mul(f32x4.sub(v128.load(source + i), means), inverses);
      const f = f32x4.add(f32x4.mul(centred, v128.load(step.weight + i)), v128.load(step.bias + i));
      v128.store(step.target + at + i, activate(f, step.residual + at + i, step.activation));
    }
  }
}

/** Batch normalisation that stays: x · scale + shift, the statistics being in them, then activated. */
export function affine(step: Step, begin: i32, end: i32): void {
  const stride = <usize>padded(step.inputs) << 2;
  for (let row = begin; row < end; row++) {
    const at = <usize>row * stride;
    for (let i: usize = 0; i < stride; i += 16) {
      const x = v128.load(step.source + at + i);
      const f = f32x4.add(f32x4.mul(x, v128.load(step.weight + i)), v128.load(step.bias + i));
      v128.store(step.target + at + i, activate(f, step.residual + at + i, step.activation));
    }
  }
}

/** The row's sum; its pads are zeros and change nothing. */
function sumOf(row: usize, columns: i32): f32 {
  const end = row + (<usize>padded(columns) << 2);
  let sum = f32x4.splat(0);
  for (let p = row; p < end; p += 16) sum = f32x4.add(sum, v128.load(p));
  return total(sum);
}

/** Σ (x - mean)² over the columns, the pads left out. */
function squaresOf(row: usize, mean: f32, columns: i32): f32 {
  const means = f32x4.splat(mean);
  const end = row + (<usize>columns << 2);
  let squares = f32x4.splat(0);
  let p = row;
  for (; p + 16 <= end; p += 16) {
    const centred = f32x4.sub(v128.load(p), means);
    squares = f32x4.add(squares, f32x4.mul(centred, centred));
  }
  let sum = total(squares);
  for (; p < end; p += 4) {
    const centred = load<f32>(p) - mean;
    sum += centred * centred;
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function total(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}
