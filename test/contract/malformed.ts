import fc from 'fast-check';
import type { Operation } from '../../src/page/document.ts';
import { document } from './document.ts';
import type { RawRequest } from './exchange.ts';

/** Requests that the document describes, with mistakes of all kinds in any part. */

/** Before it is written out: a mistake changes one part. */
type Draft = {
  method: string;
  path: string;
  /** Names and values as they are sent, encoded or not. */
  query: string[];
  type: string | undefined;
  headers: [string, string][];
  body: Buffer | undefined;
};
type Mistake = (draft: Draft) => Draft;

const LINES = 'application/x-ndjson';
/** A text of so many characters comes into every part. */
const MAX_LENGTH = 60;
const MAX_MISTAKES = 4;
/** workerd refuses by itself what is much longer. */
const MAX_PATH_LENGTH = 50_000;
/** Those that workerd knows: it answers others itself. */
const METHODS = 'GET HEAD POST PUT DELETE PATCH OPTIONS TRACE QUERY PROPFIND SEARCH'.split(' ');
const PATHS =
  '/ /sentiment/ /sentiments /Sentiment //sentiment /sentiment//x /sentiment/x /health/ /model/x /problems /%2e /%ff /..%2f /*'.split(
    ' ',
  );

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: MAX_LENGTH }),
  fc.string({ unit: 'grapheme', maxLength: MAX_LENGTH }),
  fc.constantFrom('good film', '不好看', '', ' ', '\u200b', 'ﷺ', 'a. b! c?', '\0', '__proto__'),
);

/** Values that an option may have, and others. A raw `"`, `<` or `>` does not reach the Worker: workerd answers it itself. */
const odd = fc.oneof(
  fc.constantFrom(
    ...['', '%', '%f', '%ff', '%00', '%ed%a0%80', '+', '-1', '0', '1', '1001', '1e3', '1e999', '0x1', 'NaN'],
    ...['Infinity', 'TRUE', 'true', 'false', 'null', 'en', 'EN', 'zh', 'huggingface', '0.5', '00.5', '.5'],
    ...['9'.repeat(400), '[]', '=', '%26', '#', '?', '/', ';', "'", '{|}', '\\^`'],
  ),
  text.map((value) => encodeURIComponent(value.toWellFormed())),
);

/** Numbers too large for JSON's parsers are written as text. */
const NUMBERS = ['1e999', '-1e999', '9007199254740993', '1'.repeat(400), '-0', '0.1', '64', '1E-400'];
const value = fc.oneof(
  text.map((each) => JSON.stringify(each)),
  fc.constantFrom('null', 'true', 'false', '{}', '[]', '[[]]', '{"text":"good"}', ...NUMBERS),
  fc.jsonValue({ maxDepth: 3 }).map((each) => JSON.stringify(each)),
  fc.nat(12).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc.nat(1200).map((count) => `[${'1,'.repeat(count)}1]`),
  fc.nat(70).map((count) => `[${'"a",'.repeat(count)}"b"]`),
);

const NAMES =
  'text texts items explain sentences top_k threshold language format Text id __proto__ constructor'.split(
    ' ',
  );
const field = fc
  .tuple(fc.oneof(fc.constantFrom(...NAMES), text), value)
  .map(([name, each]) => `${JSON.stringify(name)}:${each}`);
const object = fc.array(field, { maxLength: 5 }).map((fields) => `{${fields.join(',')}}`);
const line = fc.oneof(object, value, fc.constantFrom('', ' ', '"', '\r', '{"text":"a","id":7}', '\ufeff"a"'));
const lines = fc.array(line, { maxLength: 30 }).map((all) => all.join('\n'));

const OPERATIONS = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([name, operation]) => {
    const method = name.toUpperCase();
    return (method === 'POST' ? ['POST', 'QUERY'] : [method]).map((each) => ({
      method: each,
      path,
      operation,
    }));
  }),
);

/** A request that is right. */
const right: fc.Arbitrary<Draft> = fc
  .constantFrom(...OPERATIONS)
  .chain(({ method, path, operation }) =>
    fc
      .tuple(queryOf(operation), bodyOf(operation))
      .map(([query, { type, body }]) => ({ method, path, query, type, headers: [], body })),
  );

/** The required parameters, and options that exclude nothing. */
function queryOf({ parameters = [], operationId }: Operation): fc.Arbitrary<string[]> {
  const allowed = parameters.filter(({ name }) => ['text', 'explain', 'sentences', 'top_k'].includes(name));
  const pairs = allowed.map(({ name, required, schema }) => {
    const pair =
      name === 'text' ? text.map((each) => `text=${encodeURIComponent(each.toWellFormed())}`) : undefined;
    const known = pair ?? fc.constant(`${name}=${schema.type === 'boolean' ? true : 2}`);
    return required
      ? known.map((each) => [each])
      : fc.option(known, { nil: undefined }).map((each) => (each ? [each] : []));
  });
  return operationId === undefined ? fc.constant([]) : fc.tuple(...pairs).map((all) => all.flat());
}

function bodyOf({ requestBody }: Operation): fc.Arbitrary<Pick<Draft, 'type' | 'body'>> {
  const media = Object.entries(requestBody?.content ?? {});
  if (media.length === 0) return fc.constant({ type: undefined, body: undefined });
  const bodies = media.flatMap(([type, { examples = {} }]) =>
    Object.values(examples).map(({ value: body }) => ({
      type,
      body: Buffer.from(type === LINES ? String(body) : JSON.stringify(body)),
    })),
  );
  return fc.constantFrom(...bodies);
}

const OF_QUERY: fc.Arbitrary<Mistake>[] = [
  fc.tuple(fc.oneof(fc.constantFrom(...NAMES), odd), odd).map(([name, each]) => (draft) => ({
    ...draft,
    query: [...draft.query, `${name}=${each}`],
  })),
  odd.map((each) => (draft) => ({ ...draft, query: [...draft.query, each] })),
  fc.constant((draft) => ({ ...draft, query: [...draft.query, ...draft.query] })),
  fc.constant((draft) => ({ ...draft, query: draft.query.slice(1) })),
  fc.constant((draft) => ({ ...draft, query: draft.query.map((each) => each.toUpperCase()) })),
  fc.integer({ min: 1, max: 20_000 }).map((length) => (draft) => ({
    ...draft,
    query: [...draft.query, `text=${'a'.repeat(length)}`],
  })),
];

const TYPES = [
  ...['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/json;', 'text/plain', ';', ''],
  ...['application/x-www-form-urlencoded', 'application/xml', `application/json; x=${'a'.repeat(1100)}`],
];
const HEADERS: [string, string][] = [
  ['Content-Encoding', 'gzip'],
  ['Content-Encoding', 'identity'],
  ['Content-Encoding', 'x'.repeat(1100)],
  ['If-None-Match', '*'],
  ['If-None-Match', '"'.repeat(1100)],
  ['Authorization', 'Bearer \u00ff'],
  ['Origin', 'null'],
  ['Access-Control-Request-Method', 'POST'],
  ['Accept', 'text/html'],
  ['Range', 'bytes=0-1'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['Expect', '100-continue'],
];

const OF_HEAD: fc.Arbitrary<Mistake>[] = [
  fc.constantFrom(...METHODS).map((method) => (draft) => ({ ...draft, method })),
  fc.constantFrom(...PATHS, ...Object.keys(document.paths)).map((path) => (draft) => ({ ...draft, path })),
  fc
    .constantFrom(undefined, LINES, 'application/json', ...TYPES)
    .map((type) => (draft) => ({ ...draft, type })),
  fc.constantFrom(...HEADERS).map((each) => (draft) => ({ ...draft, headers: [...draft.headers, each] })),
];

/** A mistake in the bytes of a body; requests without one get one. */
function inBody(change: (body: Buffer) => Buffer): Mistake {
  return (draft) => ({ ...draft, body: change(draft.body ?? Buffer.from('"good"')) });
}

const OF_BODY: fc.Arbitrary<Mistake>[] = [
  fc
    .oneof(object, value)
    .map((json) => (draft) => ({ ...draft, type: 'application/json', body: Buffer.from(json) })),
  lines.map((all) => (draft) => ({ ...draft, type: LINES, body: Buffer.from(all) })),
  fc
    .double({ min: 0, max: 1, noNaN: true })
    .map((part) => inBody((body) => body.subarray(0, body.length * part))),
  fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 8 })).map(([at, bytes]) =>
    inBody((body) => {
      const place = at % (body.length + 1);
      return Buffer.concat([body.subarray(0, place), bytes, body.subarray(place)]);
    }),
  ),
  fc
    .tuple(fc.nat(), fc.nat(255))
    .map(([at, byte]) =>
      inBody((body) => Buffer.from(body.map((each, i) => (i === at % body.length ? byte : each)))),
    ),
  field.map((each) => inBody((body) => Buffer.from(body.toString().replace('{', `{${each},`)))),
  fc.integer({ min: 2, max: 40 }).map((times) => inBody((body) => Buffer.concat(Array(times).fill(body)))),
  fc.nat(140_000).map((length) => inBody((body) => Buffer.concat([body, Buffer.alloc(length, ' ')]))),
  fc.constant((draft) => ({ ...draft, body: undefined })),
];

/** Where the bytes of a body are cut into pieces: each is written by itself. */
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });

/** Requests with up to four mistakes. */
export const malformed: fc.Arbitrary<RawRequest> = fc
  .tuple(
    right,
    fc.array(fc.oneof(...OF_QUERY, ...OF_HEAD, ...OF_BODY), { maxLength: MAX_MISTAKES }),
    cuts,
    fc.constantFrom<RawRequest['length'][]>('true', 'true', 'true', 'chunked', 'false'),
  )
  .map(([draft, mistakes, at, length]) =>
    written(
      mistakes.reduce((made, mistake) => mistake(made), draft),
      at,
      length,
    ),
  );

function written(draft: Draft, at: readonly number[], length: RawRequest['length']): RawRequest {
  const { method, path, query, type, headers, body } = draft;
  const typed: [string, string][] = type === undefined ? [] : [['Content-Type', type]];
  const request: RawRequest = {
    method,
    path: (query.length > 0 ? `${path}?${query.join('&')}` : path).slice(0, MAX_PATH_LENGTH),
    headers: [...typed, ...headers],
    body: body === undefined ? [] : cutAt(body, at),
    length: body === undefined ? 'true' : length,
  };
  return Object.assign(request, { [fc.toStringMethod]: () => shown(request) });
}

/** For the report of a failure. */
function shown(request: RawRequest): string {
  const body = Buffer.concat(request.body);
  const { length } = body;
  return JSON.stringify({
    ...request,
    path: request.path.slice(0, 300),
    body: body.toString('latin1', 0, 300),
    bytes: length,
  });
}

function cutAt(body: Buffer, at: readonly number[]): Buffer[] {
  const places = [0, ...at.map((part) => Math.floor(part * body.length)), body.length].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => body.subarray(places[i], end));
}
