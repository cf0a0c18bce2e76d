/**
 * What can go wrong with a request, as values, and what the wire says of it (RFC 9457).
 * `docs/problems.md` explains each `type` to callers.
 */

import { COMMON_HEADERS } from './response.ts';

/** Every failure that a caller can cause, and the last two, which they cannot. */
export type Failure =
  | { kind: 'key-missing' }
  | { kind: 'key-invalid'; isBearer: boolean }
  | { kind: 'rate-limited'; seconds: number }
  | { kind: 'url-too-long'; length: number; limit: number }
  | { kind: 'header-too-long'; name: string; length: number; limit: number }
  | { kind: 'text-missing'; where: 'query' | 'body' }
  | { kind: 'text-blank'; field: string }
  | { kind: 'text-too-long'; field: string; length: number; limit: number }
  | { kind: 'texts-empty' }
  | { kind: 'texts-too-many'; count: number; limit: number }
  | { kind: 'batch-too-costly'; needed: number; isExact: boolean; allowed: number }
  | { kind: 'parameter-unknown'; name: string; allowed: readonly string[] }
  | { kind: 'parameter-repeated'; name: string; count: number }
  | { kind: 'parameter-invalid'; name: string; value: string; allowed: readonly string[] }
  | { kind: 'encoding-invalid'; where: 'query' | 'body' }
  | { kind: 'body-malformed' }
  | { kind: 'body-incomplete' }
  | { kind: 'body-too-large'; limit: number }
  | { kind: 'body-too-complex'; values: number; depth: number }
  | { kind: 'field-unknown'; name: string; allowed: readonly string[] }
  | { kind: 'field-invalid'; field: string; received: string; expected: string }
  | { kind: 'fields-conflict' }
  | { kind: 'content-type-unsupported'; received: string | undefined }
  | { kind: 'content-encoding-unsupported'; received: string }
  | { kind: 'method-not-allowed'; method: string; allowed: readonly string[] }
  | { kind: 'not-found'; served: readonly string[] }
  | { kind: 'model-faulty' }
  | { kind: 'internal' };

/** The body of an error response. Some kinds have members more: see `membersOf`. */
export type Problem = { type: string; title: string; status: number; detail: string };

/** A value, or the reason why there is none. */
export type Result<Value> = { ok: true; value: Value } | { ok: false; failure: Failure };

type Entry<Kind extends Failure['kind']> = {
  status: number;
  title: string;
  detail: (failure: Extract<Failure, { kind: Kind }>) => string;
};

/** Raises what texts may need together, and how long a body may be. */
const CPU_SETTING = 'CPU_MILLISECONDS';

/** What a 401 asks for (RFC 6750, 3). */
const CHALLENGE = 'Bearer realm="edge-sentiment"';

const ENTRIES: { [Kind in Failure['kind']]: Entry<Kind> } = {
  'key-missing': {
    status: 401,
    title: 'No key',
    detail: () =>
      'The request has no header "Authorization", needed is "Bearer" and a key: ask whoever runs this service for one.',
  },
  'key-invalid': {
    status: 401,
    title: 'Wrong key',
    detail: ({ isBearer }) =>
      isBearer
        ? 'The key in the header "Authorization" is not known here: ask whoever runs this service for another.'
        : 'The header "Authorization" is not "Bearer", a space and a key of visible ASCII characters.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    detail: ({ seconds }) =>
      `More requests came with this key, or from this address without one, than are allowed: send again in ${seconds} seconds.`,
  },
  'url-too-long': {
    status: 414,
    title: 'URL too long',
    detail: ({ length, limit }) =>
      `The URL has ${length} characters, allowed up to ${limit}: send a long text in the body of a POST.`,
  },
  'header-too-long': {
    status: 431,
    title: 'Header too long',
    detail: ({ name, length, limit }) =>
      `The header ${show(name)} has ${length} characters, allowed up to ${limit}.`,
  },
  'text-missing': {
    status: 400,
    title: 'No text',
    detail: ({ where }) =>
      where === 'query'
        ? 'The query has no parameter "text".'
        : 'The body has neither the field "text" nor the field "texts".',
  },
  'text-blank': {
    status: 400,
    title: 'Blank text',
    detail: ({ field }) => `"${field}" has no visible character, at least one is needed.`,
  },
  'text-too-long': {
    status: 413,
    title: 'Text too long',
    detail: ({ field, length, limit }) =>
      `"${field}" has ${length} UTF-16 code units, allowed up to ${limit}.`,
  },
  'texts-empty': {
    status: 400,
    title: 'No texts',
    detail: () => '"texts" is empty, at least one text is needed.',
  },
  'texts-too-many': {
    status: 413,
    title: 'Too many texts',
    detail: ({ count, limit }) => `"texts" has ${count} texts, allowed up to ${limit}.`,
  },
  'batch-too-costly': {
    status: 413,
    title: 'Texts too costly together',
    detail: ({ needed, isExact, allowed }) =>
      `The texts need ${isExact ? '' : 'at least '}${needed} tokens, allowed up to ${allowed} in one request: send them in several, or raise ${CPU_SETTING}.`,
  },
  'parameter-unknown': {
    status: 400,
    title: 'Unknown query parameter',
    detail: ({ name, allowed }) => `The query has a parameter ${show(name)}, ${allowing(allowed)}.`,
  },
  'parameter-repeated': {
    status: 400,
    title: 'Repeated query parameter',
    detail: ({ name, count }) => `The query has the parameter ${show(name)} ${count} times, allowed once.`,
  },
  'parameter-invalid': {
    status: 400,
    title: 'Wrong value of a query parameter',
    detail: ({ name, value, allowed }) =>
      `The query parameter ${show(name)} is ${show(value)}, ${allowing(allowed)}.`,
  },
  'encoding-invalid': {
    status: 400,
    title: 'Not UTF-8',
    detail: ({ where }) =>
      where === 'query'
        ? 'The query is not percent-encoded UTF-8; a percent sign itself is written %25.'
        : 'The body is not UTF-8.',
  },
  'body-malformed': { status: 400, title: 'Not JSON', detail: () => 'The body is not one JSON value.' },
  'body-incomplete': {
    status: 400,
    title: 'Half a body',
    detail: () => 'The body broke off before its end.',
  },
  'body-too-large': {
    status: 413,
    title: 'Body too large',
    detail: ({ limit }) => `The body has more than ${limit} bytes, the most that ${CPU_SETTING} allows.`,
  },
  'body-too-complex': {
    status: 400,
    title: 'Body too complex',
    detail: ({ values, depth }) =>
      `The body has more than ${values} values or more than ${depth} levels, allowed one object with a text or a list of texts.`,
  },
  'field-unknown': {
    status: 400,
    title: 'Unknown field',
    detail: ({ name, allowed }) => `The body has a field ${show(name)}, ${allowing(allowed)}.`,
  },
  'field-invalid': {
    status: 400,
    title: 'Wrong type',
    detail: ({ field, received, expected }) => `${field} is ${received}, allowed ${expected}.`,
  },
  'fields-conflict': {
    status: 400,
    title: 'Both text and texts',
    detail: () => 'The body has both "text" and "texts", allowed one of them.',
  },
  'content-type-unsupported': {
    status: 415,
    title: 'Unsupported content type',
    detail: ({ received }) =>
      `The content type is ${received === undefined ? 'missing' : show(received)}, allowed application/json.`,
  },
  'content-encoding-unsupported': {
    status: 415,
    title: 'Unsupported content encoding',
    detail: ({ received }) => `The content encoding is ${show(received)}, allowed identity.`,
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    detail: ({ method, allowed }) => `The method is ${show(method)}, allowed ${allowed.join(', ')}.`,
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    detail: ({ served }) => `Nothing is at this path, allowed ${served.join(', ')}.`,
  },
  'model-faulty': {
    status: 500,
    title: 'Faulty model',
    detail: () =>
      'The model has no answer to this text: its weights are so large that the arithmetic overflows.',
  },
  internal: { status: 500, title: 'Internal error', detail: () => 'The request could not be answered.' },
};

/** Every kind of failure, for tests and documentation. */
export const PROBLEM_KINDS = Object.keys(ENTRIES) as Failure['kind'][];

export function problemOf(failure: Failure): Problem {
  const { status, title, detail } = ENTRIES[failure.kind] as Entry<Failure['kind']>;
  return {
    type: `/problems/${failure.kind}`,
    title,
    status,
    detail: (detail as (failure: Failure) => string)(failure),
    ...membersOf(failure),
  };
}

/** What programs need of the detail (RFC 9457, 3.2). */
function membersOf(failure: Failure): object {
  if (failure.kind !== 'batch-too-costly') return {};
  const { needed, isExact, allowed } = failure;
  return { needed, exact: isExact, allowed, setting: CPU_SETTING };
}

/** The failure as a response, with the headers that its status calls for. */
export function problemResponse(failure: Failure): Response {
  const problem = problemOf(failure);
  const headers = new Headers({ ...COMMON_HEADERS, 'Content-Type': 'application/problem+json' });
  if (failure.kind === 'method-not-allowed') headers.set('Allow', failure.allowed.join(', '));
  // RFC 9110, 15.5.16: a 415 says what would have been understood.
  if (failure.kind === 'content-type-unsupported') headers.set('Accept', 'application/json');
  if (failure.kind === 'content-encoding-unsupported') headers.set('Accept-Encoding', 'identity');
  if (failure.kind === 'key-missing') headers.set('WWW-Authenticate', CHALLENGE);
  if (failure.kind === 'key-invalid') headers.set('WWW-Authenticate', `${CHALLENGE}, error="invalid_token"`);
  if (failure.kind === 'rate-limited') headers.set('Retry-After', String(failure.seconds));
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

/** What the caller sent, quoted and cut to a length that helps. */
function show(value: string): string {
  return JSON.stringify(value.slice(0, 60));
}

function allowing(names: readonly string[]): string {
  return names.length === 0 ? 'none is allowed here' : `allowed ${names.map(show).join(', ')}`;
}
