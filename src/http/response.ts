import type { Facts } from './log.ts';
import type { Typed } from './typed.ts';

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

/** What the log says of answers that were made here; of a stream once it has ended. */
const FACTS = new WeakMap<object, Facts | Promise<Facts>>();

/** Undefined for an answer of which there is nothing to say. */
export function factsOf(answer: object): Facts | Promise<Facts> | undefined {
  return FACTS.get(answer);
}

/** Remembers what the log says of an answer: a response, or what a call from another Worker returns. */
export function withFacts<Answer extends object>(answer: Answer, facts: Facts | Promise<Facts>): Answer {
  FACTS.set(answer, facts);
  return answer;
}

/**
 * An answer, made at once: a middleware that adds headers makes a chain of promises of every request.
 *
 * @param headers those of `taggedHeaders` where the answer has a tag.
 */
export function jsonResponse<Value>(value: Value, facts: Facts = {}, headers = JSON_HEADERS): Typed<Value> {
  return withFacts(new Response(`${JSON.stringify(value)}\n`, { headers }), facts) as Typed<Value>;
}

/** That the caller has the answer already. @param headers those of `taggedHeaders`. */
export function notModified(headers: Headers): Typed<never, 304> {
  return new Response(null, { status: 304, headers }) as Typed<never, 304>;
}

/** Lines of JSON, as they are made. `hc` cannot ask for them: to it this is no answer. */
export function linesResponse(body: ReadableStream<Uint8Array>, facts: Promise<Facts>): Typed<never> {
  return withFacts(new Response(body, { headers: LINES_HEADERS }), facts) as Typed<never>;
}
