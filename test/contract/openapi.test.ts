import { afterAll, describe, expect, it } from 'vitest';
import { inFull, KIND_PAGES } from '../../src/page/examples.ts';
import { OUTSIDE } from '../../src/page/failures.ts';
import { startDev } from './dev.ts';
import { type Case, operationsOf } from './openapi/cases.ts';
import { type Answer, Contract, send } from './openapi/contract.ts';

/** Whatever `_headers` gives every page. */
const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=15552000',
};
const METHODS = ['GET', 'POST', 'QUERY', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'];

const { url, process: server } = await startDev([]);
afterAll(() => {
  server.kill('SIGTERM');
});

const contract = await Contract.of(url);
/** Cases of a service that asks for no key. */
const cases = contract.cases.filter(({ needs }) => needs === undefined);
const byMethod = (method: string) => cases.filter(({ request }) => request.method === method);
const paths = Object.keys(contract.document.paths);
const kinds = Object.keys(KIND_PAGES) as (keyof typeof KIND_PAGES)[];
/** Every `type` that the document gives a problem. */
const types = [...new Set(JSON.stringify(contract.document).match(/\/problems\/[a-z-]+(?=")/g))];

/** What a case is answered: asked once, whichever test wants it first. */
const answers = new Map<Case, Promise<Answer>>();
function answerOf(each: Case): Promise<Answer> {
  const answer = answers.get(each) ?? send(url, each.request);
  answers.set(each, answer);
  return answer;
}

describe('the document', () => {
  it('shows only what its own schemas allow', () => {
    const shown = contract.shown();
    expect(shown.length).toBeGreaterThan(60);
    expect(shown.filter(({ fault }) => fault !== null)).toEqual([]);
  });

  it('has a request for every kind of problem that a request alone brings about', () => {
    const isRequested = (kind: (typeof kinds)[number]) => KIND_PAGES[kind].request !== undefined;
    const requested = kinds.filter(isRequested);
    const covered = contract.cases.flatMap(({ name, kind }) =>
      name === `the example of ${kind}` ? [kind] : [],
    );
    expect([...covered, ...OUTSIDE.filter(isRequested)].sort()).toEqual(requested.sort());
    expect(covered.length).toBeGreaterThan(25);
  });
});

describe('the service answers as its document says', () => {
  it.each(cases)('$name: $status $kind', async (each) => contract.expectKept(each, await answerOf(each)));

  it.each(byMethod('GET'))('HEAD as $name', async (each) => {
    const head = await send(url, each.request, { method: 'HEAD' });
    const { status, headers } = await answerOf(each);
    expect([head.status, head.text]).toEqual([status, '']);
    expect(lasting(head.headers)).toEqual(lasting(headers));
  });

  it.each(byMethod('POST'))('QUERY as $name', async (each) => {
    const answer = await send(url, each.request, { method: 'QUERY' });
    contract.expectKept(each, answer);
    expect(answer.text).toBe((await answerOf(each)).text);
  });

  it.each([...Map.groupBy(cases.filter(hasHeaders), headed)])('%s has all its headers', async (_, some) => {
    const names = contract.headersOf(some[0].request, some[0].status);
    const all = await Promise.all(some.map(answerOf));
    expect(names.filter((name) => !all.some(({ headers }) => headers.has(name)))).toEqual([]);
  });

  it.each(operationsOf(contract.document))(
    '$method $path takes no longer address',
    async ({ path, method }) => {
      const request = { method, path: `${path}?text=${'a'.repeat(16_384)}` };
      const answer = await send(url, request);
      const kind = 'url-too-long';
      contract.expectKept(
        { name: kind, request, status: 414, media: 'application/problem+json', kind },
        answer,
      );
    },
  );

  it('ETag of an answer stands for it: 304', async () => {
    const [first] = cases;
    const { headers } = await answerOf(first);
    const again = await send(url, first.request, { headers: { 'If-None-Match': headers.get('ETag')! } });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});

function hasHeaders({ request, status }: Case): boolean {
  return contract.headersOf(request, status).length > 0;
}

/** Operation and status of an answer. */
function headed({ request: { method, path }, status }: Case): string {
  return `${method} ${inFull(path).split('?')[0]} ${status}`;
}

/** Headers that stay however an answer is sent. */
function lasting(headers: Headers): Record<string, string> {
  const sending = ['connection', 'content-length', 'date', 'transfer-encoding'];
  return Object.fromEntries([...headers].filter(([name]) => !sending.includes(name)));
}

describe('what no operation is', () => {
  const unserved = [
    '/nowhere',
    '/sentimentX',
    '/Sentiment',
    '/openapi',
    '/problems',
    '/problems/none',
    '/_headers',
  ];
  it.each(unserved)('%s is 404', async (path) => {
    const { status, headers, text } = await send(url, { method: 'GET', path });
    expect([status, headers.get('Content-Type')]).toEqual([404, 'application/problem+json']);
    expect(contract.faultOf('Problem', JSON.parse(text))).toBe(null);
    expect(JSON.parse(text).type).toBe('/problems/not-found');
  });

  const described = (path: string) => {
    const methods = Object.keys(contract.document.paths[path]).map((method) => method.toUpperCase());
    return methods.flatMap((method) => ({ GET: ['GET', 'HEAD'], POST: ['POST', 'QUERY'] })[method] ?? []);
  };
  const wrong = paths.flatMap((path) =>
    METHODS.filter((method) => !described(path).includes(method)).map((method) => ({ method, path })),
  );
  it.each(wrong)('$method $path is 405, and Allow says what is allowed', async ({ method, path }) => {
    const { status, headers, text } = await send(url, { method, path });
    expect([status, headers.get('Content-Type')]).toEqual([405, 'application/problem+json']);
    expect(headers.get('Allow')?.split(', ').sort()).toEqual(described(path).sort());
    expect(contract.faultOf('Problem', JSON.parse(text))).toBe(null);
    expect(JSON.parse(text).type).toBe('/problems/method-not-allowed');
  });
});

describe('the pages', () => {
  const html = 'text/html; charset=utf-8';
  const pages: { path: string; type: string; forAll?: boolean }[] = [
    { path: '/docs', type: html },
    { path: '/docs.js', type: 'text/javascript; charset=utf-8' },
    { path: '/docs.css', type: 'text/css; charset=utf-8' },
    { path: '/openapi.json', type: 'application/json', forAll: true },
    { path: '/llms.txt', type: 'text/plain; charset=utf-8', forAll: true },
    ...types.map((path) => ({ path, type: html })),
    ...OUTSIDE.map((kind) => ({ path: `/problems/${kind}`, type: html })),
  ];
  it.each(pages)('$path is served as $type', async ({ path, type, forAll = false }) => {
    const { status, headers, text } = await send(url, { method: 'GET', path });
    expect([status, headers.get('Content-Type')]).toEqual([200, type]);
    expect(Object.fromEntries(headers)).toMatchObject(PAGE_HEADERS);
    expect(headers.get('Access-Control-Allow-Origin')).toBe(forAll ? '*' : null);
    expect(text.length).toBeGreaterThan(500);
  });

  it('are as many as there are kinds of problems, and five', () => {
    expect(pages).toHaveLength(kinds.length + 5);
  });

  it('link to nothing that is not there', async () => {
    const get = (path: string) => send(url, { method: 'GET', path });
    const linking = await Promise.all(['/docs', '/problems/internal'].map(get));
    const links = linking.flatMap(({ text }) => [...text.matchAll(/(?:href|src)="(\/[^"]*)"/g)]);
    const found = await Promise.all([...new Set(links.map(([, path]) => path))].map(get));
    expect(found.length).toBeGreaterThan(types.length);
    expect(found.filter(({ status }) => status !== 200)).toEqual([]);
  });
});
