import { copyFours, copyPanel, PANEL, storeTile } from './panel';
import { spanLength, spanStart } from './rows';

/** The filter of a convolution: its gradient, that of its bias, and its reverse. As in `convolution.ts`. */

/**
 * dWeight[tap, i, n] = Σ_r x[r - reach + tap · dilation, i] · dy[r, n], over the rows of the texts.
 * @param rows of x and dy.
 * @param scratch room for float32 [rows, inputs + 8].
 */
export function filterGradient(
  x: usize,
  inputs: i32,
  dy: usize,
  outputs: i32,
  dWeight: usize,
  spans: usize,
  texts: i32,
  kernel: i32,
  dilation: i32,
  rows: i32,
  scratch: usize,
): void {
  const rowX = <usize>inputs << 2;
  const rowY = <usize>outputs << 2;
  const reach = (kernel >> 1) * dilation;
  const panel = scratch + <usize>rows * rowX;
  copyFours(x, inputs, rows, scratch);
  let column = 0;
  for (; column + 8 <= outputs; column += 8) {
    const shift = <usize>column << 2;
    copyPanel(dy + shift, rowY, rows, panel);
    let i = 0;
    for (; i + 4 <= inputs; i += 4) {
      const fours = scratch + (<usize>(i >> 2) * <usize>rows << 4);
      for (let tap = 0; tap < kernel; tap++) {
        const out = dWeight + <usize>(tap * inputs + i) * rowY + shift;
        filter4(fours, tap * dilation - reach, panel, out, rowY, spans, texts);
      }
    }
    for (; i < inputs; i++) {
      for (let tap = 0; tap < kernel; tap++) {
        const out = dWeight + <usize>(tap * inputs + i) * rowY + shift;
        filterRow(x + (<usize>i << 2), rowX, tap * dilation - reach, panel, out, spans, texts);
      }
    }
  }
  for (; column < outputs; column++) {
    const shift = <usize>column << 2;
    for (let tap = 0; tap < kernel; tap++) {
      const source = x + (tap * dilation - reach) * <i32>rowX;
      filter1(source, inputs, dy + shift, rowY, dWeight + <usize>(tap * inputs) * rowY + shift, spans, texts);
    }
  }
}

/**
 * Four rows of one tap's gradient, eight columns of them.
 * @param fours four columns of x, [rows, 4].
 * @param shift rows from that of dy to that of x.
 * @param panel eight columns of dy, [rows, 8].
 */
function filter4(fours: usize, shift: i32, panel: usize, out: usize, rowY: usize, spans: usize, texts: i32): void {
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero;
  let c20 = zero, c21 = zero, c30 = zero, c31 = zero;
  for (let text = 0; text < texts; text++) {
    const start = spanStart(spans, text);
    let p = fours + (<usize>(start + shift) << 4);
    let q = panel + <usize>start * PANEL;
    for (const end = q + <usize>spanLength(spans, text) * PANEL; q < end; q += PANEL, p += 16) {
      const d0 = v128.load(q);
      const d1 = v128.load(q, 16);
      const a0 = v128.load32_splat(p);
      c00 = f32x4.add(c00, f32x4.mul(a0, d0));
      c01 = f32x4.add(c01, f32x4.mul(a0, d1));
      const a1 = v128.load32_splat(p, 4);
      c10 = f32x4.add(c10, f32x4.mul(a1, d0));
      c11 = f32x4.add(c11, f32x4.mul(a1, d1));
      const a2 = v128.load32_splat(p, 8);
      c20 = f32x4.add(c20, f32x4.mul(a2, d0));
      c21 = f32x4.add(c21, f32x4.mul(a2, d1));
      const a3 = v128.load32_splat(p, 12);
      c30 = f32x4.add(c30, f32x4.mul(a3, d0));
      c31 = f32x4.add(c31, f32x4.mul(a3, d1));
    }
  }
  storeTile(out, rowY, c00, c01, c10, c11, c20, c21, c30, c31);
}

/** One row of one tap's gradient, eight columns of it. @param column of x. */
function filterRow(column: usize, rowX: usize, shift: i32, panel: usize, out: usize, spans: usize, texts: i32): void {
  let c0 = f32x4.splat(0), c1 = f32x4.splat(0);
  for (let text = 0; text < texts; text++) {
    const start = spanStart(spans, text);
    let p = column + <usize>(start + shift) * rowX;
    let q = panel + <usize>start * PANEL;
    for (const end = q + <usize>spanLength(spans, text) * PANEL; q < end; q += PANEL, p += rowX) {
      const value = v128.load32_splat(p);
      c0 = f32x4.add(c0, f32x4.mul(value, v128.load(q)));
      c1 = f32x4.add(c1, f32x4.mul(value, v128.load(q, 16)));
    }
  }
  v128.store(out, c0);
  v128.store(out, c1, 16);
}

function filter1(x: usize, inputs: i32, dy: usize, rowY: usize, out: usize, spans: usize, texts: i32): void {
  const rowX = <usize>inputs << 2;
  for (let i: usize = 0; i < <usize>inputs; i++) {
    let sum: f32 = 0;
    for (let text = 0; text < texts; text++) {
      const start = spanStart(spans, text);
      const end = start + spanLength(spans, text);
      for (let row = <usize>start; row < <usize>end; row++) {
        sum += load<f32>(x + row * rowX + (i << 2)) * load<f32>(dy + row * rowY);
      }
    }
    store<f32>(out + i * rowY, sum);
  }
}

/** out[n] = Σ_m d[m, n]: the gradient of a bias. */
export function columnSums(d: usize, out: usize, m: i32, n: i32): void {
  const row = (<usize>n) << 2;
  const end = d + <usize>m * row;
  let column: usize = 0;
  for (; column + 16 <= row; column += 16) {
    let sum = f32x4.splat(0);
    for (let q = d + column; q < end; q += row) sum = f32x4.add(sum, v128.load(q));
    v128.store(out + column, sum);
  }
  for (; column < row; column += 4) {
    let sum: f32 = 0;
    for (let q = d + column; q < end; q += row) sum += load<f32>(q);
    store<f32>(out + column, sum);
  }
}

/**
 * Turns a filter [kernel * inputs, outputs] into the one that carries gradients back, [kernel * outputs, inputs]:
 * taps in reverse, each transposed.
 */
export function reverseFilter(weight: usize, out: usize, kernel: i32, inputs: i32, outputs: i32): void {
  const size = inputs * outputs;
  for (let tap = 0; tap < kernel; tap++) {
    const from = weight + ((<usize>(tap * size)) << 2);
    const to = out + ((<usize>((kernel - 1 - tap) * size)) << 2);
    transpose(from, to, inputs, outputs);
  }
}

/** out [columns, rows] from a [rows, columns]. */
function transpose(a: usize, out: usize, rows: i32, columns: i32): void {
  const rowA = (<usize>columns) << 2;
  const rowOut = (<usize>rows) << 2;
  const wholeRows = rows & ~3;
  const wholeColumns = columns & ~3;
  for (let row = 0; row < wholeRows; row += 4) {
    for (let column = 0; column < wholeColumns; column += 4) {
      const from = a + <usize>row * rowA + ((<usize>column) << 2);
      transpose4(from, rowA, out + <usize>column * rowOut + ((<usize>row) << 2), rowOut);
    }
  }
  for (let row = 0; row < rows; row++) {
    // The last rows whole, the others from where the blocks of four end.
    for (let column = row < wholeRows ? wholeColumns : 0; column < columns; column++) {
      const value = load<f32>(a + <usize>row * rowA + ((<usize>column) << 2));
      store<f32>(out + <usize>column * rowOut + ((<usize>row) << 2), value);
    }
  }
}

/** Four rows of four. */
function transpose4(a: usize, rowA: usize, out: usize, rowOut: usize): void {
  const a0 = v128.load(a);
  const a1 = v128.load(a + rowA);
  const a2 = v128.load(a + 2 * rowA);
  const a3 = v128.load(a + 3 * rowA);
  const low01 = v128.shuffle<i32>(a0, a1, 0, 4, 1, 5);
  const low23 = v128.shuffle<i32>(a2, a3, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(a0, a1, 2, 6, 3, 7);
  const high23 = v128.shuffle<i32>(a2, a3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(out + rowOut, v128.shuffle<i64>(low01, low23, 1, 3));
  v128.store(out + 2 * rowOut, v128.shuffle<i64>(high01, high23, 0, 2));
  v128.store(out + 3 * rowOut, v128.shuffle<i64>(high01, high23, 1, 3));
}
