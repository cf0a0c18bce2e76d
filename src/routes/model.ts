import { Hono } from 'hono';
import { jsonResponse } from '../headers.ts';

/** `GET /model`: the model card, as the exporter wrote it. */
export function model(card: unknown): Hono {
  const app = new Hono();
  app.get('/', () => jsonResponse(card));
  return app;
}
