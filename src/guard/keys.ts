import { readHeader } from '../http/header.ts';
import type { Result } from '../http/problem.ts';

/** SHA-256 digests of the keys that open the service: whoever reads the settings learns no key. */
export type Keys = readonly Uint8Array[];

/** RFC 6750, 2.1, and RFC 9110, 11.1: a scheme in any letters, spaces, a key of visible ASCII. */
const CREDENTIALS = /^bearer +([\x21-\x7e]+)$/i;

const encoder = new TextEncoder();

/** Whose key a request has: its digest. @returns what is wrong where it has none that is known. */
export async function identify(request: Request, keys: Keys): Promise<Result<ArrayBuffer>> {
  const header = readHeader(request, 'Authorization');
  if (!header.ok) return header;
  if (header.value === null) return { ok: false, failure: { kind: 'key-missing' } };
  const key = CREDENTIALS.exec(header.value)?.[1];
  if (key === undefined) return { ok: false, failure: { kind: 'key-invalid', isBearer: false } };
  const digest = await crypto.subtle.digest('SHA-256', encoder.encode(key));
  return isKnown(digest, keys)
    ? { ok: true, value: digest }
    : { ok: false, failure: { kind: 'key-invalid', isBearer: true } };
}

/** Compares with every key, whichever fits: how long it takes tells nothing about them. */
function isKnown(digest: ArrayBuffer, keys: Keys): boolean {
  let known = false;
  for (const key of keys) known = crypto.subtle.timingSafeEqual(key, digest) || known;
  return known;
}

/** What a key is called: the first 8 digits of its digest. */
export function keyId(digest: ArrayBuffer): string {
  return new DataView(digest).getUint32(0).toString(16).padStart(8, '0');
}
