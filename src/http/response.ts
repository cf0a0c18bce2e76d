import type { Facts } from './log.ts';

/** On every response. Answers hold what people wrote, or follow from it: no shared cache may keep them. */
export const COMMON_HEADERS = {
  'Cache-Control': 'private',
  'X-Content-Type-Options': 'nosniff',
  // Nothing that is answered here is a page: a browser that is led to take it for one runs and loads nothing.
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  // The address may hold someone's text.
  'Referrer-Policy': 'no-referrer',
  // Half a year. Browsers heed it over HTTPS alone.
  'Strict-Transport-Security': 'max-age=15552000',
} as const;

/** Objects that every response copies: 2.7 µs in workerd, a record of as many headers 5.6. */
export const JSON_HEADERS = headersOf('application/json');
const LINES_HEADERS = headersOf('application/x-ndjson');

/** Headers of answers of this type. */
function headersOf(type: string): Headers {
  return new Headers({ ...COMMON_HEADERS, 'Content-Type': type });
}

/** Headers of answers in JSON that have this tag. @param tag with its quotes. */
export function taggedHeaders(tag: string): Headers {
  const headers = headersOf('application/json');
  headers.set('ETag', tag);
  return headers;
}

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

/**
 * An answer, made at once: a middleware that adds headers makes a chain of promises of every request.
 *
 * @param headers those of `taggedHeaders` where the answer has a tag.
 */
export function jsonResponse(value: unknown, facts: Facts = {}, headers = JSON_HEADERS): Response {
  return withFacts(new Response(JSON.stringify(value), { headers }), facts);
}

/** Lines of JSON, as they are made. */
export function linesResponse(body: ReadableStream<Uint8Array>, facts: Promise<Facts>): Response {
  return withFacts(new Response(body, { headers: LINES_HEADERS }), facts);
}
