import { Hono } from 'hono/tiny';
import type { Models } from '../http/models.ts';
import { problemResponse } from '../http/problem.ts';
import { readQuery } from '../http/query.ts';
import { jsonResponse } from '../http/response.ts';
import type { Answered, Asking } from '../http/typed.ts';

/** A model as a request can name it; `tokens` is what a request may have of it. */
type Listed = { name: string; version: string; labels: readonly string[]; tokens: number; default: boolean };

/** `GET /models`: what a request can name as its `model`. Loads none of them. */
export function models({ all }: Models) {
  const list = all.map(
    ({ name, version, labels, tokens }, i): Listed => ({ name, version, labels, tokens, default: i === 0 }),
  );
  const answer = (c: Asking<object>): Answered<{ models: Listed[] }> => {
    const query = readQuery(c.req.url, []);
    return query.ok ? jsonResponse({ models: list }) : problemResponse(query.failure);
  };
  return new Hono().get('/', answer);
}
