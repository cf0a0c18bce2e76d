import { bodyLimit } from '../http/body.ts';
import type { Failure } from '../http/problem.ts';
import { MAX_TEXT_LENGTH, MAX_TEXTS } from '../http/schema.ts';
import { BULK_PAGES } from './bulkproblems.ts';

/** A part of a body over and over, so that a document can hold a request that is too long. */
export type Repeated = { before: string; repeat: string; times: number; after: string };

/** A request that anyone can send. */
export type ExampleRequest = {
  method: string;
  /** With its query. */
  path: string | Repeated;
  headers?: Record<string, string>;
  body?: string | Repeated;
};

/** What `/problems/<kind>` says: when it happens, what to do, and a request that it happens to. */
export type KindPage = {
  when: string;
  remedy: string;
  /** None where no request alone can bring it about. */
  request?: ExampleRequest;
  /** What is shown where there is no request, if the problem says more than its kind. */
  failure?: Failure;
  /** What the Worker must be set to for it. */
  needs?: 'keys' | 'limit';
};

const JSON_TYPE = { 'Content-Type': 'application/json' };
const LINES_TYPE = { 'Content-Type': 'application/x-ndjson' };

function get(path: string | Repeated): ExampleRequest {
  return { method: 'GET', path };
}

function post(
  body: string | Repeated,
  query = '',
  headers: Record<string, string> = JSON_TYPE,
): ExampleRequest {
  return { method: 'POST', path: `/sentiment${query}`, headers, body };
}

function repeated(before: string, repeat: string, times: number, after: string): Repeated {
  return { before, repeat, times, after };
}

/** The whole of a text that is written short. */
export function inFull(text: string | Repeated): string {
  if (typeof text === 'string') return text;
  return text.before + text.repeat.repeat(text.times) + text.after;
}

export const KIND_PAGES: { [Kind in Failure['kind']]: KindPage } = {
  'text-missing': {
    when: 'The query has no `text`, the body none of `text`, `texts` and `items`, or an item or a line has no `text`.',
    remedy: 'Send one: `?text=…`, or a body such as `{"text": "…"}`.',
    request: get('/sentiment'),
  },
  'text-blank': {
    when: 'A text has no visible character: white space, controls, joiners and halves of surrogate pairs show nothing.',
    remedy: 'Leave blank texts out before you send them.',
    request: get('/sentiment?text=+'),
  },
  'text-too-long': {
    when: 'A text has more than 20,000 UTF-16 code units (`text.length` in JavaScript).',
    remedy: 'Cut the text, or send its parts as texts of their own.',
    request: post(repeated('{"text":"', 'a', MAX_TEXT_LENGTH + 1, '"}')),
  },
  'texts-empty': {
    when: '`texts` or `items` is an empty list.',
    remedy: 'Send at least one text.',
    request: post('{"texts":[]}'),
  },
  'texts-too-many': {
    when: '`texts` or `items` has more than 64 texts.',
    remedy: 'Send them in several requests, or as a stream of lines, which has no such bound.',
    request: post(repeated('{"texts":["a"', ',"a"', MAX_TEXTS, ']}')),
  },
  'batch-too-costly': {
    when: 'The texts of one request need more tokens than a request may cost, or their explanations and sentences more time.',
    remedy:
      'Send `allowed` tokens or fewer a request, send a stream of lines, or raise `CPU_MILLISECONDS` on a paid plan.',
    // Too costly for any network: the smallest may have 1,800 tokens.
    request: post(repeated('{"texts":["a"', `,"${'word '.repeat(40)}"`, 50, ']}')),
  },
  'parameter-unknown': {
    when: 'A query parameter is not known here.',
    remedy: 'Compare its name with those that `detail` lists; names are written in small letters.',
    request: get('/sentiment?txt=good'),
  },
  'parameter-repeated': {
    when: 'A query parameter is given more than once.',
    remedy: 'Send it once. Several texts go into a body: `{"texts": […]}`.',
    request: get('/sentiment?text=good&text=bad'),
  },
  'parameter-invalid': {
    when: 'An option in the query has a value that is not allowed.',
    remedy: 'Use a value that `detail` names.',
    request: get('/sentiment?text=good&top_k=0'),
  },
  'option-repeated': {
    when: 'An option is in the query and in the body too.',
    remedy: 'Give it in one of them.',
    request: post('{"text":"good","explain":true}', '?explain=true'),
  },
  'options-conflict': {
    when: '`format=huggingface` is asked for together with what its lists have no place for: `explain`, `sentences`, `threshold`, `items`, or a stream of lines.',
    remedy: 'Leave one of the two out.',
    request: get('/sentiment?text=good&format=huggingface&explain=true'),
  },
  'model-unknown': {
    when: '`model` names none of the models that the service has, or another version of one.',
    remedy: 'Use a name that `detail` lists, or leave `model` out. `GET /models` tells more of each.',
    request: get('/sentiment?text=good&model=no-such-model'),
  },
  'encoding-invalid': {
    when: 'The query is not percent-encoded UTF-8, or the body or a line is not UTF-8.',
    remedy:
      'Encode the text with `encodeURIComponent`, `curl --data-urlencode` or the like; a percent sign itself is `%25`.',
    request: get('/sentiment?text=100%'),
  },
  'body-malformed': {
    when: 'The body is not one JSON value.',
    remedy: 'Make it with a JSON library: quotes, backslashes and line ends of a text need escapes.',
    request: post('{"text":'),
  },
  'body-incomplete': {
    when: 'The body broke off before its end.',
    remedy: 'Send it again. A proxy between may have a time limit.',
  },
  'body-too-large': {
    when: 'The body has more than 192 bytes for each token that a request may have: 131,072 at least, up to 1,048,576.',
    remedy: 'Send the texts in several requests, or as a stream of lines.',
    request: post(repeated('{"text":"good"', ' ', 1_048_576, '}')),
  },
  'body-too-complex': {
    when: 'The body has more than 1,000 values or more than 8 levels.',
    remedy: 'Send an object with `text`, `texts` or `items`.',
    request: post(repeated('', '[', 9, '')),
  },
  'field-unknown': {
    when: 'The body, an item or a line has a field that is not known here.',
    remedy: 'Compare its name with those that `detail` lists.',
    request: post('{"Text":"good"}'),
  },
  'field-invalid': {
    when: 'The body, a field, an item or a line is of a wrong type, or an option has a value that is not allowed.',
    remedy: 'Send what `detail` says is allowed.',
    request: post('{"text":5}'),
  },
  'fields-conflict': {
    when: 'The body has more than one of `text`, `texts` and `items`.',
    remedy: 'Send one of them.',
    request: post('{"text":"good","texts":["bad"]}'),
  },
  'line-malformed': {
    when: 'A line of a stream is not one JSON value. The other lines are answered all the same.',
    remedy:
      'Write each text in quotes, or as `{"text": "…", "id": …}`, one a line. With curl use `--data-binary`: `-d` takes the line ends out.',
    request: post('good', '', LINES_TYPE),
  },
  'line-too-long': {
    when: 'A line of a stream has more than 131,072 bytes. Lines after it need another request: `next` says which is the first.',
    remedy: 'A text has at most 20,000 UTF-16 code units: cut the text, and leave white space out.',
    request: post(repeated('{"text":"good"', ' ', 200_000, '}'), '', LINES_TYPE),
  },
  'line-in-pieces': {
    when: 'The first line of a stream came in so many pieces that its end was not waited for.',
    remedy: 'Send larger pieces: a whole line at a time, or some kilobytes.',
  },
  'content-type-unsupported': {
    when: 'The `Content-Type` of the body is neither `application/json` nor `application/x-ndjson`.',
    remedy:
      'Name the type that the body has. curl sends a form without `-H "Content-Type: application/json"`.',
    request: post('text=good', '', { 'Content-Type': 'application/x-www-form-urlencoded' }),
  },
  'content-encoding-unsupported': {
    when: 'The body is compressed.',
    remedy: 'Send it as it is.',
    request: post('{}', '', { ...JSON_TYPE, 'Content-Encoding': 'gzip' }),
  },
  'key-missing': {
    when: 'The service wants a key, and the request has none.',
    remedy: 'Send the key that its owner gave you: `Authorization: Bearer KEY`.',
    request: get('/sentiment?text=good'),
    needs: 'keys',
  },
  'key-invalid': {
    when: 'The key is not one of the service, or the header is not `Authorization: Bearer KEY`.',
    remedy:
      'Check that the key is whole, without quotes and line ends, and ask its owner whether it still holds.',
    request: { ...get('/sentiment?text=good'), headers: { Authorization: 'Basic Z29vZDpiYWQ=' } },
    needs: 'keys',
  },
  'rate-limited': {
    when: 'The caller sent more requests than the service allows in 10 or 60 seconds.',
    remedy: 'Wait as long as `Retry-After` says. Several texts in one request count once.',
    request: get('/sentiment?text=good'),
    needs: 'limit',
  },
  'url-too-long': {
    when: 'The address has more than 16,384 characters.',
    remedy: 'Send the text in the body of a `POST`.',
    request: get(repeated('/sentiment?text=', 'a', 16_384, '')),
  },
  'header-too-long': {
    when: 'A header that the service reads has more than 1,024 characters.',
    remedy: 'Shorten it.',
    request: post(repeated('{"text":"good"}', '', 0, ''), '', {
      'Content-Type': `application/json; x=${'a'.repeat(1024)}`,
    }),
  },
  'method-not-allowed': {
    when: 'The resource has no such method; `Allow` lists those that it has.',
    remedy: 'Use one of them.',
    request: { method: 'PUT', path: '/sentiment' },
  },
  'origin-not-allowed': {
    when: 'A page asks `/mcp`, and its origin is neither on `localhost` nor in `ALLOWED_ORIGINS`.',
    remedy: 'Add its origin to `ALLOWED_ORIGINS`, or ask from a program: programs send no `Origin`.',
    request: {
      method: 'POST',
      path: '/mcp',
      headers: { ...JSON_TYPE, Origin: 'https://example.com' },
      body: '{}',
    },
  },
  'not-found': {
    when: 'Nothing is at this path.',
    remedy: 'Compare the path with those that `detail` lists.',
    request: get('/nowhere'),
  },
  ...BULK_PAGES,
  'model-faulty': {
    when: "The model's weights are so large that its arithmetic overflows on this text.",
    remedy: 'Another model is needed: tell the owner of the service.',
  },
  internal: {
    when: 'A fault of the service. The log has its kind and route, never the text.',
    remedy: 'Try again later, and tell the owner of the service the `CF-Ray` of the answer.',
  },
};

/**
 * The request that a problem happens to; undefined where no request alone can bring it about.
 *
 * @param tokens that a request may have of the first model: how long a body may be follows from them. A body that is much longer is not
 * read to its end, and a client that still sends may then lose the answer.
 */
export function exampleOf(kind: Failure['kind'], tokens: number): ExampleRequest | undefined {
  const { request } = KIND_PAGES[kind];
  if (kind !== 'body-too-large' || request === undefined) return request;
  return { ...request, body: repeated('{"text":"good"', ' ', bodyLimit(tokens), '}') };
}
