import type { Context } from 'hono';
import { type Failure, problemResponse, type Result } from '../http/problem.ts';
import { readQuery } from '../http/query.ts';
import { jsonResponse } from '../http/response.ts';
import { create } from './create.ts';
import { type Job, partsOf, readJob } from './job.ts';
import { listJobs, listParts } from './lists.ts';
import { cancelledName, isOwn } from './names.ts';
import type { BulkParts } from './parts.ts';
import { type Progress, readProgress, stateOf, statusOf } from './progress.ts';
import { remove } from './remove.ts';
import { resultResponse } from './result.ts';
import { resume } from './resume.ts';

/** Whose request it is. */
export type Tenant = { Bindings: { tenant: string } };
type Asking = Context<Tenant>;

/** Answers about a job of the tenant's. */
type JobHandler = (request: Request, job: Job, parts: BulkParts) => Response | Promise<Response>;

const UNKNOWN: Failure = { kind: 'job-unknown' };
const CANCELLED: Failure = { kind: 'job-ended', reason: 'it was cancelled' };
const NOTHING: Progress = {
  isCancelled: false,
  reason: undefined,
  failed: new Set(),
  failures: [],
  done: [],
};

export async function startJob(c: Asking, parts: BulkParts): Promise<Response> {
  const job = await create(c.req.raw, c.env.tenant, parts, Date.now());
  if (!job.ok) return problemResponse(job.failure);
  const response = status(job.value, NOTHING, 202);
  response.headers.set('Location', `/jobs/${job.value.id}`);
  return response;
}

export async function showJobs(c: Asking, { bucket }: BulkParts): Promise<Response> {
  return answer(await listJobs(c.req.url, c.env.tenant, bucket));
}

export async function removeJob(c: Asking, { bucket }: BulkParts): Promise<Response> {
  const query = readQuery(c.req.url, []);
  if (!query.ok) return problemResponse(query.failure);
  const id = c.req.param('id') ?? '';
  const isThere = isOwn(id, c.env.tenant) && (await remove(id, c.env.tenant, bucket));
  return isThere ? jsonResponse({ id, state: 'cancelled' }) : problemResponse(UNKNOWN);
}

/** What answers requests about a job, where the tenant has it. */
export function ofJob(handler: JobHandler): (c: Asking, parts: BulkParts) => Promise<Response> {
  return async (c, parts) => {
    const id = c.req.param('id') ?? '';
    if (!isOwn(id, c.env.tenant)) return problemResponse(UNKNOWN);
    const job = await readJob(parts.bucket, id);
    if (job !== null) return handler(c.req.raw, job, parts);
    const isCancelled = (await parts.bucket.head(cancelledName(id))) !== null;
    if (!isCancelled) return problemResponse(UNKNOWN);
    return handler === showJob ? jsonResponse({ id, state: 'cancelled' }) : problemResponse(CANCELLED);
  };
}

export const showJob: JobHandler = async ({ url }, job, { bucket }) => {
  const query = readQuery(url, []);
  return query.ok ? status(job, await readProgress(bucket, job)) : problemResponse(query.failure);
};

export const showParts: JobHandler = async ({ url }, job, { bucket }) =>
  answer(await listParts(url, job, bucket));

export const resumeJob: JobHandler = async ({ url }, job, parts) => {
  const query = readQuery(url, []);
  if (!query.ok) return problemResponse(query.failure);
  const resumed = await resume(job, await readProgress(parts.bucket, job), parts, Date.now());
  return resumed.ok ? status(job, resumed.value, 202) : problemResponse(resumed.failure);
};

export const sendResult: JobHandler = async (request, job, { bucket }) => {
  const query = readQuery(request.url, []);
  if (!query.ok) return problemResponse(query.failure);
  const progress = await readProgress(bucket, job);
  const { done } = progress;
  const all = partsOf(job);
  if (done.length === all) return resultResponse(request, job, done, job.id, bucket);
  const state = stateOf(job, progress, Date.now());
  return problemResponse({ kind: 'job-unfinished', state, done: done.length, parts: all });
};

function status(job: Job, progress: Progress, code = 200): Response {
  const { body, headers } = jsonResponse(statusOf(job, progress, Date.now()));
  return new Response(body, { status: code, headers });
}

function answer(result: Result<object>): Response {
  return result.ok ? jsonResponse(result.value) : problemResponse(result.failure);
}
