import { Hono, type MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { COMMON_HEADERS } from './headers.ts';
import type { Classifier } from './model/classifier.ts';
import { ModelFileError } from './model/safetensors.ts';
import { problemResponse } from './problem.ts';
import { health } from './routes/health.ts';
import { model } from './routes/model.ts';
import { sentiment } from './routes/sentiment.ts';

/** The whole HTTP surface around one classifier. @param card JSON that `GET /model` answers with. */
export function createApp(classifier: Classifier, card: unknown): Hono {
  const app = new Hono();
  app.use(headers);
  app.route('/sentiment', sentiment(classifier));
  app.all('/sentiment', onlyMethods('GET', 'HEAD', 'POST'));
  app.route('/model', model(card));
  app.all('/model', onlyMethods('GET', 'HEAD'));
  app.route('/health', health(classifier));
  app.all('/health', onlyMethods('GET', 'HEAD'));
  app.notFound(() => problemResponse({ kind: 'not-found' }));
  app.onError((error, c) => {
    // The route, not the path, and no message: neither may carry the text that someone sent.
    console.error(
      JSON.stringify({ event: 'error', error: error.name, method: c.req.method, route: routePath(c) }),
    );
    return problemResponse({ kind: error instanceof ModelFileError ? 'model-faulty' : 'internal' });
  });
  return app;
}

/** Before the routes: set afterwards, headers would make a second response of the first one. Problems have their own. */
const headers: MiddlewareHandler = async (c, next) => {
  for (const [name, value] of Object.entries(COMMON_HEADERS)) c.header(name, value);
  await next();
};

/** The answer for every method that no route before took. */
function onlyMethods(...allowed: string[]): MiddlewareHandler {
  return async (c) => problemResponse({ kind: 'method-not-allowed', method: c.req.method, allowed });
}
