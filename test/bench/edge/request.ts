import { MAX_TEXT_LENGTH } from '../../../src/http/schema.ts';

/** Requests that are made to be costly, and how they are written. */
export type Hostile = { name: string; path: string; init: () => RequestInit };

/** The service takes a little more, and stops reading soon after. */
export const BODY_BYTES = 235_000;
/** As long as a line of a stream may be, nearly. */
export const LINE_BYTES = 131_000;
/** Between pieces that are not to be read as one. */
const PAUSE_MS = 1;

export function repeated(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}

export function get(name: string, path: string): Hostile {
  return { name, path, init: () => ({}) };
}

export function query(name: string, text: string, more = ''): Hostile {
  return get(name, `/sentiment?text=${encodeURIComponent(text)}${more}`);
}

/** @param options of the query, with its question mark. */
export function post(name: string, body: string, options = '', type = 'application/json'): Hostile {
  const init = () => ({ method: 'POST', body, headers: { 'Content-Type': type } });
  return { name, path: `/sentiment${options}`, init };
}

/** A stream of lines. */
export function lines(name: string, body: string, options = ''): Hostile {
  return post(`lines: ${name}`, body, options, 'application/x-ndjson');
}

/** As many texts as a request may have, each of one unit over and over, of so many characters in all or what fits into a body. */
export function batch(name: string, unit: string, texts: number, characters: number): Hostile {
  const sample = repeated(unit, 1000);
  const size = Buffer.byteLength(JSON.stringify(sample)) / sample.length;
  const length = Math.min(characters, (BODY_BYTES - 1000) / size) / texts;
  const text = repeated(unit, Math.min(MAX_TEXT_LENGTH, Math.floor(length)));
  const all = texts * text.length;
  return post(
    `${texts} × ${name}, ${Math.round(all / 1000)},000`,
    JSON.stringify({ texts: Array(texts).fill(text) }),
  );
}

/** The same with another method. */
export function by(method: string, { name, path, init }: Hostile): Hostile {
  return { name: `${method}, ${name}`, path, init: () => ({ ...init(), method }) };
}

/** The same body without a length. */
export function chunked({ name, path, init }: Hostile): Hostile {
  const stream = () => new Blob([init().body as string]).stream();
  return { name: `${name}, chunked`, path, init: () => ({ ...init(), body: stream(), duplex: 'half' }) };
}

/** The same body in pieces of so many bytes, each a chunk of its own (RFC 9112, 7.1). */
export function inPieces(bytes: number, { name, path, init }: Hostile): Hostile {
  const stream = () => streamOf(Buffer.from(init().body as string), bytes, async () => {});
  return {
    name: `${name}, ${bytes} bytes a piece`,
    path,
    init: () => ({ ...init(), body: stream(), duplex: 'half' }),
  };
}

/** The same, one piece at a time: each is read by itself. */
export function dripping(bytes: number, request: Hostile): Hostile {
  const { name, path, init } = request;
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, PAUSE_MS));
  const stream = () => streamOf(Buffer.from(init().body as string), bytes, pause);
  return {
    name: `${name}, ${bytes} bytes at a time`,
    path,
    init: () => ({ ...init(), body: stream(), duplex: 'half' }),
  };
}

function streamOf(body: Buffer, bytes: number, pause: () => Promise<void>): ReadableStream {
  let from = 0;
  return new ReadableStream({
    async pull(controller) {
      if (from >= body.length) return controller.close();
      await pause();
      controller.enqueue(body.subarray(from, from + bytes));
      from += bytes;
    },
  });
}
