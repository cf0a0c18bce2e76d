/**
 * What is read down a column is copied first, eight columns or four side by side: rows of a power of two of bytes fall on
 * the same few places of a cache, and push each other out.
 */

/** Columns of a product that are computed at once, as bytes. */
export const PANEL: usize = 32;

/** Eight columns of a matrix as a matrix of their own. */
export function copyPanel(from: usize, stride: usize, rows: i32, to: usize): void {
  for (const end = to + <usize>rows * PANEL; to < end; from += stride, to += PANEL) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
  }
}

/** Columns of a matrix, four by four, [columns / 4, rows, 4]; columns that make up no four are left out. */
export function copyFours(from: usize, columns: i32, rows: i32, to: usize): void {
  const stride = <usize>columns << 2;
  for (let column: usize = 0; column + 16 <= stride; column += 16) {
    const end = to + (<usize>rows << 4);
    for (let p = from + column; to < end; p += stride, to += 16) v128.store(to, v128.load(p));
  }
}

/** Writes 4 rows × 8 columns, `row` bytes apart. */
// @ts-ignore: decorator
@inline
export function storeTile(
  to: usize,
  row: usize,
  c00: v128,
  c01: v128,
  c10: v128,
  c11: v128,
  c20: v128,
  c21: v128,
  c30: v128,
  c31: v128,
): void {
  v128.store(to, c00);
  v128.store(to, c01, 16);
  v128.store(to + row, c10);
  v128.store(to + row, c11, 16);
  v128.store(to + 2 * row, c20);
  v128.store(to + 2 * row, c21, 16);
  v128.store(to + 3 * row, c30);
  v128.store(to + 3 * row, c31, 16);
}
