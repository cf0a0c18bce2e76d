import { Hono } from 'hono/tiny';
import type { Card, Models } from '../http/models.ts';
import { readOptions } from '../http/options.ts';
import { problemResponse } from '../http/problem.ts';
import { readQuery } from '../http/query.ts';
import { jsonResponse } from '../http/response.ts';
import type { Answered, Asking } from '../http/typed.ts';

/** `GET /model`: the card of the first model, or of the one that is named, as the exporter wrote it, under the name and version of its file. */
export function model(models: Models) {
  const answer = (c: Asking<{ query?: { model?: string } }>): Answered<Card> => {
    const query = readQuery(c.req.url, ['model']);
    if (!query.ok) return problemResponse(query.failure);
    const options = readOptions(query.value);
    if (!options.ok) return problemResponse(options.failure);
    const served = models.find(options.value.model);
    return served.ok ? jsonResponse(served.value.card) : problemResponse(served.failure);
  };
  return new Hono().get('/', answer);
}
