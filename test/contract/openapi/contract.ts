import { expect } from 'vitest';
import type { OpenApi } from '../../../src/page/document.ts';
import { type ExampleRequest, inFull } from '../../../src/page/examples.ts';
import { requestOf } from '../../../src/page/shown.ts';
import { type Case, casesOf, operationOf, operationsOf } from './cases.ts';
import { type Check, validatorOf } from './validator.ts';

export type Answer = { status: number; headers: Headers; text: string };

/** What a service answers to a request. @param change of its method, or more headers. */
export async function send(
  origin: string,
  request: ExampleRequest,
  change: Partial<ExampleRequest> = {},
): Promise<Answer> {
  const headers = { ...request.headers, ...change.headers };
  const response = await fetch(requestOf({ ...request, ...change, headers }, origin));
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** What a service promises: the document that it serves itself. */
export class Contract {
  readonly document: OpenApi;
  readonly cases: readonly Case[];
  private readonly schemaAt: (place: readonly string[]) => Check;

  constructor(document: OpenApi) {
    this.document = document;
    this.cases = casesOf(document);
    this.schemaAt = validatorOf(document);
  }

  static async of(origin: string): Promise<Contract> {
    return new Contract((await (await fetch(`${origin}/openapi.json`)).json()) as OpenApi);
  }

  /** Whether an answer is what the document says of the case. */
  expectKept(each: Case, { status, headers, text }: Answer): void {
    const { request, media, kind } = each;
    expect([status, headers.get('Content-Type')]).toEqual([each.status, media]);
    const values = valuesOf(media, text);
    if (kind !== undefined) expect(values[0]).toMatchObject({ type: `/problems/${kind}` });
    if (media === 'application/problem+json') expect(values[0]).toMatchObject({ status });
    const check = this.schemaAt([
      ...placeOf(request),
      'responses',
      String(status),
      'content',
      media,
      'schema',
    ]);
    for (const value of values) expect(check(value)).toBe(null);
    const names = this.headersOf(request, status);
    // A 415 has one of two.
    if (names.length > 0) expect(names.filter((name) => headers.has(name))).not.toEqual([]);
  }

  /** Names of the headers that the document gives an answer. */
  headersOf(request: ExampleRequest, status: number): string[] {
    return Object.keys(operationOf(this.document, request)?.responses[status].headers ?? {});
  }

  /** What a component's schema has against a value; null where nothing. */
  faultOf(component: string, value: unknown): string | null {
    return this.schemaAt(['components', 'schemas', component])(value);
  }

  /** Every value that the document shows, and what its own schema has against it. */
  shown(): { place: string; fault: string | null }[] {
    return operationsOf(this.document).flatMap(({ path, method, operation }) => {
      const { requestBody, responses } = operation;
      const parts = Object.entries(responses).map(([status, part]) => ({ at: ['responses', status], part }));
      const body = requestBody === undefined ? [] : [{ at: ['requestBody'], part: requestBody }];
      return [...parts, ...body].flatMap(({ at, part }) =>
        Object.entries(part.content ?? {}).flatMap(([media, { examples = {} }]) =>
          Object.entries(examples).flatMap(([name, { value }]) => {
            const check = this.schemaAt([...pathOf(path, method), ...at, 'content', media, 'schema']);
            const values = typeof value === 'string' ? valuesOf(media, value) : [value];
            return values.map((each) => ({
              place: [method, path, ...at, media, name].join(' '),
              fault: check(each),
            }));
          }),
        ),
      );
    });
  }
}

/** A body's values: of lines, one each. */
function valuesOf(media: string, text: string): unknown[] {
  const parts = media === 'application/x-ndjson' ? text.trimEnd().split('\n') : [text];
  return parts.map((part) => JSON.parse(part));
}

function placeOf({ method, path }: ExampleRequest): string[] {
  return pathOf(inFull(path).split('?')[0], method === 'GET' ? method : 'POST');
}

function pathOf(path: string, method: string): string[] {
  return ['paths', path, method.toLowerCase()];
}
