import type { Shapes, Values } from './register.ts';

/** Texts in a shard, from the shape of its spans, int32 [texts, 2]. */
export function texts({ spans }: Shapes): number {
  return spans[0];
}

/** Calls `visit` with every row that belongs to a text, and the text's index. */
export function eachRow(spans: Values, visit: (row: number, text: number) => void): void {
  for (let text = 0; text < spans.length / 2; text++) {
    for (let row = spans[2 * text]; row < spans[2 * text] + spans[2 * text + 1]; row++) visit(row, text);
  }
}
