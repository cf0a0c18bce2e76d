/**
 * Packed rows: the texts of a shard lie one after another in one [rows, columns] matrix with rows of zeros
 * between them and at both ends. `spans` holds a text's first row and its length, int32 [texts, 2].
 */

/** First row of a text. */
export function spanStart(spans: usize, text: i32): i32 {
  return load<i32>(spans + (<usize>text << 3));
}

/** Rows of a text. */
export function spanLength(spans: usize, text: i32): i32 {
  return load<i32>(spans + (<usize>text << 3), 4);
}

/** Writes zeros to every row that belongs to no text. */
export function zeroGaps(y: usize, spans: usize, texts: i32, rows: i32, columns: i32): void {
  const row = <usize>columns << 2;
  let next = 0;
  for (let text = 0; text < texts; text++) {
    const start = spanStart(spans, text);
    memory.fill(y + <usize>next * row, 0, <usize>(start - next) * row);
    next = start + spanLength(spans, text);
  }
  memory.fill(y + <usize>next * row, 0, <usize>(rows - next) * row);
}

/** The sum of a vector's four lanes, in one fixed order. */
export function lanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}
