import { Hono } from 'hono';
import type { Models } from '../http/models.ts';
import { problemResponse } from '../http/problem.ts';
import { readQuery } from '../http/query.ts';
import { jsonResponse } from '../http/response.ts';

/** `GET /models`: what a request can name as its `model`. Loads none of them. */
export function models({ all }: Models): Hono {
  const app = new Hono();
  const list = all.map(({ name, version, labels, tokens }, i) => ({
    name,
    version,
    labels,
    tokens,
    default: i === 0,
  }));
  app.get('/', (c) => {
    const query = readQuery(c.req.url, []);
    return query.ok ? jsonResponse({ models: list }) : problemResponse(query.failure);
  });
  return app;
}
