import type { EntityTag } from './etag.ts';
import type { Facts } from './log.ts';

/** On every response. Answers hold what people wrote, or follow from it: no shared cache may keep them. */
export const COMMON_HEADERS = { 'Cache-Control': 'private', 'X-Content-Type-Options': 'nosniff' } as const;

const JSON_HEADERS = { ...COMMON_HEADERS, 'Content-Type': 'application/json' };
const LINES_HEADERS = { ...COMMON_HEADERS, 'Content-Type': 'application/x-ndjson' };

/** What the log says of responses that were made here; of a stream once it has ended. */
const FACTS = new WeakMap<Response, Facts | Promise<Facts>>();

/** Undefined for a response of which there is nothing to say. */
export function factsOf(response: Response): Facts | Promise<Facts> | undefined {
  return FACTS.get(response);
}

/** Remembers what the log says of a response. */
export function withFacts(response: Response, facts: Facts | Promise<Facts>): Response {
  FACTS.set(response, facts);
  return response;
}

/** An answer, made at once: a middleware that adds headers makes a chain of promises of every request. */
export function jsonResponse(value: unknown, facts: Facts = {}, tag?: EntityTag): Response {
  const headers = tag === undefined ? JSON_HEADERS : { ...JSON_HEADERS, ETag: tag };
  return withFacts(new Response(JSON.stringify(value), { headers }), facts);
}

/** Lines of JSON, as they are made. */
export function linesResponse(body: ReadableStream<Uint8Array>, facts: Promise<Facts>): Response {
  return withFacts(new Response(body, { headers: LINES_HEADERS }), facts);
}
