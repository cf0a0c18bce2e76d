import { copyPanel, PANEL, storeTile } from './panel';
import { spanLength, spanStart } from './rows';

/**
 * Convolutions over packed rows, and what carries their gradients. All matrices are row-major float32; offsets are bytes into
 * the memory of the TensorFlow.js WASM backend. Each row of a text is one row of a product, whose left side is read where it
 * lies: `kernel` rows, each `dilation` from the next, around the row. So no side is ever transposed. Rows that belong to no text are
 * not computed.
 */

/**
 * y[r, n] = bias[n] + Σ_tap Σ_i x[r - reach + tap · dilation, i] · weight[tap, i, n], for the rows of the texts.
 * @param bias 0 for none.
 * @param scratch room for float32 [kernel * inputs, 8].
 */
export function convolve(
  x: usize,
  inputs: i32,
  weight: usize,
  bias: usize,
  y: usize,
  outputs: i32,
  spans: usize,
  texts: i32,
  kernel: i32,
  dilation: i32,
  scratch: usize,
): void {
  const left = x - <usize>((kernel >> 1) * dilation) * (<usize>inputs << 2);
  let column = 0;
  for (; column + 8 <= outputs; column += 8) {
    const shift = <usize>column << 2;
    copyPanel(weight + shift, <usize>outputs << 2, kernel * inputs, scratch);
    columns8(left, inputs, scratch, bias ? bias + shift : 0, y + shift, outputs, spans, texts, kernel, dilation);
  }
  for (; column < outputs; column++) {
    const shift = <usize>column << 2;
    column1(left, inputs, weight + shift, bias ? bias + shift : 0, y + shift, outputs, spans, texts, kernel, dilation);
  }
}

/** Eight columns of y, four rows at a time: eight accumulators, the weight [kernel * inputs, 8] read once for four rows. */
function columns8(
  left: usize,
  inputs: i32,
  weight: usize,
  bias: usize,
  y: usize,
  outputs: i32,
  spans: usize,
  texts: i32,
  kernel: i32,
  dilation: i32,
): void {
  const rowX = <usize>inputs << 2;
  const rowY = <usize>outputs << 2;
  const bias0 = bias ? v128.load(bias) : f32x4.splat(0);
  const bias1 = bias ? v128.load(bias, 16) : f32x4.splat(0);
  const tap = <usize>inputs * PANEL;
  const end = weight + <usize>kernel * tap;
  /** From behind a row to the row of the next tap. */
  const jump = <usize>(dilation - 1) * rowX;
  for (let text = 0; text < texts; text++) {
    const start = spanStart(spans, text);
    const rows = spanLength(spans, text);
    if (rows < 4) {
      for (let row = start; row < start + rows; row++) {
        const out = y + <usize>row * rowY;
        tile1(left + <usize>row * rowX, jump, weight, end, tap, bias0, bias1, out);
      }
      continue;
    }
    // The last four overlap those before.
    for (let next = 0; next < rows; next += 4) {
      const row = start + (next + 4 <= rows ? next : rows - 4);
      const out = y + <usize>row * rowY;
      tile4(left + <usize>row * rowX, rowX, jump, weight, end, tap, bias0, bias1, out, rowY);
    }
  }
}

/** 4 rows × 8 columns. */
// @ts-ignore: decorator
@inline
function tile4(
  x: usize,
  rowX: usize,
  jump: usize,
  weight: usize,
  end: usize,
  tap: usize,
  bias0: v128,
  bias1: v128,
  y: usize,
  rowY: usize,
): void {
  let p0 = x;
  let p1 = p0 + rowX;
  let p2 = p1 + rowX;
  let p3 = p2 + rowX;
  let c00 = bias0, c01 = bias1, c10 = bias0, c11 = bias1;
  let c20 = bias0, c21 = bias1, c30 = bias0, c31 = bias1;
  for (let q = weight; q < end; p0 += jump, p1 += jump, p2 += jump, p3 += jump) {
    for (const endTap = q + tap; q < endTap; q += PANEL) {
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
  storeTile(y, rowY, c00, c01, c10, c11, c20, c21, c30, c31);
}

/** 1 row × 8 columns. */
// @ts-ignore: decorator
@inline
function tile1(
  x: usize,
  jump: usize,
  weight: usize,
  end: usize,
  tap: usize,
  bias0: v128,
  bias1: v128,
  y: usize,
): void {
  let p = x;
  let c0 = bias0, c1 = bias1;
  for (let q = weight; q < end; p += jump) {
    for (const endTap = q + tap; q < endTap; q += PANEL) {
      const value = v128.load32_splat(p);
      c0 = f32x4.add(c0, f32x4.mul(value, v128.load(q)));
      c1 = f32x4.add(c1, f32x4.mul(value, v128.load(q, 16)));
      p += 4;
    }
  }
  v128.store(y, c0);
  v128.store(y, c1, 16);
}

function column1(
  left: usize,
  inputs: i32,
  weight: usize,
  bias: usize,
  y: usize,
  outputs: i32,
  spans: usize,
  texts: i32,
  kernel: i32,
  dilation: i32,
): void {
  const rowX = <usize>inputs << 2;
  const rowY = <usize>outputs << 2;
  const first: f32 = bias ? load<f32>(bias) : 0;
  for (let text = 0; text < texts; text++) {
    const start = spanStart(spans, text);
    const end = start + spanLength(spans, text);
    for (let row = start; row < end; row++) {
      let sum = first;
      let q = weight;
      for (let tap = 0; tap < kernel; tap++) {
        const p = left + <usize>(row + tap * dilation) * rowX;
        for (let i: usize = 0; i < rowX; i += 4, q += rowY) sum += load<f32>(p + i) * load<f32>(q);
      }
      store<f32>(y + <usize>row * rowY, sum);
    }
  }
}
