import { Hono } from 'hono';
import { jsonResponse } from '../http/response.ts';
import type { Answered } from '../http/typed.ts';
import type { Classifier } from '../model/classifier.ts';

/** `GET /health`: that the Worker runs, and with which model. */
export function health(classifier: Classifier) {
  const answer = (): Answered<{ status: 'ok'; model: string }> =>
    jsonResponse({ status: 'ok', model: classifier.model });
  return new Hono().get('/', answer);
}
