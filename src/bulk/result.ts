import { readHeader } from '../http/header.ts';
import { problemResponse } from '../http/problem.ts';
import { COMMON_HEADERS } from '../http/response.ts';
import type { Job } from './job.ts';
import { resultName } from './names.ts';
import type { DonePart } from './progress.ts';

/** Bytes [begin, end) of the whole result. */
type Range = { begin: number; end: number };

/** What is sent of one part. */
type Piece = { name: string; offset: number; length: number };

const RANGE = /^bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))$/i;

/**
 * The answers of these parts, one after the other, or the one range of them that the request asks for (RFC 9110, 14.2). Several ranges at once are
 * answered with the whole.
 *
 * @param tag without its quotes.
 */
export function resultResponse(
  request: Request,
  job: Job,
  done: readonly DonePart[],
  tag: string,
  bucket: R2Bucket,
): Response {
  const size = done.reduce((sum, { bytes }) => sum + bytes, 0);
  const etag = `"${tag}"`;
  const range = readRange(request, size, etag);
  if (range === null) return problemResponse({ kind: 'range-invalid', size });
  const { begin, end } = range ?? { begin: 0, end: size };
  const headers = new Headers({
    ...COMMON_HEADERS,
    'Content-Type': 'application/x-ndjson',
    'Content-Disposition': `attachment; filename="${tag}.ndjson"`,
    'Content-Length': String(end - begin),
    'Accept-Ranges': 'bytes',
    ETag: etag,
  });
  if (range !== undefined) headers.set('Content-Range', `bytes ${begin}-${end - 1}/${size}`);
  const status = range === undefined ? 200 : 206;
  if (request.method === 'HEAD') return new Response(null, { status, headers });
  return new Response(stream(piecesOf(job, done, { begin, end }), end - begin, bucket), { status, headers });
}

/** Undefined where all is asked for, null where what is asked for is not there. */
function readRange(request: Request, size: number, etag: string): Range | null | undefined {
  const header = readHeader(request, 'Range');
  const match = header.ok && header.value !== null ? RANGE.exec(header.value.trim()) : null;
  if (match === null) return undefined;
  const condition = request.headers.get('If-Range');
  if (condition !== null && condition !== etag) return undefined;
  const [, first, last, suffix] = match;
  if (suffix !== undefined) {
    const begin = Math.max(0, size - Number(suffix));
    return begin < size ? { begin, end: size } : null;
  }
  if (last !== '' && Number(last) < Number(first)) return undefined;
  if (Number(first) >= size) return null;
  return { begin: Number(first), end: last === '' ? size : Math.min(size, Number(last) + 1) };
}

function piecesOf(job: Job, done: readonly DonePart[], { begin, end }: Range): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { number, bytes } of done) {
    const from = Math.max(begin, at);
    const to = Math.min(end, at + bytes);
    if (from < to)
      pieces.push({
        name: resultName(job.id, number * job.part_bytes),
        offset: from - at,
        length: to - from,
      });
    at += bytes;
  }
  return pieces;
}

/** Objects one after the other, each read when the one before it is sent. What is removed meanwhile breaks the answer off. */
function stream(pieces: readonly Piece[], length: number, bucket: R2Bucket): ReadableStream<Uint8Array> {
  const { readable, writable } = new FixedLengthStream(length);
  const send = async () => {
    for (const { name, ...range } of pieces) {
      const object = await bucket.get(name, { range });
      if (object === null) throw new Error('a part of the result is gone');
      await object.body.pipeTo(writable, { preventClose: true });
    }
    await writable.close();
  };
  // The caller may have hung up: nothing is left to tell then.
  send().catch((error) => writable.abort(error).catch(() => {}));
  return readable;
}
