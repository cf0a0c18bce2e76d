import { Hono } from 'hono';
import { routePath } from 'hono/route';
import { logError } from './http/log.ts';
import { Models, type Served, servedOf } from './http/models.ts';
import { type Failure, problemResponse } from './http/problem.ts';
import type { Classifier } from './model/classifier.ts';
import { ModelFaultError } from './model/reader.ts';
import { health } from './routes/health.ts';
import { model } from './routes/model.ts';
import { models } from './routes/models.ts';
import { sentiment } from './routes/sentiment.ts';

/**
 * The whole HTTP surface around a classifier, which answers whoever names no model.
 *
 * @param card JSON that `GET /model` answers with; name, version and labels are those of the model itself, whatever it says.
 * @param tag of answers to GET, with its quotes.
 * @param others models that requests can name.
 */
export function createApp(
  classifier: Classifier,
  card: object,
  tag: string,
  others: readonly Served[] = [],
): Hono {
  // `/sentiment/` is `/sentiment`.
  const app = new Hono({ strict: false });
  const served = new Models(
    servedOf(classifier, card, tag, () => classifier),
    others,
  );
  app.route('/sentiment', sentiment(served));
  app.route('/model', model(served));
  app.route('/health', health(classifier));
  app.route('/models', models(served));
  app.notFound((c) => problemResponse(notServed(app, c.req.path, c.req.method)));
  app.onError((error, c) => {
    logError(error, { method: c.req.method, route: routePath(c) });
    return problemResponse({ kind: error instanceof ModelFaultError ? 'model-faulty' : 'internal' });
  });
  return app;
}

/** Why no route took a request: its method, where its path has routes. */
function notServed(app: Hono, path: string, method: string): Failure {
  const methods = app.routes.filter((route) => route.path === path).map((route) => route.method);
  if (methods.length === 0) {
    return { kind: 'not-found', served: [...new Set(app.routes.map((route) => route.path))] };
  }
  const allowed = methods.flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
  return { kind: 'method-not-allowed', method, allowed };
}
