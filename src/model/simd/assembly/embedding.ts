import { EMBED } from '../constants';
import { padded, Step } from './step';

/**
 * A token's vector is the mean of its rows of the table, [rows, inputs] without padding, float32 or bytes with a scale a row.
 * @param ids int32, token by token.
 * @param offsets int32 [tokens + 1], where each token's ids begin.
 */
export function embed(step: Step, ids: usize, offsets: usize, tokens: i32): void {
  const columns = step.inputs;
  const stride = <usize>padded(columns) << 2;
  for (let token = 0; token < tokens; token++) {
    const target = step.target + <usize>token * stride;
    memory.fill(target, 0, stride);
    const at = offsets + (<usize>token << 2);
    const begin = load<i32>(at);
    const end = load<i32>(at, 4);
    const share = f32(1) / f32(end - begin);
    for (let i = begin; i < end; i++) {
      const row = <usize>load<i32>(ids + (<usize>i << 2));
      const element = row * <usize>columns;
      if (step.operation == EMBED) addRow(target, step.weight + (element << 2), share, columns);
      else addBytes(target, step.weight + element, load<f32>(step.bias + (row << 2)), share, columns);
    }
  }
}

/** target += share · row. */
function addRow(target: usize, row: usize, share: f32, columns: i32): void {
  const shares = f32x4.splat(share);
  const end = <usize>columns << 2;
  let at: usize = 0;
  for (; at + 16 <= end; at += 16) {
    v128.store(target + at, f32x4.add(v128.load(target + at), f32x4.mul(shares, v128.load(row + at))));
  }
  for (; at < end; at += 4) {
    store<f32>(target + at, load<f32>(target + at) + share * load<f32>(row + at));
  }
}

/** target += share · (scale · row), the product in brackets being the value that the table stands for. */
function addBytes(target: usize, row: usize, scale: f32, share: f32, columns: i32): void {
  const scales = f32x4.splat(scale);
  const shares = f32x4.splat(share);
  let column = 0;
  for (; column + 8 <= columns; column += 8) {
    const bytes = v128.load_ext<i8>(row + column);
    const out = target + (<usize>column << 2);
    addScaled(out, i32x4.extend_low_i16x8_s(bytes), scales, shares);
    addScaled(out + 16, i32x4.extend_high_i16x8_s(bytes), scales, shares);
  }
  for (; column < columns; column++) {
    const out = target + (<usize>column << 2);
    store<f32>(out, load<f32>(out) + share * (scale * f32(load<i8>(row + column))));
  }
}

/** Four columns of `addBytes`. */
// @ts-ignore: decorator
@inline
function addScaled(target: usize, bytes: v128, scales: v128, shares: v128): void {
  const values = f32x4.mul(scales, f32x4.convert_i32x4_s(bytes));
  v128.store(target, f32x4.add(v128.load(target), f32x4.mul(shares, values)));
}

/** The columns' maxima and then their means, in one row. */
export function pool(step: Step, rows: i32): void {
  const columns = step.inputs;
  const stride = <usize>padded(columns) << 2;
  const means = step.target + (<usize>columns << 2);
  // The pads of the source are zeros that spill a little behind what is written; the rest of the row's pad is set here.
  const end = step.target + (<usize>padded(2 * columns) << 2);
  v128.store(end - 32, f32x4.splat(0));
  v128.store(end - 16, f32x4.splat(0));
  poolMaxima(step, rows, stride);
  const last = step.source + <usize>rows * stride;
  const share = f32x4.splat(f32(1) / f32(rows));
  for (let column: usize = 0; column < <usize>columns << 2; column += 16) {
    let sum = f32x4.splat(0);
    for (let p = step.source + column; p < last; p += stride) sum = f32x4.add(sum, v128.load(p));
    v128.store(means + column, f32x4.mul(sum, share));
  }
}

function poolMaxima(step: Step, rows: i32, stride: usize): void {
  const last = step.source + <usize>rows * stride;
  for (let column: usize = 0; column < <usize>step.inputs << 2; column += 16) {
    let maximum = v128.load(step.source + column);
    for (let p = step.source + column + stride; p < last; p += stride) maximum = f32x4.max(maximum, v128.load(p));
    v128.store(step.target + column, maximum);
  }
}
