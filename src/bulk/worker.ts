import { withBounds } from '../guard/bounds.ts';
import { withGuards } from '../guard/guards.ts';
import { identify, type Keys, keyId } from '../guard/keys.ts';
import { withLog } from '../guard/log.ts';
import { problemResponse } from '../http/problem.ts';
import { ROW_CPU } from '../model/rows/format.ts';
import { checkNames, readKeys, readLimiter, readLog } from '../settings.ts';
import { loadModels, type WorkerParts } from '../worker.ts';
import { createBulkApp } from './app.ts';
import { consume } from './consume.ts';
import { OPEN_TENANT } from './names.ts';
import { checkKeyIds, readBucket, readQueue } from './settings.ts';

/** What the entry exports. */
export type BulkWorker = {
  fetch: (request: Request) => Response | Promise<Response>;
  queue: (batch: MessageBatch<unknown>) => Promise<void>;
};

/**
 * Bulk jobs around the models of the service: the one way to make their Worker.
 *
 * @throws ModelFileError, RangeError as `createWorker`, and where bucket or queue are missing.
 */
export function createBulkWorker(made: WorkerParts): BulkWorker {
  const { env } = made;
  checkNames(Object.keys(env));
  const keys = readKeys(env.API_KEYS);
  checkKeyIds(keys);
  const parts = {
    models: loadModels(made, ROW_CPU),
    bucket: readBucket(env.BUCKET),
    queue: readQueue(env.QUEUE),
  };
  const app = createBulkApp(parts);
  const forTenant = async (request: Request) => {
    const tenant = await tenantOf(request, keys);
    return tenant.ok ? app.fetch(request, { tenant: tenant.value }) : problemResponse(tenant.failure);
  };
  const guarded = withBounds(withGuards(forTenant, { keys, limiter: readLimiter(env.RATE_LIMITER) }));
  const routes = new Set(app.routes.map(({ path }) => path));
  const log = readLog(env.REQUEST_LOG)
    ? { model: parts.models.all[0].model, routeOf: (path: string) => routeOf(path, routes) }
    : null;
  const answer = withLog(guarded, log);
  return { fetch: (request) => answer(request), queue: (batch) => consume(batch, parts) };
}

/** Whose request it is. `/health` is everyone's. */
async function tenantOf(request: Request, keys: Keys | null) {
  const open = { ok: true, value: OPEN_TENANT } as const;
  if (keys === null || !request.headers.has('Authorization')) return open;
  const caller = await identify(request, keys);
  return caller.ok ? ({ ok: true, value: keyId(caller.value) } as const) : caller;
}

/** A path as the log has it: without the id of a job. */
function routeOf(path: string, routes: ReadonlySet<string>): string | undefined {
  const route = path.replace(/^\/jobs\/[^/]+/, '/jobs/:id');
  return routes.has(route) ? route : undefined;
}
