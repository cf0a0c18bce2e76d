import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { headersOf, META, message } from './mcp.ts';
import { serviceWith } from './service.ts';

const SECRET = 'unique words of mine';
const LINES = { 'Content-Type': 'application/x-ndjson' };
const JSON_TYPE = { 'Content-Type': 'application/json' };
const MODEL = 'tiny@000000000000';

let log: MockInstance;
beforeEach(() => {
  log = vi.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => log.mockRestore());

/** The lines that a request leaves once its answer is read. */
async function linesOf(path: string, init: RequestInit = {}, env = {}): Promise<unknown[]> {
  await (await serviceWith(env)(path, init)).arrayBuffer();
  // A stream's line is written in the turn after its end.
  await new Promise((resolve) => setTimeout(resolve, 0));
  return log.mock.calls.map(([line]) => JSON.parse(line));
}

const of = (status: number, more: object, method = 'GET', route: string | null = '/sentiment') => ({
  event: 'request',
  method,
  ...(route === null ? {} : { route }),
  status,
  ...more,
  model: MODEL,
});
const post = (body: unknown, headers: Record<string, string> = JSON_TYPE): RequestInit => ({
  method: 'POST',
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** A request to `/mcp`. */
const rpc = (method: string, params: { name?: string; arguments?: unknown } = {}): RequestInit =>
  post(message(method, { ...params, _meta: META }), headersOf(method, params.name));
const call = (name: string, received: object) => rpc('tools/call', { name, arguments: received });
const ofMcp = (status: number, more: object) => of(status, more, 'POST', '/mcp');

describe('a request', () => {
  it.each<[string, string, RequestInit, object]>([
    ['GET', '/sentiment?text=good+film', {}, of(200, { texts: 1, tokens: 2, label: 'positive' })],
    ['a slash at the end', '/sentiment/?text=good', {}, of(200, { texts: 1, tokens: 1, label: 'positive' })],
    [
      'texts',
      '/sentiment',
      post({ texts: ['good', ' ', 'bad film'] }),
      of(200, { texts: 3, tokens: 3 }, 'POST'),
    ],
    [
      'lines',
      '/sentiment',
      post('"good"\nbad\n', LINES),
      of(200, { texts: 2, tokens: 1, ending: 'end' }, 'POST'),
    ],
    [
      'more lines than it may cost',
      '/sentiment',
      post('"good"\n'.repeat(1000), LINES),
      of(200, { texts: 596, tokens: 596, ending: 'next' }, 'POST'),
    ],
    ['a problem', '/sentiment?text=', {}, of(400, { problem: 'text-blank' })],
    ['a path that is not served', `/${SECRET}`, {}, of(404, { problem: 'not-found' }, 'GET', null)],
    [
      'a call of a tool',
      '/mcp',
      call('classify_sentiment', { text: 'good film' }),
      ofMcp(200, { texts: 1, tokens: 2, label: 'positive' }),
    ],
    [
      'a call with texts',
      '/mcp',
      call('classify_batch', { texts: ['good', ' ', 'bad film'] }),
      ofMcp(200, { texts: 3, tokens: 3 }),
    ],
    [
      'a call with wrong arguments',
      '/mcp',
      call('classify_sentiment', { text: 5 }),
      ofMcp(200, { problem: 'field-invalid' }),
    ],
    ['a method that MCP lacks', '/mcp', rpc('x'), ofMcp(404, { problem: 'json-rpc-32601' })],
    ['a notification', '/mcp', post({ jsonrpc: '2.0', method: 'x' }), ofMcp(202, {})],
    ['the model', '/model', {}, of(200, {}, 'GET', '/model')],
  ])('leaves one line: %s', async (_, path, init, line) => {
    expect(await linesOf(path, init)).toEqual([line]);
  });

  it('is told apart by the name that Cloudflare gives it', async () => {
    const [line] = await linesOf('/health', { headers: { 'CF-Ray': '8c1f2e3d4b5a6978' } });
    expect(line).toMatchObject({ id: '8c1f2e3d4b5a6978', route: '/health' });
  });

  it.each<[string, string, RequestInit]>([
    ['a query', `/sentiment?text=${SECRET}&${SECRET}=1`, {}],
    ['a path', `/${SECRET}`, {}],
    ['a body', '/sentiment', post({ text: SECRET })],
    ['a field', '/sentiment', post({ [SECRET]: 1 })],
    ['an id', '/sentiment', post({ items: [{ id: SECRET, text: SECRET }] })],
    ['a line', '/sentiment', post(JSON.stringify(SECRET), LINES)],
    ['a call', '/mcp', call('classify_sentiment', { text: SECRET })],
    ['an argument', '/mcp', call('classify_sentiment', { [SECRET]: SECRET })],
    ['a tool', '/mcp', call(SECRET, {})],
    ['a method of MCP', '/mcp', rpc(SECRET)],
    ['an id of MCP', '/mcp', post({ jsonrpc: '2.0', id: SECRET, method: 'ping' })],
    ['a client of MCP', '/mcp', post({ ...message('initialize'), params: { clientInfo: { name: SECRET } } })],
    ['a key', '/sentiment?text=good', { headers: { Authorization: `Bearer ${SECRET.replaceAll(' ', '')}` } }],
    ['a type', '/sentiment', post('', { 'Content-Type': SECRET })],
  ])('leaves no word of %s', async (_, path, init) => {
    const written = JSON.stringify(await linesOf(path, init, { API_KEYS: '0'.repeat(64) }));
    const open = JSON.stringify(await linesOf(path, init));
    for (const word of ['unique', 'mine']) expect(written + open).not.toContain(word);
    expect(open).toContain('"event":"request"');
  });

  it('leaves none where REQUEST_LOG is off', async () => {
    expect(await linesOf('/sentiment?text=good', {}, { REQUEST_LOG: 'off' })).toEqual([]);
  });

  it('that the guards refuse leaves one too', async () => {
    const [line] = await linesOf('/sentiment?text=good', {}, { API_KEYS: '0'.repeat(64) });
    expect(line).toEqual(of(401, { problem: 'key-missing' }));
  });
});

it.each(['a text of mine', '8c1f2e3d4b5a6978-ams', '8c1f2e3d4b5a697'])(
  'what is no name of a request that Cloudflare gives is not written down: %s',
  async (ray) => {
    const [line] = await linesOf('/health', { headers: { 'CF-Ray': ray } });
    expect(line).not.toHaveProperty('id');
  },
);
