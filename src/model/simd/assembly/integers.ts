import { SCALE_BYTES } from '../constants';
import { activate, Step } from './step';

/** The largest magnitude of a quantised activation: 13 bits and a sign. */
const LARGEST: f32 = 8191;
/** A column's quantised weights of one tap, their magnitudes added, less rounding: times `LARGEST` still below 2³¹. */
const LARGEST_SUM: f32 = 260000;
const LARGEST_WEIGHT: f32 = 32767;
/** Below it a row counts as zeros: `LARGEST` over it would not be finite. */
const SMALLEST: f32 = 1e-30;
/** 1.5 · 2²³: added to a float of up to 22 bits, it leaves the nearest whole number, ties to even, in the low bits. */
const ROUNDING: f32 = 12582912;
const ROUNDING_BITS: i32 = 0x4b400000;

/**
 * `convolve` in whole numbers, with twice the multiplications an instruction: each row of the source becomes int16 with a
 * scale of its own, the weight int16 with a scale a column, and sums of one tap are int32. A row of the target hangs on nothing but
 * the rows that its taps see. Rows from `begin` up to `end` are computed; columns must be a multiple of 8.
 */
export function convolveIntegers(step: Step, begin: i32, end: i32, rows: i32): void {
  const reach = (step.kernel >> 1) * step.dilation;
  const rowBytes = (<usize>step.inputs << 1) + SCALE_BYTES;
  const stride = <usize>step.inputs << 2;
  for (let row = begin - reach, to = step.integers; row < end + reach; row++, to += rowBytes) {
    if (row < 0 || row >= rows) memory.fill(to, 0, rowBytes);
    else quantiseRow(step.source + <usize>row * stride, to, stride);
  }
  const strideOut = <usize>step.outputs << 2;
  const tapBytes = <usize>step.inputs << 4;
  for (let column: usize = 0; column < strideOut; column += 32) {
    const panel = step.weight + (column >> 5) * <usize>step.kernel * tapBytes;
    // As in `convolvePanel`: the last four rows overlap those before, or run on into rows that nobody reads.
    for (let next = begin; next < end; next += 4) {
      const row = next + 4 <= end || end < begin + 4 ? next : end - 4;
      const left = step.integers + <usize>(row - begin) * rowBytes;
      tile4(step, left, rowBytes, panel, tapBytes, column, <usize>row * strideOut + column);
    }
  }
}

/** A row of float32 as int16, behind its scale. */
function quantiseRow(source: usize, target: usize, stride: usize): void {
  let most = f32x4.splat(0);
  for (let at: usize = 0; at < stride; at += 16) most = f32x4.max(most, f32x4.abs(v128.load(source + at)));
  const largest = maximum(most);
  // An overflow stays one: its scale is no number that the sums could hide.
  store<f32>(target, largest / LARGEST);
  const inverse = f32x4.splat(largest > SMALLEST ? LARGEST / largest : 0);
  let out = target + SCALE_BYTES;
  for (let at: usize = 0; at < stride; at += 32, out += 16) {
    const low = nearest4(f32x4.mul(v128.load(source + at), inverse));
    const high = nearest4(f32x4.mul(v128.load(source + at, 16), inverse));
    v128.store(out, i16x8.narrow_i32x4_s(low, high));
  }
}

// @ts-ignore: decorator
@inline
function nearest4(x: v128): v128 {
  return i32x4.sub(f32x4.add(x, f32x4.splat(ROUNDING)), i32x4.splat(ROUNDING_BITS));
}

function maximum(x: v128): f32 {
  const low = max<f32>(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1));
  return max<f32>(low, max<f32>(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)));
}

/** 4 rows × 8 columns: the sums of a tap in eight registers of int32, those of all taps in float32. */
// @ts-ignore: decorator
@inline
function tile4(
  step: Step,
  left: usize,
  rowBytes: usize,
  panel: usize,
  tapBytes: usize,
  column: usize,
  out: usize,
): void {
  const zero = f32x4.splat(0);
  let f00 = zero, f01 = zero, f10 = zero, f11 = zero, f20 = zero, f21 = zero, f30 = zero, f31 = zero;
  let q = panel;
  let s0 = left;
  const jump = <usize>step.dilation * rowBytes;
  for (let tap = 0; tap < step.kernel; tap++, s0 += jump) {
    const s1 = s0 + rowBytes;
    const s2 = s1 + rowBytes;
    const s3 = s2 + rowBytes;
    let p0 = s0, p1 = s1, p2 = s2, p3 = s3;
    let c00 = i32x4.splat(0);
    let c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
    // Two inputs at a time.
    for (const end = q + tapBytes; q < end; q += 32) {
      const b0 = v128.load(q);
      const b1 = v128.load(q, 16);
      const a0 = v128.load32_splat(p0, SCALE_BYTES);
      c00 = i32x4.add(c00, i32x4.dot_i16x8_s(a0, b0));
      c01 = i32x4.add(c01, i32x4.dot_i16x8_s(a0, b1));
      const a1 = v128.load32_splat(p1, SCALE_BYTES);
      c10 = i32x4.add(c10, i32x4.dot_i16x8_s(a1, b0));
      c11 = i32x4.add(c11, i32x4.dot_i16x8_s(a1, b1));
      const a2 = v128.load32_splat(p2, SCALE_BYTES);
      c20 = i32x4.add(c20, i32x4.dot_i16x8_s(a2, b0));
      c21 = i32x4.add(c21, i32x4.dot_i16x8_s(a2, b1));
      const a3 = v128.load32_splat(p3, SCALE_BYTES);
      c30 = i32x4.add(c30, i32x4.dot_i16x8_s(a3, b0));
      c31 = i32x4.add(c31, i32x4.dot_i16x8_s(a3, b1));
      p0 += 4;
      p1 += 4;
      p2 += 4;
      p3 += 4;
    }
    f00 = addScaled(f00, c00, s0);
    f01 = addScaled(f01, c01, s0);
    f10 = addScaled(f10, c10, s1);
    f11 = addScaled(f11, c11, s1);
    f20 = addScaled(f20, c20, s2);
    f21 = addScaled(f21, c21, s2);
    f30 = addScaled(f30, c30, s3);
    f31 = addScaled(f31, c31, s3);
  }
  const strideOut = <usize>step.outputs << 2;
  finish(step, column, out, f00, f01);
  finish(step, column, out + strideOut, f10, f11);
  finish(step, column, out + 2 * strideOut, f20, f21);
  finish(step, column, out + 3 * strideOut, f30, f31);
}

/** sum + the tap's sums times the scale of the row that they were made of. */
// @ts-ignore: decorator
@inline
function addScaled(sum: v128, integers: v128, scale: usize): v128 {
  return f32x4.add(sum, f32x4.mul(f32x4.convert_i32x4_s(integers), v128.load32_splat(scale)));
}

function finish(step: Step, column: usize, out: usize, f0: v128, f1: v128): void {
  const scales = step.scales + column;
  const bias = step.bias + column;
  const y0 = f32x4.add(f32x4.mul(f0, v128.load(scales)), v128.load(bias));
  const y1 = f32x4.add(f32x4.mul(f1, v128.load(scales, 16)), v128.load(bias, 16));
  v128.store(step.target + out, activate(y0, step.residual + out, step.activation));
  v128.store(step.target + out, activate(y1, step.residual + out + 16, step.activation), 16);
}

/**
 * Writes a weight as `convolveIntegers` reads it, [outputs / 8, kernel * inputs / 2, 8, 2], and the scales of its columns.
 * @param weight float32 [kernel * inputs, outputs], row-major; inputs and outputs are multiples of 8.
 * @param scales float32 [outputs].
 */
export function packIntegers(weight: usize, target: usize, scales: usize, kernel: i32, inputs: i32, outputs: i32): void {
  const stride = <usize>outputs << 2;
  const rows = <usize>(kernel * inputs);
  for (let column: usize = 0; column < stride; column += 16) {
    const scale = columnScales(weight + column, kernel, inputs, stride);
    v128.store(scales + column, scale);
    // A column of zeros stays one.
    const inverse = f32x4.div(f32x4.splat(1), f32x4.max(scale, f32x4.splat(SMALLEST)));
    let to = target + (column >> 5) * (rows << 4) + (column & 16);
    for (let row: usize = 0; row < rows; row += 2, to += 32) {
      const from = weight + row * stride + column;
      const even = nearest4(f32x4.mul(v128.load(from), inverse));
      const odd = nearest4(f32x4.mul(v128.load(from + stride), inverse));
      v128.store(to, v128.or(v128.and(even, i32x4.splat(0xffff)), i32x4.shl(odd, 16)));
    }
  }
}

/** The least scales of four columns with which no weight leaves int16, and no sum of a tap int32. */
function columnScales(weight: usize, kernel: i32, inputs: i32, stride: usize): v128 {
  // Rounding adds at most a half an input.
  const limit = f32x4.splat(LARGEST_SUM - f32(inputs >> 1));
  let scale = f32x4.splat(0);
  let from = weight;
  for (let tap = 0; tap < kernel; tap++) {
    let sum = f32x4.splat(0);
    let peak = f32x4.splat(0);
    for (let i = 0; i < inputs; i++, from += stride) {
      const magnitude = f32x4.abs(v128.load(from));
      sum = f32x4.add(sum, magnitude);
      peak = f32x4.max(peak, magnitude);
    }
    const needed = f32x4.max(f32x4.div(sum, limit), f32x4.div(peak, f32x4.splat(LARGEST_WEIGHT)));
    scale = f32x4.max(scale, needed);
  }
  return scale;
}
