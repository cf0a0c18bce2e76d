import { byteReaderOf, chunksOf, decode, join, released } from './bytes.ts';
import { readHeader } from './header.ts';
import type { Result } from './problem.ts';
import { isTooComplex, MAX_DEPTH, MAX_VALUES } from './structure.ts';

/** However much CPU a request has, a body of this size costs no isolate its memory. */
const MOST_BYTES = 1024 * 1024;
/** A text of 20,000 characters fits in, even if each is written as an escape of six, and its id: a body may have as much, and a line. */
export const LEAST_BYTES = 128 * 1024;
/** 32 characters of six bytes: of what more there is, nothing could be answered. */
const TOKEN_BYTES = 192;

/** Bytes that so many tokens may take, read piece by piece. */
export function bytesFor(tokens: number): number {
  return Math.max(LEAST_BYTES, TOKEN_BYTES * tokens);
}

/** Bytes that a body may have where a request may have so many tokens: reading and parsing a megabyte costs half of what the free plan has. */
export function bodyLimit(tokens: number): number {
  return Math.min(MOST_BYTES, bytesFor(tokens));
}

/** What a body is made of: one value, or a value a line. */
export type BodyType = 'json' | 'lines';

const BODY_TYPES: Record<string, BodyType> = { 'application/json': 'json', 'application/x-ndjson': 'lines' };
const CONTENT_TYPES: readonly string[] = Object.keys(BODY_TYPES);

/** What the body says that it is. @param allowed types that are taken here. */
export function readBodyType(request: Request, allowed = CONTENT_TYPES): Result<BodyType> {
  const type = readContentType(request, allowed);
  return type.ok ? { ok: true, value: BODY_TYPES[type.value] } : type;
}

/** The type of the body without its parameters, one of those that are taken here. */
export function readContentType<Type extends string>(
  request: Request,
  allowed: readonly Type[],
): Result<Type> {
  const header = readHeader(request, 'Content-Type');
  if (!header.ok) return header;
  const received = header.value ?? undefined;
  const name = received?.split(';')[0].trim().toLowerCase() ?? '';
  const type = allowed.find((each) => each === name);
  if (type === undefined) {
    return { ok: false, failure: { kind: 'content-type-unsupported', received, allowed } };
  }
  const codings = readHeader(request, 'Content-Encoding');
  if (!codings.ok) return codings;
  const encoding = codings.value ?? 'identity';
  if (encoding.trim().toLowerCase() !== 'identity') {
    return { ok: false, failure: { kind: 'content-encoding-unsupported', received: encoding } };
  }
  return { ok: true, value: type };
}

/** The request's body as JSON. Nothing is known of the value's shape. @param limit of its bytes. */
export async function readJson(request: Request, limit: number): Promise<Result<unknown>> {
  const bytes = await readBytes(request.body, limit);
  if (bytes === 'lost') return { ok: false, failure: { kind: 'body-incomplete' } };
  if (bytes === null) return { ok: false, failure: { kind: 'body-too-large', limit } };
  const text = decode(bytes);
  if (text === null) return { ok: false, failure: { kind: 'encoding-invalid', where: 'body' } };
  return parse(text);
}

/**
 * All bytes of a stream, or null where they are more than `limit`: what a Content-Length claims is not trusted. `lost` where the stream
 * fails before its end: the caller hung up.
 */
async function readBytes(
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Uint8Array | null | 'lost'> {
  if (stream === null) return new Uint8Array(0);
  try {
    return await (readAtOnce(stream, limit) ?? readChunks(stream, limit));
  } catch {
    return 'lost';
  }
}

/**
 * Reads a stream of bytes, as requests have, in one call, whatever pieces it comes in: a turn of JavaScript for each piece cost 2 seconds
 * of CPU for 130,000 of one byte. Undefined for any other stream.
 */
function readAtOnce(
  stream: ReadableStream<Uint8Array>,
  limit: number,
): Promise<Uint8Array | null> | undefined {
  const reader = byteReaderOf(stream);
  return reader === null ? undefined : read(reader, limit);
}

async function read(reader: ReadableStreamBYOBReader, limit: number): Promise<Uint8Array | null> {
  const { value } = await reader.readAtLeast(limit + 1, new Uint8Array(limit + 1));
  const bytes = value ?? new Uint8Array(0);
  if (bytes.length <= limit) return bytes;
  await released(reader);
  return null;
}

async function readChunks(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array | null> {
  const chunks = chunksOf(stream);
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let part = await chunks.read(); part !== null; part = await chunks.read()) {
    length += part.length;
    parts.push(part);
    if (length <= limit) continue;
    await chunks.cancel();
    return null;
  }
  return join(parts, length);
}

function parse(text: string): Result<unknown> {
  if (isTooComplex(text)) {
    return { ok: false, failure: { kind: 'body-too-complex', values: MAX_VALUES, depth: MAX_DEPTH } };
  }
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, failure: { kind: 'body-malformed' } };
  }
}
