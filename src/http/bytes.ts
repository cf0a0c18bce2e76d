/** Bytes of a stream as they come, read when they are asked for. */
export type Chunks = {
  /** Null after the last. @throws whatever the stream fails with: its sender hung up. */
  read(): Promise<Uint8Array | null>;
  cancel(): Promise<void>;
};

/** Streams of requests hand out up to as much; others hand out what they have. */
const CHUNK_BYTES = 16 * 1024;

/** Reads a stream piece by piece. */
export function chunksOf(stream: ReadableStream<Uint8Array>): Chunks {
  const byteReader = byteReaderOf(stream);
  if (byteReader !== null) {
    return {
      read: async () => partOf(await byteReader.read(new Uint8Array(CHUNK_BYTES))),
      cancel: () => released(byteReader),
    };
  }
  const reader = stream.getReader();
  return { read: async () => partOf(await reader.read()), cancel: () => released(reader) };
}

/** Gives up what has not been read, and the stream: wrangler's own code reads what is left of a body, and complains of one that is held. */
export async function released(
  reader: Pick<ReadableStreamBYOBReader, 'cancel' | 'releaseLock'>,
): Promise<void> {
  await reader.cancel();
  reader.releaseLock();
}

/** At its end a stream of bytes gives an empty part, others none. */
function partOf({ done, value }: { done: boolean; value?: Uint8Array | undefined }): Uint8Array | null {
  return done ? null : (value ?? null);
}

/** Null for a stream that is none of bytes, as tests make them, and outside workerd. */
export function byteReaderOf(stream: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | null {
  if (!('readAtLeast' in ReadableStreamBYOBReader.prototype)) return null;
  try {
    return stream.getReader({ mode: 'byob' });
  } catch {
    return null;
  }
}

export function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Bytes as text, or null where they are not UTF-8. */
export function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}
