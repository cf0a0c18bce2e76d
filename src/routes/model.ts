import { Hono } from 'hono';
import { jsonResponse } from '../http/response.ts';
import type { Answered } from '../http/typed.ts';
import type { Classifier } from '../model/classifier.ts';

/** `GET /model`: the model card, as the exporter wrote it, under the name and version of the model that answers. */
export function model({ name, version, config }: Classifier, card: object) {
  const truth = { ...card, name, version, labels: config.labels };
  const answer = (): Answered<typeof truth> => jsonResponse(truth);
  return new Hono().get('/', answer);
}
