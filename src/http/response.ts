/** On every response. Answers hold what people wrote, or follow from it: no shared cache may keep them. */
export const COMMON_HEADERS = { 'Cache-Control': 'private', 'X-Content-Type-Options': 'nosniff' } as const;

const JSON_HEADERS = { ...COMMON_HEADERS, 'Content-Type': 'application/json' };

/** An answer, made at once: a middleware that adds headers makes a chain of promises of every request. */
export function jsonResponse(value: unknown): Response {
  return new Response(JSON.stringify(value), { headers: JSON_HEADERS });
}
