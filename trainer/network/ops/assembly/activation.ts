/** ReLU, dropout and the skip of a residual block in one pass over the rows of each text. */
import { AFTER, INSIDE, PLAIN } from '../modes';
import { spanLength, spanStart, zeroGaps } from './rows';


/**
 * Bits for element `index`: the finaliser of MurmurHash3 over a keyed counter, so that a mask depends on nothing
 * but key and index.
 */
function bits(index: u32, key: u32): u32 {
  let h = (index * 0x9e3779b1) ^ key;
  h ^= h >>> 16;
  h *= 0x85ebca6b;
  h ^= h >>> 13;
  h *= 0xc2b2ae35;
  return h ^ (h >>> 16);
}

/** Four lanes of `scale` where the element is kept and 0 where it is dropped. */
function keep4(index: u32, key: u32, threshold: u32, scale: v128): v128 {
  const indices = i32x4.add(i32x4.splat(index), i32x4(0, 1, 2, 3));
  let h = v128.xor(i32x4.mul(indices, i32x4.splat(0x9e3779b1)), i32x4.splat(key));
  h = v128.xor(h, i32x4.shr_u(h, 16));
  h = i32x4.mul(h, i32x4.splat(0x85ebca6b));
  h = v128.xor(h, i32x4.shr_u(h, 13));
  h = i32x4.mul(h, i32x4.splat(0xc2b2ae35));
  h = v128.xor(h, i32x4.shr_u(h, 16));
  return v128.and(i32x4.ge_s(i32x4.shr_u(h, 8), i32x4.splat(threshold)), scale);
}

function keep1(index: u32, key: u32, threshold: u32, scale: f32): f32 {
  return bits(index, key) >>> 8 >= threshold ? scale : 0;
}

/**
 * @param x the block's input, 0 for the plain mode.
 * @param threshold dropout rate times 2²⁴; 0 keeps everything.
 * @param scale 1 / (1 − rate).
 */
export function activate(
  f: usize, x: usize, y: usize, spans: usize,
  texts: i32, rows: i32, columns: i32,
  mode: i32, key: u32, threshold: u32, scale: f32,
): void {
  zeroGaps(y, spans, texts, rows, columns);
  const zero = f32x4.splat(0);
  const scales = f32x4.splat(scale);
  for (let text = 0; text < texts; text++) {
    let i = spanStart(spans, text) * columns;
    const end = i + spanLength(spans, text) * columns;
    for (; i + 4 <= end; i += 4) {
      const at = <usize>i << 2;
      let v = v128.load(f + at);
      if (mode != AFTER) v = f32x4.max(v, zero);
      if (threshold) v = f32x4.mul(v, keep4(i, key, threshold, scales));
      if (mode != PLAIN) v = f32x4.add(v, v128.load(x + at));
      if (mode == AFTER) v = f32x4.max(v, zero);
      v128.store(y + at, v);
    }
    for (; i < end; i++) {
      const at = <usize>i << 2;
      let v = load<f32>(f + at);
      if (mode != AFTER) v = max<f32>(v, 0);
      if (threshold) v *= keep1(i, key, threshold, scale);
      if (mode != PLAIN) v += load<f32>(x + at);
      if (mode == AFTER) v = max<f32>(v, 0);
      store<f32>(y + at, v);
    }
  }
}

/**
 * @param gate what decides the ReLU's slope: f, or the output y in the mode `after`.
 * @param df the gradient of f.
 * @param dx the gradient of x in the mode `after`, else 0: there it is d itself.
 */
export function activateGradient(
  d: usize, gate: usize, df: usize, dx: usize, spans: usize,
  texts: i32, rows: i32, columns: i32,
  key: u32, threshold: u32, scale: f32,
): void {
  zeroGaps(df, spans, texts, rows, columns);
  if (dx) zeroGaps(dx, spans, texts, rows, columns);
  const zero = f32x4.splat(0);
  const scales = f32x4.splat(scale);
  for (let text = 0; text < texts; text++) {
    let i = spanStart(spans, text) * columns;
    const end = i + spanLength(spans, text) * columns;
    for (; i + 4 <= end; i += 4) {
      const at = <usize>i << 2;
      let v = v128.and(v128.load(d + at), f32x4.gt(v128.load(gate + at), zero));
      if (dx) v128.store(dx + at, v);
      if (threshold) v = f32x4.mul(v, keep4(i, key, threshold, scales));
      v128.store(df + at, v);
    }
    for (; i < end; i++) {
      const at = <usize>i << 2;
      let v: f32 = load<f32>(gate + at) > 0 ? load<f32>(d + at) : 0;
      if (dx) store<f32>(dx + at, v);
      if (threshold) v *= keep1(i, key, threshold, scale);
      store<f32>(df + at, v);
    }
  }
}
