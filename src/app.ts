import { routePath } from 'hono/route';
import { Hono } from 'hono/tiny';
import { faultOf, logError } from './http/log.ts';
import type { Models } from './http/models.ts';
import { type Failure, problemResponse } from './http/problem.ts';
import { health } from './routes/health.ts';
import { mcp } from './routes/mcp.ts';
import { model } from './routes/model.ts';
import { models } from './routes/models.ts';
import { sentiment } from './routes/sentiment.ts';

/**
 * The whole HTTP surface around some models.
 *
 * @param tools that `/mcp` lists, as JSON.
 */
export function createApp(served: Models, tools = '[]') {
  // `/sentiment/` is `/sentiment`. In one chain: `hc` learns the routes from its type.
  const app = new Hono({ strict: false })
    .route('/sentiment', sentiment(served))
    .route('/model', model(served))
    .route('/models', models(served))
    .route('/health', health(served))
    .route('/mcp', mcp({ models: served, tools }));
  app.notFound((c) => problemResponse(notServed(app, c.req.path, c.req.method)));
  app.onError((error, c) => {
    logError(error, { method: c.req.method, route: routePath(c) });
    return problemResponse(faultOf(error));
  });
  return app;
}

/** The routes, for `hc<App>()`. */
export type App = ReturnType<typeof createApp>;

/** Why no route took a request: its method, where its path has routes. */
function notServed(app: Pick<Hono, 'routes'>, path: string, method: string): Failure {
  const methods = app.routes.filter((route) => route.path === path).map((route) => route.method);
  if (methods.length === 0) {
    const served = [...new Set(app.routes.map((route) => route.path))];
    return { kind: 'not-found', served, described: '/docs' };
  }
  const allowed = methods.flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
  return { kind: 'method-not-allowed', method, allowed };
}
