import type { Result } from '../http/problem.ts';
import { readQuery } from '../http/query.ts';
import { type Job, readJob } from './job.ts';
import { folderOf, isOwn, jobsOf, padded, resultName, resultsOf } from './names.ts';
import { donePart, numberOf } from './progress.ts';

/** Jobs of a page: each is read. */
const JOBS = 20;
/** Parts of a page. */
const PARTS = 1000;
/** Sorts after all that lies in a folder. */
const LAST = '~';

/** `GET /jobs`: the newest first. @returns `next` where there are more: what `after` is to be. */
export async function listJobs(url: string, tenant: string, bucket: R2Bucket): Promise<Result<object>> {
  const after = readAfter(url, (text) => isOwn(text, tenant), 'the "id" of a job of yours');
  if (!after.ok) return after;
  const prefix = jobsOf(tenant);
  const startAfter = after.value === undefined ? {} : { startAfter: folderOf(after.value) + LAST };
  const page = await bucket.list({ prefix, delimiter: '/', limit: JOBS, ...startAfter });
  const ids = page.delimitedPrefixes.map((folder) => folder.slice('jobs/'.length, -1));
  const jobs = await Promise.all(ids.map(async (id) => summaryOf(id, await readJob(bucket, id))));
  return { ok: true, value: { jobs, ...(page.truncated && { next: ids.at(-1) }) } };
}

/** What a list says of a job; how far it is costs a listing of its own. */
function summaryOf(id: string, job: Job | null): object {
  if (job === null) return { id, state: 'cancelled' };
  const { created, input, format, model, options } = job;
  return { id, created, input, format, model, options };
}

/** `GET /jobs/:id/parts`: those that are answered, in the order of the file. */
export async function listParts(url: string, job: Job, bucket: R2Bucket): Promise<Result<object>> {
  const after = readAfter(url, (text) => /^\d{1,12}$/.test(text), 'the "begin" of a part');
  if (!after.ok) return after;
  const prefix = resultsOf(job.id);
  const startAfter = after.value === undefined ? {} : { startAfter: resultName(job.id, Number(after.value)) };
  const page = await bucket.list({
    prefix,
    limit: PARTS,
    include: ['customMetadata'],
    ...startAfter,
  });
  const parts = page.objects.map((object) => {
    const name = object.key.slice(prefix.length);
    const { rows, errors, bytes } = donePart(object, numberOf(name, job));
    return { begin: Number(name), rows, errors, bytes, etag: object.etag };
  });
  return { ok: true, value: { parts, ...(page.truncated && { next: padded(parts.at(-1)?.begin ?? 0) }) } };
}

function readAfter(
  url: string,
  isAllowed: (text: string) => boolean,
  expected: string,
): Result<string | undefined> {
  const query = readQuery(url, ['after']);
  if (!query.ok) return query;
  const { after } = query.value;
  if (after === undefined || isAllowed(after)) return { ok: true, value: after };
  return { ok: false, failure: { kind: 'parameter-invalid', name: 'after', value: after, expected } };
}
