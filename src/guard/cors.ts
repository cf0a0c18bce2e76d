import { readHeader } from '../http/header.ts';
import { problemResponse, type Result } from '../http/problem.ts';
import { COMMON_HEADERS } from '../http/response.ts';
import type { Answer } from './answer.ts';

/** Pages that may read answers: of these origins, of all (`*`), or of none (null). */
export type Origins = '*' | ReadonlySet<string> | null;

const PREFLIGHT_HEADERS = new Headers({
  ...COMMON_HEADERS,
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, QUERY',
  'Access-Control-Allow-Headers':
    'Content-Type, Authorization, If-None-Match, MCP-Protocol-Version, Mcp-Method, Mcp-Name',
  // Two hours are the most that Chromium keeps.
  'Access-Control-Max-Age': '7200',
});

/** What a page may read of an answer beside the few headers that it always may. */
const EXPOSED = 'Accept, Accept-Encoding, Allow, ETag, Retry-After, WWW-Authenticate';

/**
 * Lets pages of other origins read what the service answers, problems too (https://fetch.spec.whatwg.org/#http-cors-protocol). By hand:
 * Hono's middleware makes a chain of promises of every request. Where no origin is allowed it costs nothing.
 */
export function withCors(answer: Answer, origins: Origins): Answer {
  if (origins === null) return answer;
  return (request) => {
    const origin = allowedOrigin(request, origins);
    const allowed = origin.ok ? origin.value : null;
    if (isPreflight(request)) return allowOrigin(preflightResponse(), allowed);
    const response = origin.ok ? answer(request) : problemResponse(origin.failure);
    return response instanceof Promise
      ? response.then((made) => expose(made, allowed))
      : expose(response, allowed);
  };
}

function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && headers.has('Origin') && headers.has('Access-Control-Request-Method');
}

function preflightResponse(): Response {
  return new Response(null, { status: 204, headers: PREFLIGHT_HEADERS });
}

/** What `Access-Control-Allow-Origin` may say to this request: null where its origin is not allowed. */
function allowedOrigin(request: Request, origins: '*' | ReadonlySet<string>): Result<string | null> {
  if (origins === '*') return { ok: true, value: origins };
  const origin = readHeader(request, 'Origin');
  if (!origin.ok) return origin;
  const isAllowed = origin.value !== null && origins.has(origin.value);
  return { ok: true, value: isAllowed ? origin.value : null };
}

/** Adds to a response that was made here who may read it. */
function allowOrigin(response: Response, allowed: string | null): Response {
  if (allowed !== null) response.headers.set('Access-Control-Allow-Origin', allowed);
  // On every other answer, whoever asked: a cache must not give one page what another was answered.
  if (allowed !== '*') response.headers.append('Vary', 'Origin');
  return response;
}

function expose(response: Response, allowed: string | null): Response {
  if (allowed !== null) response.headers.set('Access-Control-Expose-Headers', EXPOSED);
  return allowOrigin(response, allowed);
}
