/**
 * Products for convolutions over packed rows. All matrices are row-major float32; offsets are bytes into the
 * memory of the TensorFlow.js WASM backend. A convolution of `kernel` taps is a plain product whose left side
 * is read with overlap: row r begins at row r of x and runs on over the next `kernel - 1` rows. So nothing is
 * copied, and no side is ever transposed.
 */

/**
 * c[m, n] = bias[n] + Σ_k a[m, k] · b[k, n].
 * @param strideA floats from one row of a to the next; less than k where rows overlap.
 * @param bias 0 for none.
 */
export function gemm(a: usize, strideA: i32, b: usize, bias: usize, c: usize, m: i32, k: i32, n: i32): void {
  let column = 0;
  for (; column + 8 <= n; column += 8) {
    columns8(
      a,
      strideA,
      b + ((<usize>column) << 2),
      bias ? bias + ((<usize>column) << 2) : 0,
      c + ((<usize>column) << 2),
      m,
      k,
      n,
    );
  }
  for (; column < n; column++) {
    column1(
      a,
      strideA,
      b + ((<usize>column) << 2),
      bias ? bias + ((<usize>column) << 2) : 0,
      c + ((<usize>column) << 2),
      m,
      k,
      n,
    );
  }
}

/** Eight columns of c, four rows at a time: eight accumulators, b read once for four rows. */
function columns8(a: usize, strideA: i32, b: usize, bias: usize, c: usize, m: i32, k: i32, n: i32): void {
  const rowA = (<usize>strideA) << 2;
  const rowB = (<usize>n) << 2;
  const bias0 = bias ? v128.load(bias) : f32x4.splat(0);
  const bias1 = bias ? v128.load(bias, 16) : f32x4.splat(0);
  const endB = b + <usize>k * rowB;
  let row = 0;
  for (; row + 4 <= m; row += 4) {
    let p0 = a + <usize>row * rowA;
    let p1 = p0 + rowA;
    let p2 = p1 + rowA;
    let p3 = p2 + rowA;
    let c00 = bias0,
      c01 = bias1,
      c10 = bias0,
      c11 = bias1;
    let c20 = bias0,
      c21 = bias1,
      c30 = bias0,
      c31 = bias1;
    for (let q = b; q < endB; q += rowB) {
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
    const out = c + <usize>row * rowB;
    v128.store(out, c00);
    v128.store(out, c01, 16);
    v128.store(out + rowB, c10);
    v128.store(out + rowB, c11, 16);
    v128.store(out + 2 * rowB, c20);
    v128.store(out + 2 * rowB, c21, 16);
    v128.store(out + 3 * rowB, c30);
    v128.store(out + 3 * rowB, c31, 16);
  }
  for (; row < m; row++) {
    let p = a + <usize>row * rowA;
    let c0 = bias0,
      c1 = bias1;
    for (let q = b; q < endB; q += rowB) {
      const value = v128.load32_splat(p);
      c0 = f32x4.add(c0, f32x4.mul(value, v128.load(q)));
      c1 = f32x4.add(c1, f32x4.mul(value, v128.load(q, 16)));
      p += 4;
    }
    v128.store(c + <usize>row * rowB, c0);
    v128.store(c + <usize>row * rowB, c1, 16);
  }
}

function column1(a: usize, strideA: i32, b: usize, bias: usize, c: usize, m: i32, k: i32, n: i32): void {
  const rowB = (<usize>n) << 2;
  for (let row = 0; row < m; row++) {
    let sum: f32 = bias ? load<f32>(bias) : 0;
    const p = a + ((<usize>(row * strideA)) << 2);
    for (let i = 0; i < k; i++) sum += load<f32>(p + ((<usize>i) << 2)) * load<f32>(b + <usize>i * rowB);
    store<f32>(c + <usize>row * rowB, sum);
  }
}

/** out[k, n] = Σ_m a[m, k] · d[m, n]: the gradient of a filter, from the inputs and the outputs' gradient. */
export function gemmTransposedA(a: usize, strideA: i32, d: usize, out: usize, m: i32, k: i32, n: i32): void {
  let column = 0;
  for (; column + 8 <= n; column += 8) {
    const shift = (<usize>column) << 2;
    filter8(a, strideA, d + shift, out + shift, m, k, n);
  }
  for (; column < n; column++) {
    const shift = (<usize>column) << 2;
    filter1(a, strideA, d + shift, out + shift, m, k, n);
  }
}

/** Eight columns of the filter's gradient, four of its rows at a time. */
function filter8(a: usize, strideA: i32, d: usize, out: usize, m: i32, k: i32, n: i32): void {
  const rowA = (<usize>strideA) << 2;
  const rowD = (<usize>n) << 2;
  const endD = d + <usize>m * rowD;
  let i = 0;
  for (; i + 4 <= k; i += 4) {
    let p = a + ((<usize>i) << 2);
    const zero = f32x4.splat(0);
    let c00 = zero,
      c01 = zero,
      c10 = zero,
      c11 = zero;
    let c20 = zero,
      c21 = zero,
      c30 = zero,
      c31 = zero;
    for (let q = d; q < endD; q += rowD) {
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
      p += rowA;
    }
    const target = out + <usize>i * rowD;
    v128.store(target, c00);
    v128.store(target, c01, 16);
    v128.store(target + rowD, c10);
    v128.store(target + rowD, c11, 16);
    v128.store(target + 2 * rowD, c20);
    v128.store(target + 2 * rowD, c21, 16);
    v128.store(target + 3 * rowD, c30);
    v128.store(target + 3 * rowD, c31, 16);
  }
  for (; i < k; i++) {
    let p = a + ((<usize>i) << 2);
    let c0 = f32x4.splat(0),
      c1 = f32x4.splat(0);
    for (let q = d; q < endD; q += rowD) {
      const value = v128.load32_splat(p);
      c0 = f32x4.add(c0, f32x4.mul(value, v128.load(q)));
      c1 = f32x4.add(c1, f32x4.mul(value, v128.load(q, 16)));
      p += rowA;
    }
    v128.store(out + <usize>i * rowD, c0);
    v128.store(out + <usize>i * rowD, c1, 16);
  }
}

function filter1(a: usize, strideA: i32, d: usize, out: usize, m: i32, k: i32, n: i32): void {
  const rowA = (<usize>strideA) << 2;
  const rowD = (<usize>n) << 2;
  for (let i = 0; i < k; i++) {
    let sum: f32 = 0;
    for (let row = 0; row < m; row++) {
      sum += load<f32>(a + <usize>row * rowA + ((<usize>i) << 2)) * load<f32>(d + <usize>row * rowD);
    }
    store<f32>(out + <usize>i * rowD, sum);
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
