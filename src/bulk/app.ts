import { type Context, Hono } from 'hono';
import { routePath } from 'hono/route';
import { faultOf, logError } from '../http/log.ts';
import { type Failure, problemResponse, type Result } from '../http/problem.ts';
import { jsonResponse } from '../http/response.ts';
import { health } from '../routes/health.ts';
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

const UNKNOWN: Failure = { kind: 'job-unknown' };

/** The routes of bulk jobs: docs/bulk.md. */
export function createBulkApp(parts: BulkParts) {
  const { bucket, models } = parts;
  const app = new Hono<Tenant>({ strict: false }).route('/health', health(models));

  app.post('/jobs', async (c) => {
    const job = await create(c.req.raw, c.env.tenant, parts, Date.now());
    if (!job.ok) return problemResponse(job.failure);
    const response = status(job.value, NOTHING, 202);
    response.headers.set('Location', `/jobs/${job.value.id}`);
    return response;
  });

  app.get('/jobs', async (c) => answer(await listJobs(c.req.url, c.env.tenant, bucket)));

  app.get('/jobs/:id', (c) => ofJob(c, bucket, async (job) => status(job, await readProgress(bucket, job))));

  app.delete('/jobs/:id', async (c) => {
    const id = c.req.param('id');
    const isThere = isOwn(id, c.env.tenant) && (await remove(id, c.env.tenant, bucket));
    return isThere ? jsonResponse({ id, state: 'cancelled' }) : problemResponse(UNKNOWN);
  });

  app.post('/jobs/:id/resume', (c) =>
    ofJob(c, bucket, async (job) => {
      const resumed = await resume(job, await readProgress(bucket, job), parts, Date.now());
      return resumed.ok ? status(job, resumed.value, 202) : problemResponse(resumed.failure);
    }),
  );

  app.get('/jobs/:id/result', (c) =>
    ofJob(c, bucket, async (job) => {
      const progress = await readProgress(bucket, job);
      const all = partsOf(job);
      const { done } = progress;
      if (done.length === all) return resultResponse(c.req.raw, job, done, job.id, bucket);
      const state = stateOf(job, progress, Date.now());
      return problemResponse({ kind: 'job-unfinished', state, done: done.length, parts: all });
    }),
  );

  app.get('/jobs/:id/parts', (c) =>
    ofJob(c, bucket, async (job) => answer(await listParts(c.req.url, job, bucket))),
  );

  app.notFound((c) => problemResponse(notServed(app, c.req.path, c.req.method)));
  app.onError((error, c) => {
    logError(error, { method: c.req.method, route: routePath(c) });
    return problemResponse(faultOf(error));
  });
  return app;
}

const NOTHING: Progress = {
  isCancelled: false,
  reason: undefined,
  failed: new Set(),
  failures: [],
  done: [],
};

function status(job: Job, progress: Progress, code = 200): Response {
  const { body, headers } = jsonResponse(statusOf(job, progress, Date.now()));
  return new Response(body, { status: code, headers });
}

function answer(result: Result<object>): Response {
  return result.ok ? jsonResponse(result.value) : problemResponse(result.failure);
}

/** Answers about a job of the tenant's, which takes no parameters of a query but those that its handler reads. */
async function ofJob(
  c: Asking,
  bucket: R2Bucket,
  handler: (job: Job) => Promise<Response>,
): Promise<Response> {
  const id = c.req.param('id') ?? '';
  if (!isOwn(id, c.env.tenant)) return problemResponse(UNKNOWN);
  const job = await readJob(bucket, id);
  if (job !== null) return handler(job);
  const isCancelled = (await bucket.head(cancelledName(id))) !== null;
  if (!isCancelled) return problemResponse(UNKNOWN);
  return c.req.path.endsWith(id) ? jsonResponse({ id, state: 'cancelled' }) : problemResponse(CANCELLED);
}

const CANCELLED: Failure = { kind: 'job-ended', reason: 'it was cancelled' };

/** Why no route took a request: its method, where its path has routes. */
function notServed(app: Pick<Hono<Tenant>, 'routes'>, path: string, method: string): Failure {
  const fits = (route: string) => new RegExp(`^${route.replace(':id', '[^/]+')}/?$`).test(path);
  const methods = app.routes.filter((route) => fits(route.path)).map((route) => route.method);
  if (methods.length === 0)
    return { kind: 'not-found', served: [...new Set(app.routes.map(({ path }) => path))] };
  const allowed = methods.flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
  return { kind: 'method-not-allowed', method, allowed };
}
