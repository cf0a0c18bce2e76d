import { Hono, type MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
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

/** Answers hold what people wrote, or follow from it: no shared cache may keep them. */
const headers: MiddlewareHandler = async (c, next) => {
  await next();
  c.header('Cache-Control', 'private');
  c.header('X-Content-Type-Options', 'nosniff');
};

/** The answer for every method that no route before took. */
function onlyMethods(...allowed: string[]): MiddlewareHandler {
  return async (c) => problemResponse({ kind: 'method-not-allowed', method: c.req.method, allowed });
}
