import { Peekable } from '../files/peekable.ts';

/** The first bytes of a stream, and the whole stream with them. */
export type Peeked = { head: Buffer; isWhole: boolean; all: AsyncIterable<Buffer> };

/**
 * Looks at the beginning of a stream that cannot be read twice, such as a pipe.
 *
 * @param enough whether so much is enough to look at; the end of the stream is enough anyway.
 */
export async function peek(
  source: AsyncIterable<Uint8Array>,
  enough: (head: Buffer) => boolean,
): Promise<Peeked> {
  const all = new Peekable(source);
  let head = await all.head(1);
  while (!all.ended && !enough(head)) head = await all.head(head.length + 1);
  return { head, isWhole: all.ended, all };
}
