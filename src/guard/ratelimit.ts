import { logError } from '../http/log.ts';
import type { Failure, Result } from '../http/problem.ts';
import { ownerOf } from './address.ts';
import { keyId } from './keys.ts';

/** Cloudflare's rate limiting binding: it counts by `key`, and knows itself how many are allowed. */
export type Limiter = { limit: (options: { key: string }) => Promise<{ success: boolean }> };

/** The longer of the two periods that the binding can have: it does not tell which. */
const RETRY_SECONDS = 60;

/**
 * Counts a request against its caller: whoever has a key by the key, wherever it comes from; all others by address, so that guessing
 * keys is bounded.
 *
 * @param caller the digest of its key, null where no key is asked for, or a failure where the request has none that is known.
 * @returns what is wrong where the caller sent too many, else null.
 */
export async function countRequest(
  request: Request,
  caller: Result<ArrayBuffer | null>,
  limiter: Limiter,
): Promise<Failure | null> {
  const key =
    caller.ok && caller.value !== null
      ? `key:${keyId(caller.value)}`
      : `address:${ownerOf(request.headers.get('CF-Connecting-IP'))}`;
  return (await isWithin(limiter, key)) ? null : { kind: 'rate-limited', seconds: RETRY_SECONDS };
}

/** A limiter that fails stops nobody: it is there for the service, not the service for it. */
async function isWithin(limiter: Limiter, key: string): Promise<boolean> {
  try {
    return (await limiter.limit({ key })).success;
  } catch (error) {
    logError(error, { where: 'rate-limit' });
    return true;
  }
}
