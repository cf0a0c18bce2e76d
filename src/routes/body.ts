import type { Result } from '../problem.ts';

/** 64 texts of 20,000 characters need more, but a body of this size costs no isolate its memory. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** The request's body as JSON. Nothing is known of the value's shape. */
export async function readJson(request: Request): Promise<Result<unknown>> {
  const type = request.headers.get('Content-Type') ?? undefined;
  if (type?.split(';')[0].trim().toLowerCase() !== 'application/json') {
    return { ok: false, failure: { kind: 'content-type-unsupported', received: type } };
  }
  const encoding = request.headers.get('Content-Encoding') ?? 'identity';
  if (encoding.trim().toLowerCase() !== 'identity') {
    return { ok: false, failure: { kind: 'content-encoding-unsupported', received: encoding } };
  }
  const bytes = await readBytes(request.body, MAX_BODY_BYTES);
  if (bytes === null) return { ok: false, failure: { kind: 'body-too-large', limit: MAX_BODY_BYTES } };
  const text = decode(bytes);
  if (text === null) return { ok: false, failure: { kind: 'encoding-invalid', where: 'body' } };
  return parse(text);
}

/** All bytes of a stream, or null once they are more than `limit`: what a Content-Length claims is not trusted. */
async function readBytes(
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early cancels the stream.
  for await (const chunk of stream ?? []) {
    length += chunk.length;
    if (length > limit) return null;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}

function parse(text: string): Result<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, failure: { kind: 'body-malformed' } };
  }
}
