import { readHeader } from '../http/header.ts';
import { logError } from '../http/log.ts';
import type { Failure, Result } from '../http/problem.ts';
import { HEADER_BYTES, readHeader as readColumns } from '../model/rows/header.ts';
import type { Job } from './job.ts';
import { inputsOf } from './names.ts';

/** The most that a body may have on Cloudflare's free and pro plans. */
export const MOST_BODY_BYTES = 100_000_000;

type Input = Job['input'];

function refused(failure: Failure): { ok: false; failure: Failure } {
  return { ok: false, failure };
}

/** Streams the rows of a body into the bucket. @param type of the body. */
export async function upload(
  request: Request,
  key: string,
  type: string,
  bucket: R2Bucket,
): Promise<Result<Input>> {
  const length = readLength(request);
  if (!length.ok) return length;
  try {
    const object = await bucket.put(key, request.body ?? '', { httpMetadata: { contentType: type } });
    return { ok: true, value: { key, etag: object.etag, bytes: object.size } };
  } catch (error) {
    // The body and the bucket fail alike here; the log says which it was.
    logError(error, { where: 'upload of a bulk job' });
    return refused({ kind: 'body-incomplete' });
  }
}

function readLength(request: Request): Result<number> {
  const header = readHeader(request, 'Content-Length');
  if (!header.ok) return header;
  if (header.value === null || !/^\d{1,15}$/.test(header.value)) return refused({ kind: 'length-missing' });
  const bytes = Number(header.value);
  if (bytes <= MOST_BODY_BYTES) return { ok: true, value: bytes };
  return refused({ kind: 'input-too-large', bytes, limit: MOST_BODY_BYTES, isBody: true });
}

/** An object that the tenant has put into the bucket. What is there of others, and results, are not told from what is not. */
export async function find(key: string, tenant: string, bucket: R2Bucket): Promise<Result<Input>> {
  const prefix = inputsOf(tenant);
  const object = key.startsWith(prefix) ? await bucket.head(key) : null;
  if (object === null) return refused({ kind: 'input-unknown', prefix });
  return { ok: true, value: { key, etag: object.etag, bytes: object.size } };
}

/** The columns of tab-separated values, by their first line. */
export async function columnsOf({ key, etag }: Input, bucket: R2Bucket): Promise<Result<string[]>> {
  const object = await bucket.get(key, {
    range: { offset: 0, length: HEADER_BYTES },
    onlyIf: { etagMatches: etag },
  });
  const beginning = object !== null && 'body' in object ? await object.arrayBuffer() : new ArrayBuffer(0);
  const header = readColumns(new Uint8Array(beginning));
  return header.ok
    ? { ok: true, value: header.columns }
    : refused({ kind: 'header-invalid', error: header.error });
}
