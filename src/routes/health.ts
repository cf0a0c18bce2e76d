import { Hono } from 'hono';
import { jsonResponse } from '../http/response.ts';
import type { Classifier } from '../model/classifier.ts';

/** `GET /health`: that the Worker runs, and with which model. */
export function health(classifier: Classifier): Hono {
  const app = new Hono();
  app.get('/', () => jsonResponse({ status: 'ok', model: classifier.model }));
  return app;
}
