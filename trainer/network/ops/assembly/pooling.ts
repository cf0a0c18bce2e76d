/** From rows to texts and back: maximum and mean over a text, embedding lookup, and their gradients. */
import { spanLength, spanStart, zeroGaps } from './rows';

/** y [texts, 2 * columns]: each text's column maxima, then its column means. */
export function pool(x: usize, y: usize, spans: usize, texts: i32, columns: i32): void {
  const size = (<usize>columns) << 2;
  for (let text = 0; text < texts; text++) {
    const from = x + <usize>spanStart(spans, text) * size;
    const length = spanLength(spans, text);
    const end = from + <usize>length * size;
    const out = y + <usize>text * 2 * size;
    const share = <f32>1 / <f32>length;
    let c: usize = 0;
    for (; c + 16 <= size; c += 16) {
      let maxima = v128.load(from + c);
      let sums = maxima;
      for (let p = from + size + c; p < end; p += size) {
        const v = v128.load(p);
        maxima = f32x4.max(maxima, v);
        sums = f32x4.add(sums, v);
      }
      v128.store(out + c, maxima);
      v128.store(out + size + c, f32x4.mul(sums, f32x4.splat(share)));
    }
    for (; c < size; c += 4) {
      let maximum = load<f32>(from + c);
      let sum = maximum;
      for (let p = from + size + c; p < end; p += size) {
        const v = load<f32>(p);
        maximum = max<f32>(maximum, v);
        sum += v;
      }
      store<f32>(out + c, maximum);
      store<f32>(out + size + c, sum * share);
    }
  }
}

/** dx [rows, columns] from d [texts, 2 * columns]; of equal maxima the first row takes the gradient. */
export function poolGradient(
  x: usize,
  y: usize,
  d: usize,
  dx: usize,
  spans: usize,
  texts: i32,
  rows: i32,
  columns: i32,
): void {
  zeroGaps(dx, spans, texts, rows, columns);
  const size = (<usize>columns) << 2;
  for (let text = 0; text < texts; text++) {
    const from = <usize>spanStart(spans, text) * size;
    const length = spanLength(spans, text);
    const pooled = y + <usize>text * 2 * size;
    const delta = d + <usize>text * 2 * size;
    const share = <f32>1 / <f32>length;
    let c: usize = 0;
    for (; c + 16 <= size; c += 16) {
      const maxima = v128.load(pooled + c);
      const spread = f32x4.mul(v128.load(delta + size + c), f32x4.splat(share));
      let left = v128.load(delta + c);
      for (let row = 0; row < length; row++) {
        const at = from + <usize>row * size + c;
        const hit = f32x4.eq(v128.load(x + at), maxima);
        v128.store(dx + at, f32x4.add(spread, v128.and(left, hit)));
        left = v128.andnot(left, hit);
      }
    }
    for (; c < size; c += 4) {
      const maximum = load<f32>(pooled + c);
      const spread = load<f32>(delta + size + c) * share;
      let left = load<f32>(delta + c);
      for (let row = 0; row < length; row++) {
        const at = from + <usize>row * size + c;
        const hit = load<f32>(x + at) == maximum;
        store<f32>(dx + at, hit ? spread + left : spread);
        if (hit) left = 0;
      }
    }
  }
}

/**
 * y [rows, columns]: for every token the mean of its table rows, packed by `spans`.
 * @param features int32, table rows, token by token over all texts.
 * @param offsets int32 [tokens + 1], where each token's features begin.
 */
export function gather(
  table: usize,
  features: usize,
  offsets: usize,
  y: usize,
  spans: usize,
  texts: i32,
  rows: i32,
  columns: i32,
): void {
  zeroGaps(y, spans, texts, rows, columns);
  const size = (<usize>columns) << 2;
  let token: usize = 0;
  for (let text = 0; text < texts; text++) {
    let to = y + <usize>spanStart(spans, text) * size;
    for (let row = 0; row < spanLength(spans, text); row++, token++, to += size) {
      const begin = load<i32>(offsets + (token << 2));
      const end = load<i32>(offsets + (token << 2), 4);
      if (end - begin == 1) {
        memory.copy(to, table + <usize>load<i32>(features + ((<usize>begin) << 2)) * size, size);
        continue;
      }
      memory.fill(to, 0, size);
      const share = <f32>1 / <f32>(end - begin);
      for (let i = begin; i < end; i++) {
        addScaled(table + <usize>load<i32>(features + ((<usize>i) << 2)) * size, to, size, share);
      }
    }
  }
}

/** dTable [tableRows, columns] from d [rows, columns]: every feature takes its share of its token's gradient. */
export function gatherGradient(
  d: usize,
  features: usize,
  offsets: usize,
  dTable: usize,
  spans: usize,
  texts: i32,
  tableRows: i32,
  columns: i32,
): void {
  const size = (<usize>columns) << 2;
  memory.fill(dTable, 0, <usize>tableRows * size);
  let token: usize = 0;
  for (let text = 0; text < texts; text++) {
    let from = d + <usize>spanStart(spans, text) * size;
    for (let row = 0; row < spanLength(spans, text); row++, token++, from += size) {
      const begin = load<i32>(offsets + (token << 2));
      const end = load<i32>(offsets + (token << 2), 4);
      const share = <f32>1 / <f32>(end - begin);
      for (let i = begin; i < end; i++) {
        addScaled(from, dTable + <usize>load<i32>(features + ((<usize>i) << 2)) * size, size, share);
      }
    }
  }
}

/** to += from · share, `size` bytes. */
function addScaled(from: usize, to: usize, size: usize, share: f32): void {
  let c: usize = 0;
  for (; c + 16 <= size; c += 16) {
    const sum = f32x4.add(v128.load(to + c), f32x4.mul(v128.load(from + c), f32x4.splat(share)));
    v128.store(to + c, sum);
  }
  for (; c < size; c += 4) store<f32>(to + c, load<f32>(to + c) + load<f32>(from + c) * share);
}
