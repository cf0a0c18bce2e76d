import { type Keys, keyId } from '../guard/keys.ts';
import type { Run } from './runs.ts';

/** The bucket of jobs, from the binding `BUCKET`. @throws RangeError when it is missing. */
export function readBucket(value: unknown): R2Bucket {
  if (has(value, 'list')) return value as R2Bucket;
  throw new RangeError(
    `BUCKET is of type ${typeof value}, allowed a binding of [[r2_buckets]] in src/bulk/wrangler.toml`,
  );
}

/** The queue of parts, from the binding `QUEUE`. @throws RangeError when it is missing. */
export function readQueue(value: unknown): Queue<Run> {
  if (has(value, 'sendBatch')) return value as Queue<Run>;
  throw new RangeError(
    `QUEUE is of type ${typeof value}, allowed a binding of [[queues.producers]] in src/bulk/wrangler.toml`,
  );
}

function has(value: unknown, method: string): boolean {
  return typeof (value as Record<string, unknown> | null | undefined)?.[method] === 'function';
}

/** That no two keys have one id, by which their jobs are told apart. @throws RangeError where they do. */
export function checkKeyIds(keys: Keys | null): void {
  const ids = (keys ?? []).map((digest) => keyId(Uint8Array.from(digest).buffer));
  const again = ids.findIndex((id, i) => ids.indexOf(id) < i);
  if (again < 0) return;
  throw new RangeError(
    `API_KEYS has two digests that begin with ${ids[again]}, allowed is one: replace one of the keys, whose jobs could not be told apart`,
  );
}
