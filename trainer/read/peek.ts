/** The first bytes of a stream, and the whole stream with them. */
export type Peeked = { head: Buffer; isWhole: boolean; all: AsyncGenerator<Buffer> };

/**
 * Looks at the beginning of a stream that cannot be read twice, such as a pipe.
 *
 * @param enough whether so much is enough to look at; the end of the stream is enough anyway.
 */
export async function peek(
  source: AsyncIterable<Uint8Array>,
  enough: (head: Buffer) => boolean,
): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  let isWhole = false;
  while (!isWhole && !enough(head)) {
    const { done, value } = await iterator.next();
    if (done) isWhole = true;
    else head = head.length === 0 ? asBuffer(value) : Buffer.concat([head, value]);
  }
  return { head, isWhole, all: rejoin(head, iterator) };
}

async function* rejoin(head: Buffer, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next())
      yield asBuffer(next.value);
  } finally {
    // Who stops early closes the file.
    await iterator.return?.();
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
