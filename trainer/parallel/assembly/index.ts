import { ADAM_EPSILON, BETA1, BETA2 } from '../adam';

/**
 * Sums and updates on the memory that the threads of a run share: two floats at a time in float64, so that each result is
 * the one that plain TypeScript gives, to the bit. Offsets are bytes; every `count` is of floats.
 */

const MOMENTUM: f64 = 0.9;

/** Two floats, as float64. */
function load2(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

function store2(at: usize, pair: v128): void {
  v128.store64_lane(at, f32x4.demote_f64x2_zero(pair), 0);
}

/** One float in both lanes: what is left of an odd count goes the way of the pairs. */
function load1(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load32_splat(at));
}

function store1(at: usize, pair: v128): void {
  v128.store32_lane(at, f32x4.demote_f64x2_zero(pair), 0);
}

/**
 * out = Σ over `slots` arrays, `stride` bytes apart, in their order; then divided by `weight`.
 * @returns the sum of the squares of out, one after the other.
 */
export function meanOfSlots(slot: usize, stride: usize, slots: i32, out: usize, count: i32, weight: f64): f64 {
  const weights = f64x2.splat(weight);
  const even = count & ~1;
  let squares: f64 = 0;
  for (let i = 0; i < even; i += 2) {
    const at = (<usize>i) << 2;
    let sum = f64x2.splat(0);
    let from = slot + at;
    for (let s = 0; s < slots; s++, from += stride) sum = f64x2.add(sum, load2(from));
    store2(out + at, f64x2.div(sum, weights));
    squares = addSquares(squares, out + at, 2);
  }
  if (even < count) {
    const at = (<usize>even) << 2;
    let sum = f64x2.splat(0);
    let from = slot + at;
    for (let s = 0; s < slots; s++, from += stride) sum = f64x2.add(sum, load1(from));
    store1(out + at, f64x2.div(sum, weights));
    squares = addSquares(squares, out + at, 1);
  }
  return squares;
}

function addSquares(sum: f64, at: usize, count: i32): f64 {
  const end = at + ((<usize>count) << 2);
  for (let p = at; p < end; p += 4) {
    const value = <f64>load<f32>(p);
    sum += value * value;
  }
  return sum;
}

/** to += from, in float32. */
export function addRow(to: usize, from: usize, count: i32): void {
  const even = count & ~3;
  for (let i = 0; i < even; i += 4) {
    const at = (<usize>i) << 2;
    v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
  }
  for (let i = even; i < count; i++) {
    const at = (<usize>i) << 2;
    store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at));
  }
}

/** Divides a row by `weight`. @returns the sum of its squares, one after the other. */
export function divideRow(row: usize, count: i32, weight: f64): f64 {
  const end = row + ((<usize>count) << 2);
  for (let p = row; p < end; p += 4) store<f32>(p, <f32>(<f64>load<f32>(p) / weight));
  return addSquares(0, row, count);
}

/** values −= learningRate · g, where g = gradient · scale + decay · values. */
export function sgd(values: usize, gradient: usize, count: i32, scale: f64, decay: f64, learningRate: f64): void {
  for (let i = 0; i < count; i++) {
    const at = (<usize>i) << 2;
    const value = <f64>load<f32>(values + at);
    const g = <f64>load<f32>(gradient + at) * scale + decay * value;
    store<f32>(values + at, <f32>(value - learningRate * g));
  }
}

/** velocity = MOMENTUM · velocity + g; values −= learningRate · velocity. */
export function momentum(
  values: usize, gradient: usize, velocity: usize,
  count: i32, scale: f64, decay: f64, learningRate: f64,
): void {
  for (let i = 0; i < count; i++) {
    const at = (<usize>i) << 2;
    const value = <f64>load<f32>(values + at);
    const g = <f64>load<f32>(gradient + at) * scale + decay * value;
    store<f32>(velocity + at, <f32>(MOMENTUM * <f64>load<f32>(velocity + at) + g));
    store<f32>(values + at, <f32>(value - learningRate * <f64>load<f32>(velocity + at)));
  }
}

/**
 * Adam: values = shrink · values − rate · first / (√(second · inverse) + ADAM_EPSILON).
 * @param decay of the gradient; @param shrink of the values themselves, which is AdamW's.
 * @param rate learning rate over the first correction; @param inverse one over the second.
 */
export function adam(
  values: usize, gradient: usize, first: usize, second: usize,
  count: i32, scale: f64, decay: f64, shrink: f64, rate: f64, inverse: f64,
): void {
  const scales = f64x2.splat(scale);
  const decays = f64x2.splat(decay);
  const shrinks = f64x2.splat(shrink);
  const rates = f64x2.splat(rate);
  const inverses = f64x2.splat(inverse);
  const even = count & ~1;
  for (let i = 0; i < even; i += 2) {
    const at = (<usize>i) << 2;
    const value = load2(values + at);
    const g = f64x2.add(f64x2.mul(load2(gradient + at), scales), f64x2.mul(decays, value));
    store2(first + at, firstMoment(load2(first + at), g));
    store2(second + at, secondMoment(load2(second + at), g));
    store2(values + at, stepped(value, load2(first + at), load2(second + at), shrinks, rates, inverses));
  }
  if (even < count) {
    const at = (<usize>even) << 2;
    const value = load1(values + at);
    const g = f64x2.add(f64x2.mul(load1(gradient + at), scales), f64x2.mul(decays, value));
    store1(first + at, firstMoment(load1(first + at), g));
    store1(second + at, secondMoment(load1(second + at), g));
    store1(values + at, stepped(value, load1(first + at), load1(second + at), shrinks, rates, inverses));
  }
}

function firstMoment(old: v128, g: v128): v128 {
  return f64x2.add(f64x2.mul(f64x2.splat(BETA1), old), f64x2.mul(f64x2.splat(1 - BETA1), g));
}

function secondMoment(old: v128, g: v128): v128 {
  const squares = f64x2.mul(f64x2.mul(f64x2.splat(1 - BETA2), g), g);
  return f64x2.add(f64x2.mul(f64x2.splat(BETA2), old), squares);
}

function stepped(value: v128, first: v128, second: v128, shrinks: v128, rates: v128, inverses: v128): v128 {
  const root = f64x2.add(f64x2.sqrt(f64x2.mul(second, inverses)), f64x2.splat(ADAM_EPSILON));
  return f64x2.sub(f64x2.mul(shrinks, value), f64x2.div(f64x2.mul(rates, first), root));
}
