/** Layer and batch normalisation over the rows of each text, and their gradients. */
import { lanes, spanLength, spanStart, zeroGaps } from './rows';

/** y = (x − mean) · inverse deviation · scale + shift, with the moments of each row (Ba et al. 2016). */
export function layerNorm(
  x: usize,
  scale: usize,
  shift: usize,
  y: usize,
  spans: usize,
  texts: i32,
  rows: i32,
  columns: i32,
  epsilon: f32,
): void {
  zeroGaps(y, spans, texts, rows, columns);
  const size = (<usize>columns) << 2;
  for (let text = 0; text < texts; text++) {
    const first = spanStart(spans, text);
    for (let row = first; row < first + spanLength(spans, text); row++) {
      const p = x + <usize>row * size;
      const mean = rowMean(p, columns);
      const inverse = inverseDeviation(p, columns, mean, epsilon);
      normaliseRow(p, scale, shift, y + <usize>row * size, columns, mean, inverse);
    }
  }
}

function rowMean(p: usize, columns: i32): f32 {
  let sums = f32x4.splat(0);
  let c = 0;
  for (; c + 4 <= columns; c += 4) sums = f32x4.add(sums, v128.load(p + ((<usize>c) << 2)));
  let sum = lanes(sums);
  for (; c < columns; c++) sum += load<f32>(p + ((<usize>c) << 2));
  return sum / <f32>columns;
}

function inverseDeviation(p: usize, columns: i32, mean: f32, epsilon: f32): f32 {
  const means = f32x4.splat(mean);
  let sums = f32x4.splat(0);
  let c = 0;
  for (; c + 4 <= columns; c += 4) {
    const centred = f32x4.sub(v128.load(p + ((<usize>c) << 2)), means);
    sums = f32x4.add(sums, f32x4.mul(centred, centred));
  }
  let sum = lanes(sums);
  for (; c < columns; c++) {
    const centred = load<f32>(p + ((<usize>c) << 2)) - mean;
    sum += centred * centred;
  }
  return <f32>1 / sqrt<f32>(sum / <f32>columns + epsilon);
}

function normaliseRow(
  p: usize,
  scale: usize,
  shift: usize,
  y: usize,
  columns: i32,
  mean: f32,
  inverse: f32,
): void {
  let c = 0;
  for (; c + 4 <= columns; c += 4) {
    const at = (<usize>c) << 2;
    const unit = f32x4.mul(f32x4.sub(v128.load(p + at), f32x4.splat(mean)), f32x4.splat(inverse));
    v128.store(y + at, f32x4.add(f32x4.mul(unit, v128.load(scale + at)), v128.load(shift + at)));
  }
  for (; c < columns; c++) {
    const at = (<usize>c) << 2;
    store<f32>(y + at, (load<f32>(p + at) - mean) * inverse * load<f32>(scale + at) + load<f32>(shift + at));
  }
}

/** Gradients of layerNorm: dx [rows, columns], dScale and dShift [columns]. The moments are computed again. */
export function layerNormGradient(
  x: usize,
  scale: usize,
  d: usize,
  dx: usize,
  dScale: usize,
  dShift: usize,
  spans: usize,
  texts: i32,
  rows: i32,
  columns: i32,
  epsilon: f32,
): void {
  zeroGaps(dx, spans, texts, rows, columns);
  const size = (<usize>columns) << 2;
  memory.fill(dScale, 0, size);
  memory.fill(dShift, 0, size);
  for (let text = 0; text < texts; text++) {
    const first = spanStart(spans, text);
    for (let row = first; row < first + spanLength(spans, text); row++) {
      const at = <usize>row * size;
      layerNormRowGradient(x + at, scale, d + at, dx + at, dScale, dShift, columns, epsilon);
    }
  }
}

function layerNormRowGradient(
  x: usize,
  scale: usize,
  d: usize,
  dx: usize,
  dScale: usize,
  dShift: usize,
  columns: i32,
  epsilon: f32,
): void {
  const mean = rowMean(x, columns);
  const inverse = inverseDeviation(x, columns, mean, epsilon);
  const means = f32x4.splat(mean);
  const inverses = f32x4.splat(inverse);
  let sums = f32x4.splat(0);
  let products = f32x4.splat(0);
  let c = 0;
  for (; c + 4 <= columns; c += 4) {
    const at = (<usize>c) << 2;
    const unit = f32x4.mul(f32x4.sub(v128.load(x + at), means), inverses);
    const delta = v128.load(d + at);
    v128.store(dShift + at, f32x4.add(v128.load(dShift + at), delta));
    v128.store(dScale + at, f32x4.add(v128.load(dScale + at), f32x4.mul(delta, unit)));
    const g = f32x4.mul(delta, v128.load(scale + at));
    sums = f32x4.add(sums, g);
    products = f32x4.add(products, f32x4.mul(g, unit));
  }
  let sum = lanes(sums);
  let product = lanes(products);
  for (; c < columns; c++) {
    const at = (<usize>c) << 2;
    const unit = (load<f32>(x + at) - mean) * inverse;
    const delta = load<f32>(d + at);
    store<f32>(dShift + at, load<f32>(dShift + at) + delta);
    store<f32>(dScale + at, load<f32>(dScale + at) + delta * unit);
    const g = delta * load<f32>(scale + at);
    sum += g;
    product += g * unit;
  }
  sum /= <f32>columns;
  product /= <f32>columns;
  for (c = 0; c + 4 <= columns; c += 4) {
    const at = (<usize>c) << 2;
    const unit = f32x4.mul(f32x4.sub(v128.load(x + at), means), inverses);
    const g = f32x4.mul(v128.load(d + at), v128.load(scale + at));
    const rest = f32x4.add(f32x4.splat(sum), f32x4.mul(unit, f32x4.splat(product)));
    v128.store(dx + at, f32x4.mul(f32x4.sub(g, rest), inverses));
  }
  for (; c < columns; c++) {
    const at = (<usize>c) << 2;
    const unit = (load<f32>(x + at) - mean) * inverse;
    const g = load<f32>(d + at) * load<f32>(scale + at);
    store<f32>(dx + at, (g - sum - unit * product) * inverse);
  }
}

/** Mean and variance of each column over the rows of all texts, float32 [2, columns]. */
export function moments(x: usize, out: usize, spans: usize, texts: i32, columns: i32): void {
  const size = (<usize>columns) << 2;
  for (let c: usize = 0; c < size; c += 4) {
    let count = 0;
    let sum: f32 = 0;
    for (let text = 0; text < texts; text++) {
      let p = x + <usize>spanStart(spans, text) * size + c;
      const length = spanLength(spans, text);
      count += length;
      for (let row = 0; row < length; row++, p += size) sum += load<f32>(p);
    }
    const mean = sum / <f32>count;
    let squares: f32 = 0;
    for (let text = 0; text < texts; text++) {
      let p = x + <usize>spanStart(spans, text) * size + c;
      for (let row = 0; row < spanLength(spans, text); row++, p += size) {
        const centred = load<f32>(p) - mean;
        squares += centred * centred;
      }
    }
    store<f32>(out + c, mean);
    store<f32>(out + size + c, squares / <f32>count);
  }
}

/** y = (x − mean) / √(variance + ε) · scale + shift by column, with the given moments (Ioffe & Szegedy 2015). */
export function batchNorm(
  x: usize,
  scale: usize,
  shift: usize,
  mean: usize,
  variance: usize,
  y: usize,
  spans: usize,
  texts: i32,
  rows: i32,
  columns: i32,
  epsilon: f32,
): void {
  zeroGaps(y, spans, texts, rows, columns);
  const size = (<usize>columns) << 2;
  for (let c: usize = 0; c < size; c += 4) {
    const centre = load<f32>(mean + c);
    const gain = load<f32>(scale + c) / sqrt<f32>(load<f32>(variance + c) + epsilon);
    const offset = load<f32>(shift + c);
    for (let text = 0; text < texts; text++) {
      const from = <usize>spanStart(spans, text) * size + c;
      for (let row = 0; row < spanLength(spans, text); row++) {
        const at = from + <usize>row * size;
        store<f32>(y + at, (load<f32>(x + at) - centre) * gain + offset);
      }
    }
  }
}

/** Gradients of batchNorm where the moments are those of x itself. */
export function batchNormGradient(
  x: usize,
  scale: usize,
  mean: usize,
  variance: usize,
  d: usize,
  dx: usize,
  dScale: usize,
  dShift: usize,
  spans: usize,
  texts: i32,
  rows: i32,
  columns: i32,
  epsilon: f32,
): void {
  zeroGaps(dx, spans, texts, rows, columns);
  const size = (<usize>columns) << 2;
  for (let c: usize = 0; c < size; c += 4) {
    const centre = load<f32>(mean + c);
    const inverse = <f32>1 / sqrt<f32>(load<f32>(variance + c) + epsilon);
    let count = 0;
    let sum: f32 = 0;
    let product: f32 = 0;
    for (let text = 0; text < texts; text++) {
      const from = <usize>spanStart(spans, text) * size + c;
      const length = spanLength(spans, text);
      count += length;
      for (let row = 0; row < length; row++) {
        const at = from + <usize>row * size;
        const delta = load<f32>(d + at);
        sum += delta;
        product += delta * (load<f32>(x + at) - centre) * inverse;
      }
    }
    store<f32>(dShift + c, sum);
    store<f32>(dScale + c, product);
    const gain = load<f32>(scale + c) * inverse;
    sum /= <f32>count;
    product /= <f32>count;
    for (let text = 0; text < texts; text++) {
      const from = <usize>spanStart(spans, text) * size + c;
      for (let row = 0; row < spanLength(spans, text); row++) {
        const at = from + <usize>row * size;
        const unit = (load<f32>(x + at) - centre) * inverse;
        store<f32>(dx + at, gain * (load<f32>(d + at) - sum - unit * product));
      }
    }
  }
}
