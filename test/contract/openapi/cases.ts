import type { Example, OpenApi, Operation, Parameter, Schema } from '../../../src/page/document.ts';
import { type ExampleRequest, inFull } from '../../../src/page/examples.ts';
import { allowed, longest, refused } from './values.ts';

/** A request that follows from the document, and what the document says that it is answered. */
export type Case = {
  name: string;
  request: ExampleRequest;
  status: number;
  media: string;
  /** Of the problem, where it is answered with one; of a stream's first line. */
  kind?: string;
  /** What the service must be set to. */
  needs?: string;
};

const JSON_TYPE = 'application/json';
const LINES_TYPE = 'application/x-ndjson';
const PROBLEM_TYPE = 'application/problem+json';

/** What stands for a required parameter, and for a text. */
const TEXT = 'good';

/** Every case that the document gives, each once. */
export function casesOf(document: OpenApi): Case[] {
  const all = operationsOf(document).flatMap(({ path, method, operation }) => [
    ...(method === 'GET' ? [plain(path, operation)] : bodyCases(path, operation)),
    ...(operation.parameters ?? []).flatMap((parameter) =>
      parameterCases(path, method, operation, parameter),
    ),
    ...exampleCases(operation),
  ]);
  return [...new Map(all.map((each) => [each.name, each])).values()];
}

export function operationsOf({ paths }: OpenApi): { path: string; method: string; operation: Operation }[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation,
    })),
  );
}

/** The operation that a request is one of: `QUERY` is `POST`, which OpenAPI 3.1 describes in its place. */
export function operationOf({ paths }: OpenApi, { method, path }: ExampleRequest): Operation | undefined {
  const { get, post } = paths[inFull(path).split('?')[0]] ?? {};
  return method === 'GET' ? get : post;
}

function ok(name: string, request: ExampleRequest, media: string): Case {
  return { name, request, status: 200, media };
}

function refusal(name: string, request: ExampleRequest, kind: string): Case {
  return { name, request, status: 400, media: PROBLEM_TYPE, kind };
}

function plain(path: string, { parameters = [] }: Operation): Case {
  const required = parameters.filter((each) => each.required).map(({ name }) => [name, TEXT]);
  const query = new URLSearchParams(required).toString();
  const address = query === '' ? path : `${path}?${query}`;
  return ok(`GET ${address}`, { method: 'GET', path: address }, JSON_TYPE);
}

/** A parameter with all that it may be and may not be, beside each type of body. */
function parameterCases(
  path: string,
  method: string,
  operation: Operation,
  { name, schema, required }: Parameter,
): Case[] {
  return basesOf(path, method, operation).flatMap(({ request, media }) => {
    const withQuery = (query: string): [string, ExampleRequest] => {
      const address = `${path}?${query}`;
      return [`${method} ${address}${method === 'GET' ? '' : ` ${media}`}`, { ...request, path: address }];
    };
    const needed = (operation.parameters ?? []).filter((each) => each.required && !required);
    const others = needed.map((each) => `${each.name}=${TEXT}&`).join('');
    const one = (value: unknown) => `${others}${name}=${encodeURIComponent(String(value))}`;
    const good: unknown[] = required ? [TEXT, '好'] : allowed(schema);
    const twice = refusal(...withQuery(`${one(good[0])}&${name}=x`), 'parameter-repeated');
    const unknown = refusal(...withQuery(`${one(good[0])}&${name.toUpperCase()}=x`), 'parameter-unknown');
    const bad = required
      ? [refusal(...withQuery(one('')), 'text-blank')]
      : refused(schema).map((value) => refusal(...withQuery(one(value)), 'parameter-invalid'));
    // What `options-conflict` says: lines have no place for lists of labels.
    const isRefused = name === 'format' && media === LINES_TYPE;
    const taken = good.map((value) =>
      isRefused ? refusal(...withQuery(one(value)), 'options-conflict') : ok(...withQuery(one(value)), media),
    );
    return [...taken, ...bad, twice, unknown];
  });
}

/** A request without options of each type of body. */
function basesOf(
  path: string,
  method: string,
  { requestBody }: Operation,
): { request: ExampleRequest; media: string }[] {
  if (requestBody === undefined) return [{ request: { method, path }, media: JSON_TYPE }];
  const bodies: Record<string, string> = {
    [JSON_TYPE]: JSON.stringify({ texts: [TEXT] }),
    [LINES_TYPE]: JSON.stringify(TEXT),
  };
  return Object.keys(requestBody.content).map((media) => ({
    request: posted(path, media, bodies[media]),
    media,
  }));
}

function posted(path: string, media: string, body: string): ExampleRequest {
  return { method: 'POST', path, headers: { 'Content-Type': media }, body };
}

/** Every example of a body; each option in a body; the longest that a body may have. */
function bodyCases(path: string, { requestBody }: Operation): Case[] {
  const content = requestBody?.content ?? {};
  const examples = Object.entries(content).flatMap(([media, { examples = {} }]) =>
    Object.entries(examples).map(([name, { value }]) => {
      const body = typeof value === 'string' ? value : JSON.stringify(value);
      return ok(`POST ${path}, the example ${name}`, posted(path, media, body), media);
    }),
  );
  const { properties } = content[JSON_TYPE].schema as { properties: Record<string, Schema> };
  const fields = Object.entries(properties).flatMap(([name, schema]) => fieldCases(path, name, schema));
  return [...examples, ...fields];
}

function fieldCases(path: string, name: string, schema: Schema): Case[] {
  const most = longest(schema);
  const ask = (body: object): ExampleRequest => posted(path, JSON_TYPE, JSON.stringify(body));
  if (most !== undefined) {
    return [ok(`POST ${path}, the longest ${name}`, ask({ [name]: most }), JSON_TYPE)];
  }
  const called = (value: unknown) => `POST ${path} {"${name}":${JSON.stringify(value)}}`;
  const body = (value: unknown) => ask({ texts: [TEXT], [name]: value });
  return [
    ...allowed(schema).map((value) => ok(called(value), body(value), JSON_TYPE)),
    ...[...refused(schema), null, [], {}].map((value) =>
      refusal(called(value), body(value), 'field-invalid'),
    ),
  ];
}

/** Every problem that the document shows with a request: where it stands says how it is answered. */
function exampleCases({ responses }: Operation): Case[] {
  return Object.entries(responses).flatMap(([status, { content = {} }]) =>
    Object.entries(content).flatMap(([media, { examples = {} }]) =>
      Object.entries(examples).flatMap(([kind, example]) =>
        example['x-request'] === undefined ? [] : [exampleCase(kind, example, Number(status), media)],
      ),
    ),
  );
}

function exampleCase(kind: string, example: Example, status: number, media: string): Case {
  const { 'x-request': request, 'x-needs': needs } = example;
  const made: Case = { name: `the example of ${kind}`, request: request!, status, media, kind };
  return needs === undefined ? made : { ...made, needs };
}
