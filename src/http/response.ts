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

/** One object that every response copies: 2.7 µs in workerd, a record of as many headers 5.6. */
const JSON_HEADERS = new Headers({ ...COMMON_HEADERS, 'Content-Type': 'application/json' });

/** An answer, made at once: a middleware that adds headers makes a chain of promises of every request. */
export function jsonResponse(value: unknown): Response {
  return new Response(JSON.stringify(value), { headers: JSON_HEADERS });
}
