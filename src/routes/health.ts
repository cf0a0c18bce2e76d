import { Hono } from 'hono/tiny';
import type { Models } from '../http/models.ts';
import { jsonResponse } from '../http/response.ts';
import type { Answered } from '../http/typed.ts';

/** `GET /health`: that the Worker runs, and which model answers whoever names none. */
export function health({ all: [first] }: Models) {
  const answer = (): Answered<{ status: 'ok'; model: string }> =>
    jsonResponse({ status: 'ok', model: first.model });
  return new Hono().get('/', answer);
}
