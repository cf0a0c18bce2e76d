/**
 * What the wire says of what can go wrong with a request (RFC 9457).
 * `docs/problems.md` explains each `type` to callers.
 */

import { BULK_ENTRIES, type BulkStatus } from './bulkproblem.ts';
import type { Failure } from './failure.ts';
import { COMMON_HEADERS, withFacts } from './response.ts';
import type { ProblemStatus, Typed } from './typed.ts';
import type { Problem } from './wire.ts';

export type { Failure, Result } from './failure.ts';
export type { Problem } from './wire.ts';

type Entry<Kind extends Failure['kind']> = {
  status: ProblemStatus | BulkStatus;
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
    detail: (failure) => {
      if (failure.where === 'query') return 'The query has no parameter "text".';
      if (failure.where === 'item') return `${failure.subject} has no field ${show(failure.name)}.`;
      return 'The body has none of the fields "text", "texts" and "items".';
    },
  },
  'text-blank': {
    status: 400,
    title: 'Blank text',
    detail: ({ field }) => `${field} has no visible character, at least one is needed.`,
  },
  'text-too-long': {
    status: 413,
    title: 'Text too long',
    detail: ({ field, length, limit }) => `${field} has ${length} UTF-16 code units, allowed up to ${limit}.`,
  },
  'texts-empty': {
    status: 400,
    title: 'No texts',
    detail: ({ field }) => `${field} is empty, at least one text is needed.`,
  },
  'texts-too-many': {
    status: 413,
    title: 'Too many texts',
    detail: ({ field, count, limit }) => `${field} has ${count} texts, allowed up to ${limit}.`,
  },
  'batch-too-costly': {
    status: 413,
    title: 'Texts too costly together',
    detail: ({ of, needed, isExact, allowed }) => {
      const what =
        of === 'texts' ? 'The texts need' : 'Explanations and sentences of the texts need the time of';
      return `${what} ${isExact ? '' : 'at least '}${needed} tokens, allowed up to ${allowed} in one request: send them in several, or raise ${CPU_SETTING}.`;
    },
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
    detail: ({ name, value, expected }) =>
      `The query parameter ${show(name)} is ${show(value)}, allowed ${expected}.`,
  },
  'option-repeated': {
    status: 400,
    title: 'Option given twice',
    detail: ({ name }) => `${show(name)} is in the query and in the body, allowed in one of them.`,
  },
  'options-conflict': {
    status: 400,
    title: 'Options that exclude each other',
    detail: ({ name }) =>
      `"format" is "huggingface", a list of labels and scores, which has no place for ${show(name)}: leave one of them out.`,
  },
  'model-unknown': {
    status: 404,
    title: 'Unknown model',
    detail: ({ wanted, served }) =>
      `The model is ${show(wanted)}, allowed ${served.join(', ')}, each with or without "@" and its version.`,
  },
  'encoding-invalid': {
    status: 400,
    title: 'Not UTF-8',
    detail: ({ where }) =>
      where === 'query'
        ? 'The query is not percent-encoded UTF-8; a percent sign itself is written %25.'
        : `The ${where} is not UTF-8.`,
  },
  'body-malformed': {
    status: 400,
    title: 'Not JSON',
    detail: () => 'The body is not one JSON value; its texts and names stand in double quotes.',
  },
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
    detail: ({ subject, name, allowed }) => `${subject} has a field ${show(name)}, ${allowing(allowed)}.`,
  },
  'field-invalid': {
    status: 400,
    title: 'Wrong type',
    detail: ({ field, received, expected }) => `${field} is ${received}, allowed ${expected}.`,
  },
  'fields-conflict': {
    status: 400,
    title: 'Fields that exclude each other',
    detail: ({ fields }) =>
      `The body has ${fields.map(show).join(' and ')}, allowed one of "text", "texts" and "items".`,
  },
  'line-malformed': {
    status: 400,
    title: 'Not a line of JSON',
    detail: () =>
      'The line is not one JSON value of at most 16 values and 8 levels, allowed a text in quotes or {"text": …, "id": …}. curl keeps line ends with --data-binary, and loses them with -d.',
  },
  'line-too-long': {
    status: 413,
    title: 'Line too long',
    detail: ({ limit }) => `The line has more than ${limit} bytes.`,
  },
  'line-in-pieces': {
    status: 400,
    title: 'Line in too many pieces',
    detail: () => 'The first line came in so many pieces that its end was not waited for: send larger ones.',
  },
  'content-type-unsupported': {
    status: 415,
    title: 'Unsupported content type',
    detail: ({ received, allowed }) =>
      `The content type is ${received === undefined ? 'missing' : show(received)}, allowed ${allowed.join(', ')}: with curl, -H 'Content-Type: ${allowed[0]}'.`,
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
  'origin-not-allowed': {
    status: 403,
    title: 'Page not allowed',
    detail: ({ origin }) =>
      `The request comes from a page of ${show(origin)}, allowed are programs and pages of localhost and of ALLOWED_ORIGINS: add it there.`,
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    detail: ({ served, described }) =>
      `Nothing is at this path, allowed ${served.join(', ')}; ${described} tells of each.`,
  },
  ...BULK_ENTRIES,
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
export function problemResponse(failure: Failure): Typed<Problem, ProblemStatus> {
  const problem = problemOf(failure);
  const headers = new Headers({ ...COMMON_HEADERS, 'Content-Type': 'application/problem+json' });
  if (failure.kind === 'method-not-allowed') headers.set('Allow', failure.allowed.join(', '));
  // RFC 9110, 15.5.16: a 415 says what would have been understood.
  if (failure.kind === 'content-type-unsupported') headers.set('Accept', failure.allowed.join(', '));
  if (failure.kind === 'content-encoding-unsupported') headers.set('Accept-Encoding', 'identity');
  if (failure.kind === 'key-missing') headers.set('WWW-Authenticate', CHALLENGE);
  if (failure.kind === 'key-invalid') headers.set('WWW-Authenticate', `${CHALLENGE}, error="invalid_token"`);
  // RFC 9110, 15.5.17.
  if (failure.kind === 'range-invalid') headers.set('Content-Range', `bytes */${failure.size}`);
  if (failure.kind === 'rate-limited') headers.set('Retry-After', String(failure.seconds));
  const response = new Response(`${JSON.stringify(problem)}\n`, { status: problem.status, headers });
  return withFacts(response, { problem: failure.kind }) as Typed<Problem, ProblemStatus>;
}

/** What the caller sent, quoted and cut to a length that helps. */
export function show(value: string): string {
  return JSON.stringify(value.slice(0, 60));
}

function allowing(names: readonly string[]): string {
  return names.length === 0 ? 'none is allowed here' : `allowed ${names.map(show).join(', ')}`;
}
