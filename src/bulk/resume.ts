import type { Result } from '../http/problem.ts';
import { inputReason, modelReason } from './consume.ts';
import { type Job, partsOf } from './job.ts';
import type { BulkParts } from './parts.ts';
import { MOST_DAYS, type Progress, stateOf } from './progress.ts';
import { absentRuns, sendRuns } from './runs.ts';

/** `POST /jobs/:id/resume`: asks again for the parts that are not answered. Parts that are asked for twice are answered once. */
export async function resume(
  job: Job,
  progress: Progress,
  { bucket, queue, models }: BulkParts,
  now: number,
): Promise<Result<Progress>> {
  const state = stateOf(job, progress, now);
  if (state === 'done') return { ok: true, value: progress };
  if (state === 'cancelled') return ended('it was cancelled');
  if (state === 'expired') return ended(`it is older than ${MOST_DAYS} days`);
  if (!models.all.some(({ model }) => model === job.model)) return ended(modelReason(job));
  const input = await bucket.head(job.input.key);
  if (input?.etag !== job.input.etag) return ended(inputReason(job));
  for (let i = 0; i < progress.failures.length; i += 1000)
    await bucket.delete(progress.failures.slice(i, i + 1000));
  const isThere = new Array<boolean>(partsOf(job)).fill(false);
  for (const { number } of progress.done) isThere[number] = true;
  await sendRuns(queue, absentRuns(job.id, isThere));
  return { ok: true, value: { ...progress, reason: undefined, failed: new Set(), failures: [] } };
}

function ended(reason: string): Result<never> {
  return { ok: false, failure: { kind: 'job-ended', reason } };
}
