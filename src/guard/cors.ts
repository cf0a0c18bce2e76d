import { COMMON_HEADERS } from '../http/response.ts';

/** Pages that may read answers: of these origins, of all (`*`), or of none (null). */
export type Origins = '*' | ReadonlySet<string> | null;

type Answer = (request: Request) => Response | Promise<Response>;

const PREFLIGHT_HEADERS = {
  ...COMMON_HEADERS,
  'Access-Control-Allow-Methods': 'GET, HEAD, POST',
  'Access-Control-Allow-Headers': 'Content-Type',
  // Two hours are the most that Chromium keeps.
  'Access-Control-Max-Age': '7200',
};

/**
 * Lets pages of other origins read what the service answers, problems too (https://fetch.spec.whatwg.org/#http-cors-protocol). By hand:
 * Hono's middleware makes a chain of promises of every request. Where no origin is allowed it costs nothing.
 */
export function withCors(answer: Answer, origins: Origins): Answer {
  if (origins === null) return answer;
  const allow = (request: Request, response: Response) => allowOrigin(request, response, origins);
  return (request) => {
    if (isPreflight(request)) {
      return allow(request, new Response(null, { status: 204, headers: PREFLIGHT_HEADERS }));
    }
    const response = answer(request);
    return response instanceof Promise
      ? response.then((made) => allow(request, made))
      : allow(request, response);
  };
}

function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && headers.has('Origin') && headers.has('Access-Control-Request-Method');
}

/** Adds the headers to a response that was made here. */
function allowOrigin({ headers }: Request, response: Response, origins: '*' | ReadonlySet<string>): Response {
  if (origins === '*') {
    response.headers.set('Access-Control-Allow-Origin', '*');
    return response;
  }
  // On every answer: a cache must not give one page what another was answered.
  response.headers.append('Vary', 'Origin');
  const origin = headers.get('Origin');
  if (origin !== null && origins.has(origin)) response.headers.set('Access-Control-Allow-Origin', origin);
  return response;
}
