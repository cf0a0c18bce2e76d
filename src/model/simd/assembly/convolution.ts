import { activate, padded, Step } from './step';

/**
 * target[r, n] = activation(bias[n] + Σ_k source[r - reach …][k] · weight[k, n]), rows beyond the ends being zero, for r from
 * `begin` up to `end`: four rows at least, or all.
 *
 * A convolution is one product whose left side is read where it lies: row r begins `reach` rows before row r of the source and
 * is made of `kernel` rows, each `dilation` from the next. The weight is packed in panels of 8 columns, [n / 8][k][8]:
 * the inner loop reads it in one stream. The target must be another buffer than source and residual.
 */
export function convolve(step: Step, begin: i32, end: i32, rows: i32): void {
  const stride = <usize>padded(step.inputs) << 2;
  const reach = <usize>((step.kernel >> 1) * step.dilation) * stride;
  const left = step.source - reach;
  if (reach > 0) {
    memory.fill(left, 0, reach);
    memory.fill(step.source + <usize>rows * stride, 0, reach);
  }
  const panelBytes = (<usize>step.kernel * stride) << 3;
  const jump = <usize>(step.dilation - 1) * stride;
  const strideOut = <usize>padded(step.outputs) << 2;
  const single = ((end - begin) & 3) == 1;
  const tiled = single ? end - 1 : end;
  for (let column: usize = 0; column < strideOut; column += 32) {
    const panel = step.weight + (column >> 5) * panelBytes;
    convolvePanel(step, begin, tiled, left, stride, jump, panel, panel + panelBytes, column, strideOut);
  }
  if (single) convolveRow(step, tiled, left + <usize>tiled * stride, stride, jump, panelBytes, strideOut);
}

/**
 * Eight columns of the target, four rows at a time. The last four overlap those before; where there are only 2 or 3, the rows
 * behind them are computed too, from whatever lies there, and nobody reads them.
 */
function convolvePanel(
  step: Step,
  begin: i32,
  end: i32,
  left: usize,
  stride: usize,
  jump: usize,
  panel: usize,
  endPanel: usize,
  column: usize,
  strideOut: usize,
): void {
  for (let next = begin; next < end; next += 4) {
    const row = next + 4 <= end || end < begin + 4 ? next : end - 4;
    const out = <usize>row * strideOut + column;
    const source = left + <usize>row * stride;
    const target = step.target + out;
    tile4(source, stride, jump, panel, endPanel, step.bias + column, target, step.residual + out, strideOut, step.activation);
  }
}

/** One row, 32 columns at a time where there are as many, so that no sum waits for the one before. */
function convolveRow(
  step: Step,
  row: i32,
  left: usize,
  stride: usize,
  jump: usize,
  panelBytes: usize,
  strideOut: usize,
): void {
  const out = <usize>row * strideOut;
  let column: usize = 0;
  for (; column + 128 <= strideOut; column += 128) {
    const panel = step.weight + (column >> 5) * panelBytes;
    const bias = step.bias + column;
    tile1x32(left, stride, jump, panel, panelBytes, bias, step.target + out + column, step.residual + out + column, step.activation);
  }
  for (; column < strideOut; column += 32) {
    const panel = step.weight + (column >> 5) * panelBytes;
    const bias = step.bias + column;
    tile1x8(left, stride, jump, panel, panelBytes, bias, step.target + out + column, step.residual + out + column, step.activation);
  }
}

/** 4 rows × 8 columns in eight registers; the weight is read once for four rows. */
// @ts-ignore: decorator
@inline
function tile4(
  left: usize,
  stride: usize,
  jump: usize,
  panel: usize,
  end: usize,
  bias: usize,
  target: usize,
  x: usize,
  strideOut: usize,
  activation: i32,
): void {
  let p0 = left;
  let p1 = p0 + stride;
  let p2 = p1 + stride;
  let p3 = p2 + stride;
  let c00 = v128.load(bias);
  let c01 = v128.load(bias, 16);
  let c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01;
  const tapBytes = stride << 3;
  for (let q = panel; q < end; p0 += jump, p1 += jump, p2 += jump, p3 += jump) {
    for (const endTap = q + tapBytes; q < endTap; q += 32) {
      const b0 = v128.load(q);
      const b1 = v128.load(q, 16);
      const a0 = v128.load32_splat(p0);
      c00 = f32x4.add(c00, f32x4.mul(a0, b0));
      c01 = f32x4.add(c01, f32x4.mul(a0, b1));
      const a1 = v128.load32_splat(p1);
      c10 = f32x4.add(c10, f32x4.mul(a1, b0));
      c11 = f32x4.add(c11, f32x4.mul(a1, b1));
      const a2 = v128.load32_splat(p2);
      c20 = f32x4.add(c20, f32x4.mul(a2, b0));
      c21 = f32x4.add(c21, f32x4.mul(a2, b1));
      const a3 = v128.load32_splat(p3);
      c30 = f32x4.add(c30, f32x4.mul(a3, b0));
      c31 = f32x4.add(c31, f32x4.mul(a3, b1));
      p0 += 4;
      p1 += 4;
      p2 += 4;
      p3 += 4;
    }
  }
  finish(target, x, c00, c01, activation);
  finish(target + strideOut, x + strideOut, c10, c11, activation);
  finish(target + 2 * strideOut, x + 2 * strideOut, c20, c21, activation);
  finish(target + 3 * strideOut, x + 3 * strideOut, c30, c31, activation);
}

/** 1 row × 32 columns: four panels side by side. The same sums in the same order as in `tile4`, so the same bits. */
function tile1x32(
  left: usize,
  stride: usize,
  jump: usize,
  panel: usize,
  panelBytes: usize,
  bias: usize,
  target: usize,
  x: usize,
  activation: i32,
): void {
  let p = left;
  let c0 = v128.load(bias), c1 = v128.load(bias, 16), c2 = v128.load(bias, 32), c3 = v128.load(bias, 48);
  let c4 = v128.load(bias, 64), c5 = v128.load(bias, 80), c6 = v128.load(bias, 96), c7 = v128.load(bias, 112);
  const end = panel + panelBytes;
  const tapBytes = stride << 3;
  for (let q = panel; q < end; p += jump) {
    for (const endTap = q + tapBytes; q < endTap; q += 32) {
      const a = v128.load32_splat(p);
      const q1 = q + panelBytes;
      const q2 = q1 + panelBytes;
      const q3 = q2 + panelBytes;
      c0 = f32x4.add(c0, f32x4.mul(a, v128.load(q)));
      c1 = f32x4.add(c1, f32x4.mul(a, v128.load(q, 16)));
      c2 = f32x4.add(c2, f32x4.mul(a, v128.load(q1)));
      c3 = f32x4.add(c3, f32x4.mul(a, v128.load(q1, 16)));
      c4 = f32x4.add(c4, f32x4.mul(a, v128.load(q2)));
      c5 = f32x4.add(c5, f32x4.mul(a, v128.load(q2, 16)));
      c6 = f32x4.add(c6, f32x4.mul(a, v128.load(q3)));
      c7 = f32x4.add(c7, f32x4.mul(a, v128.load(q3, 16)));
      p += 4;
    }
  }
  finish(target, x, c0, c1, activation);
  finish(target + 32, x + 32, c2, c3, activation);
  finish(target + 64, x + 64, c4, c5, activation);
  finish(target + 96, x + 96, c6, c7, activation);
}

/** 1 row × 8 columns. */
function tile1x8(
  left: usize,
  stride: usize,
  jump: usize,
  panel: usize,
  panelBytes: usize,
  bias: usize,
  target: usize,
  x: usize,
  activation: i32,
): void {
  let p = left;
  let c0 = v128.load(bias);
  let c1 = v128.load(bias, 16);
  const end = panel + panelBytes;
  const tapBytes = stride << 3;
  for (let q = panel; q < end; p += jump) {
    for (const endTap = q + tapBytes; q < endTap; q += 32) {
      const a = v128.load32_splat(p);
      c0 = f32x4.add(c0, f32x4.mul(a, v128.load(q)));
      c1 = f32x4.add(c1, f32x4.mul(a, v128.load(q, 16)));
      p += 4;
    }
  }
  finish(target, x, c0, c1, activation);
}

function finish(target: usize, x: usize, c0: v128, c1: v128, activation: i32): void {
  v128.store(target, activate(c0, x, activation));
  v128.store(target, activate(c1, x + 16, activation), 16);
}
