import { afterAll, describe, expect, it } from 'vitest';
import type { ExampleRequest } from '../../src/page/examples.ts';
import { operationOf, operationsOf } from './openapi/cases.ts';
import { startClosed } from './openapi/closed.ts';
import { type Answer, Contract, send } from './openapi/contract.ts';

const PAGE = 'https://shop.example';
/** Of each caller, a minute. */
const LIMIT = 20;
/** Each counts for itself: one to spend, one that is never spent, and enough for every case. */
const KEYS = Array.from({ length: 40 }, (_, i) => `key-${i}`);
const [SPENT, SPARE, ...FOR_CASES] = KEYS;
const PROBLEM_TYPE = 'application/problem+json';

const { url, stop } = await startClosed({ keys: KEYS, limit: LIMIT, origin: PAGE });
afterAll(stop);

const contract = await Contract.of(url);
const needing = (what?: string) => contract.cases.filter(({ needs }) => needs === what);
/** Operations that ask for a key, each with a request of it. */
const closed = operationsOf(contract.document)
  .filter(({ operation }) => operation.responses[401] !== undefined)
  .map(({ method, path }) => ({ method, path, request: { method, path } }));

const bearing = (key: string) => ({ Authorization: `Bearer ${key}` });

/** What a page of another origin is answered. */
function sendFrom(
  origin: string,
  request: ExampleRequest,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return send(url, request, { headers: { ...headers, Origin: origin } });
}

/** Whether a page may read the answer, and the headers that the document gives it. */
function expectReadable(request: ExampleRequest, { status, headers }: Answer): void {
  expect(headers.get('Access-Control-Allow-Origin')).toBe(PAGE);
  expect(headers.get('Vary')).toContain('Origin');
  const exposed = headers.get('Access-Control-Expose-Headers')?.split(', ');
  expect(exposed).toEqual(expect.arrayContaining(contract.headersOf(request, status)));
}

describe('without a key', () => {
  it.each(needing('keys'))('$name: $status, which a page may read', async (each) => {
    const answer = await sendFrom(PAGE, each.request);
    contract.expectKept(each, answer);
    expectReadable(each.request, answer);
  });

  it.each(closed)('$method $path is 401', async ({ request }) => {
    const answer = await send(url, request);
    contract.expectKept({ name: '', request, status: 401, media: PROBLEM_TYPE, kind: 'key-missing' }, answer);
  });

  it.each(closed)('$method $path with a key of 2,000 characters is 431', async ({ request }) => {
    const answer = await send(url, request, { headers: bearing('k'.repeat(2000)) });
    contract.expectKept(
      { name: '', request, status: 431, media: PROBLEM_TYPE, kind: 'header-too-long' },
      answer,
    );
  });

  const open = [
    '/health',
    '/',
    '/docs',
    '/docs.js',
    '/docs.css',
    '/openapi.json',
    '/llms.txt',
    '/problems/key-missing',
  ];
  it.each(open)('%s is open', async (path) => {
    expect((await send(url, { method: 'GET', path })).status).toBe(200);
  });

  it.each(operationsOf(contract.document))('a page may ask for $method $path', async ({ method, path }) => {
    const asked = 'Authorization, Content-Type';
    const { status, headers } = await sendFrom(
      PAGE,
      { method: 'OPTIONS', path },
      {
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': asked.toLowerCase(),
      },
    );
    expect([status, headers.get('Access-Control-Allow-Origin')]).toEqual([204, PAGE]);
    expect(headers.get('Access-Control-Allow-Methods')?.split(', ')).toContain(method);
    const allowed = headers.get('Access-Control-Allow-Headers')?.split(', ');
    expect(allowed).toEqual(expect.arrayContaining(asked.split(', ')));
  });
});

describe('with a key', () => {
  const cases = needing().map((each, i) => ({ ...each, key: FOR_CASES[Math.floor(i / LIMIT)] }));

  it.each(cases)('$name: $status $kind, which a page may read', async ({ key, ...each }) => {
    const answer = await sendFrom(PAGE, each.request, bearing(key));
    contract.expectKept(each, answer);
    expectReadable(each.request, answer);
  });

  it('there are enough of them', () => expect(cases.at(-1)?.key).toBeDefined());

  it('pages of other origins may read nothing', async () => {
    const { status, headers } = await sendFrom('https://other.example', cases[0].request, bearing(SPARE));
    expect([status, headers.get('Access-Control-Allow-Origin')]).toEqual([200, null]);
  });
});

describe('with a key that was used too often', () => {
  it.each(needing('limit'))('$name: $status, which a page may read', async (each) => {
    const { method, path } = each.request;
    let answer = await sendFrom(PAGE, each.request, bearing(SPENT));
    // A minute may end among them: then the count begins anew, once.
    for (let sent = 1; answer.status === 200 && sent <= 2 * LIMIT; sent++) {
      answer = await sendFrom(PAGE, each.request, bearing(SPENT));
    }
    expect(operationOf(contract.document, { method, path })?.responses[429]).toBeDefined();
    contract.expectKept(each, answer);
    expectReadable(each.request, answer);
  });

  it('/health is open, and another key too', async () => {
    const { status } = await send(url, { method: 'GET', path: '/health' }, { headers: bearing(SPENT) });
    const other = await send(url, { method: 'GET', path: '/model' }, { headers: bearing(SPARE) });
    expect([status, other.status]).toEqual([200, 200]);
  });
});
