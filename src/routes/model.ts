import { Hono } from 'hono';

/** `GET /model`: the model card, as the exporter wrote it. */
export function model(card: unknown): Hono {
  const app = new Hono();
  app.get('/', (c) => c.json(card));
  return app;
}
