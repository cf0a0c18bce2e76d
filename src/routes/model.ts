import { Hono } from 'hono';
import { jsonResponse } from '../http/response.ts';
import type { Classifier } from '../model/classifier.ts';

/** `GET /model`: the model card, as the exporter wrote it, under the name and version of the model that answers. */
export function model({ name, version, config }: Classifier, card: object): Hono {
  const app = new Hono();
  const truth = { ...card, name, version, labels: config.labels };
  app.get('/', () => jsonResponse(truth));
  return app;
}
