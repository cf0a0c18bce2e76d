import { type Job, partsOf } from './job.ts';
import { folderOf } from './names.ts';

/** A part that is answered. */
export type DonePart = { number: number; rows: number; errors: number; bytes: number; written: number };

/** What the bucket says of a job. */
export type Progress = {
  isCancelled: boolean;
  /** Why it cannot go on. */
  reason: string | undefined;
  /** Numbers of the parts that failed as often as they may, and are not answered. */
  failed: Set<number>;
  /** Names of the objects that say so. */
  failures: string[];
  /** In the order of the file. */
  done: DonePart[];
};

/** Parts by which it is told how fast a job is: what was long ago, before a stop, says nothing. */
const RECENT = 50;
/** A job of which nothing was written for so long may have lost its messages. */
const STALLED_MS = 5 * 60_000;
/** A lifecycle rule removes what is older: docs/bulk.md. */
export const MOST_DAYS = 14;
const DAY_MS = 86_400_000;

/** All objects whose names begin so, in their order. */
export async function* listed(
  bucket: R2Bucket,
  options: { prefix: string; startAfter?: string },
): AsyncGenerator<R2Object> {
  let cursor: string | undefined;
  do {
    const page = await bucket.list({
      ...options,
      include: ['customMetadata'],
      ...(cursor && { cursor }),
    });
    yield* page.objects;
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
}

/** Reads how far a job is. */
export async function readProgress(bucket: R2Bucket, job: Job): Promise<Progress> {
  const progress: Progress = {
    isCancelled: false,
    reason: undefined,
    failed: new Set(),
    failures: [],
    done: [],
  };
  const prefix = folderOf(job.id);
  for await (const object of listed(bucket, { prefix }))
    take(object, object.key.slice(prefix.length), job, progress);
  return progress;
}

function take(object: R2Object, name: string, job: Job, progress: Progress): void {
  const [kind, begin] = name.split('/');
  const { customMetadata = {} } = object;
  if (kind === 'cancelled') progress.isCancelled = true;
  else if (kind === 'failed') {
    progress.failures.push(object.key);
    if (begin === 'job') progress.reason = customMetadata.reason;
    else
      for (let part = numberOf(begin, job); part < Number(customMetadata.to); part++)
        progress.failed.add(part);
  } else if (kind === 'results') {
    const part = donePart(object, numberOf(begin, job));
    progress.failed.delete(part.number);
    progress.done.push(part);
  }
}

export function donePart({ customMetadata = {}, size, uploaded }: R2Object, number: number): DonePart {
  const { rows, errors } = customMetadata;
  return { number, rows: Number(rows), errors: Number(errors), bytes: size, written: uploaded.getTime() };
}

export function numberOf(begin: string, { part_bytes }: Job): number {
  return Number(begin) / part_bytes;
}

export type State = 'running' | 'stalled' | 'done' | 'failed' | 'cancelled' | 'expired';

export function stateOf(job: Job, progress: Progress, now: number): State {
  const all = partsOf(job);
  const { isCancelled, reason, failed, done } = progress;
  if (isCancelled) return 'cancelled';
  if (now - Date.parse(job.created) > MOST_DAYS * DAY_MS) return 'expired';
  if (done.length === all) return 'done';
  if (reason !== undefined || (failed.size > 0 && failed.size + done.length === all)) return 'failed';
  const last = done.reduce((latest, { written }) => Math.max(latest, written), Date.parse(job.created));
  return now - last > STALLED_MS ? 'stalled' : 'running';
}

/** What `GET /jobs/:id` answers. */
export function statusOf(job: Job, progress: Progress, now: number): object {
  const { id, created, input, format, model, options, part_bytes } = job;
  const { done, failed, reason } = progress;
  const state = stateOf(job, progress, now);
  const all = partsOf(job);
  const missing = all - done.length - failed.size;
  const speed = state === 'running' ? speedOf(done) : null;
  return {
    id,
    state,
    ...(reason !== undefined && state === 'failed' && { reason }),
    created,
    input,
    format,
    model,
    options,
    part_bytes,
    parts: { all, done: done.length, failed: failed.size, missing },
    rows: sum(done, 'rows'),
    errors: sum(done, 'errors'),
    result_bytes: sum(done, 'bytes'),
    rows_per_second: speed && Math.round(speed.rows),
    seconds_left: speed && Math.ceil(missing / speed.parts),
  };
}

function sum(parts: readonly DonePart[], field: 'rows' | 'errors' | 'bytes'): number {
  return parts.reduce((total, part) => total + part[field], 0);
}

/** Rows and parts a second, by what was written last; null where that is not known yet. */
function speedOf(done: readonly DonePart[]): { rows: number; parts: number } | null {
  const recent = done.toSorted((a, b) => b.written - a.written).slice(0, RECENT);
  const first = recent.pop();
  if (first === undefined || recent.length === 0) return null;
  const seconds = (recent[0].written - first.written) / 1000;
  return seconds > 0 ? { rows: sum(recent, 'rows') / seconds, parts: recent.length / seconds } : null;
}
