import { BULK_KINDS } from '../http/bulkproblem.ts';
import type { Failure } from '../http/problem.ts';
import type { Answered, Example } from './document.ts';
import { exampleOf, KIND_PAGES } from './examples.ts';
import { header, ref } from './schemas.ts';
import type { Shown } from './shown.ts';

type Kind = Failure['kind'];

/** Every request can meet them. */
export const COMMON: readonly Kind[] = [
  'header-too-long',
  'internal',
  'key-invalid',
  'key-missing',
  'rate-limited',
  'url-too-long',
];
export const OF_QUERY: readonly Kind[] = [
  'encoding-invalid',
  'model-unknown',
  'parameter-invalid',
  'parameter-repeated',
  'parameter-unknown',
];
export const OF_TEXT: readonly Kind[] = [
  'model-faulty',
  'options-conflict',
  'text-blank',
  'text-missing',
  'text-too-long',
];
export const OF_LINES: readonly Kind[] = ['line-in-pieces', 'line-malformed', 'line-too-long'];
export const OF_BODY: readonly Kind[] = [
  'batch-too-costly',
  'body-incomplete',
  'body-malformed',
  'body-too-complex',
  'body-too-large',
  'content-encoding-unsupported',
  'content-type-unsupported',
  'field-invalid',
  'field-unknown',
  'fields-conflict',
  'option-repeated',
  'texts-empty',
  'texts-too-many',
];
/** Of no operation: they are what other paths and methods are answered with, `/mcp` among them, or what the bulk Worker alone answers. */
export const OUTSIDE: readonly Kind[] = [
  'method-not-allowed',
  'not-found',
  'origin-not-allowed',
  ...BULK_KINDS,
];

const STATUS_TEXTS: Record<number, string> = {
  400: 'The request is wrong.',
  401: 'A key is needed.',
  404: 'There is no such model.',
  413: 'The request is too large.',
  414: 'The address is too long.',
  415: 'The body is of a type that is not taken.',
  429: 'Too many requests.',
  431: 'A header is too long.',
  500: 'The service is at fault.',
};

const STATUS_HEADERS: Record<number, Answered['headers']> = {
  401: header('WWW-Authenticate', 'The scheme to send a key by (RFC 6750).', 'string'),
  415: {
    ...header('Accept', 'The types that are taken.', 'string'),
    ...header('Accept-Encoding', 'That compressed bodies are not.', 'string'),
  },
  429: header('Retry-After', 'Seconds to wait.', 'integer'),
};

/** Problems by their status, with the kinds that there are of each. */
export function problemAnswers(shown: Shown, kinds: readonly Kind[]): Record<string, Answered> {
  const byStatus = Map.groupBy(kinds, (kind) => shown.problems[kind].status);
  const answers = [...byStatus].map(([status, some]): [string, Answered] => {
    const headers = STATUS_HEADERS[status];
    const kind = { properties: { type: { enum: some.map((each) => `/problems/${each}`).sort() } } };
    const media = {
      schema: { allOf: [ref('Problem'), kind] },
      examples: problemExamples(shown, some),
    };
    const answer = { description: STATUS_TEXTS[status], content: { 'application/problem+json': media } };
    return [String(status), headers === undefined ? answer : { ...answer, headers }];
  });
  return Object.fromEntries(answers);
}

/** What is answered to the example of each kind, and that example. */
export function problemExamples(
  { problems, models }: Shown,
  kinds: readonly Kind[],
): Record<string, Example> {
  return Object.fromEntries(
    kinds.map((kind) => {
      const { needs } = KIND_PAGES[kind];
      const request = exampleOf(kind, models[0].tokens);
      const example: Example = { summary: problems[kind].title, value: problems[kind] };
      if (request !== undefined) example['x-request'] = request;
      if (needs !== undefined) example['x-needs'] = needs;
      return [kind, example];
    }),
  );
}
