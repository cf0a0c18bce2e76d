import { Hono } from 'hono';
import { routePath } from 'hono/route';
import { faultOf, logError } from '../http/log.ts';
import { type Failure, problemResponse } from '../http/problem.ts';
import { health } from '../routes/health.ts';
import {
  ofJob,
  removeJob,
  resumeJob,
  sendResult,
  showJob,
  showJobs,
  showParts,
  startJob,
  type Tenant,
} from './handlers.ts';
import type { BulkParts } from './parts.ts';

const [show, showAnswered, goOn, send] = [showJob, showParts, resumeJob, sendResult].map(ofJob);

/** The routes of bulk jobs: docs/bulk.md. */
export function createBulkApp(parts: BulkParts) {
  const app = new Hono<Tenant>({ strict: false }).route('/health', health(parts.models));
  app.post('/jobs', (c) => startJob(c, parts));
  app.get('/jobs', (c) => showJobs(c, parts));
  app.get('/jobs/:id', (c) => show(c, parts));
  app.delete('/jobs/:id', (c) => removeJob(c, parts));
  app.post('/jobs/:id/resume', (c) => goOn(c, parts));
  app.get('/jobs/:id/result', (c) => send(c, parts));
  app.get('/jobs/:id/parts', (c) => showAnswered(c, parts));
  app.notFound((c) => problemResponse(notServed(app, c.req.path, c.req.method)));
  app.onError((error, c) => {
    logError(error, { method: c.req.method, route: routePath(c) });
    return problemResponse(faultOf(error));
  });
  return app;
}

/** Why no route took a request: its method, where its path has routes. */
function notServed(app: Pick<Hono<Tenant>, 'routes'>, path: string, method: string): Failure {
  const fits = (route: string) => new RegExp(`^${route.replace(':id', '[^/]+')}/?$`).test(path);
  const methods = app.routes.filter((route) => fits(route.path)).map((route) => route.method);
  if (methods.length === 0) {
    const served = [...new Set(app.routes.map((route) => route.path))];
    // It has no pages.
    return { kind: 'not-found', served, described: 'docs/bulk.md in the repository' };
  }
  const allowed = methods.flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
  return { kind: 'method-not-allowed', method, allowed };
}
