import { describe, expect, it, vi } from 'vitest';
import { createApp } from '../../src/app.ts';
import { modelsOf } from '../../src/http/models.ts';
import { loadClassifier } from '../../src/model/classifier.ts';
import card from '../../src/weights/default.json';
import { get, post, send } from './http.ts';
import { headersOf, legacy, META, MODERN, message, modern, postMcp } from './mcp.ts';
import { overflowingFile } from './model.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const SERVER = { name: 'edge-sentiment', version: `${card.name}@${card.version}` };
const CAPABILITIES = { tools: {} };
const CALL = { name: 'classify_sentiment', arguments: { text: 'good' } };

const bodyOf = async (response: Response): Promise<{ result: object }> => {
  expect(response.headers.get('Content-Type')).toBe('application/json');
  expect(response.headers.get('Cache-Control')).toBe('private');
  return response.json();
};
/** What is answered to a call. */
const called = async (name: string, received: unknown) =>
  (await bodyOf(await modern('tools/call', { name, arguments: received }))) as {
    result: { isError?: true; structuredContent?: unknown; content: [{ type: string; text: string }] };
  };

describe('revision 2026-07-28', () => {
  it('answers server/discover', async () => {
    expect(await bodyOf(await modern('server/discover'))).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: {
        resultType: 'complete',
        supportedVersions: [MODERN],
        capabilities: CAPABILITIES,
        ttlMs: 300_000,
        cacheScope: 'public',
        _meta: { 'io.modelcontextprotocol/serverInfo': SERVER },
      },
    });
  });

  it('answers tools/call with structured content and its text', async () => {
    const answer = await (await get('good')).json();
    expect(await bodyOf(await modern('tools/call', CALL))).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: {
        resultType: 'complete',
        content: [{ type: 'text', text: JSON.stringify(answer) }],
        structuredContent: answer,
        _meta: { 'io.modelcontextprotocol/serverInfo': SERVER },
      },
    });
  });

  it.each([['1'], [0], [-7], ['']])('repeats the id %j', async (id) => {
    const body = { ...message('tools/list', { _meta: META }), id };
    expect(await bodyOf(await postMcp(body, headersOf('tools/list')))).toMatchObject({ id });
  });

  it.each(['*/*', 'text/html', 'text/event-stream', 'application/json;q=0', ''])(
    'answers JSON whatever Accept says, which all clients take: %j',
    async (Accept) => {
      const headers = { ...headersOf('tools/list'), Accept };
      const response = await postMcp(message('tools/list', { _meta: META }), headers);
      expect(await bodyOf(response)).toMatchObject({ result: { resultType: 'complete' } });
    },
  );

  it.each(['classify_sentiment', '=?base64?Y2xhc3NpZnlfc2VudGltZW50?='])(
    'takes the name %s in its header',
    async (name) => {
      const body = message('tools/call', { ...CALL, _meta: META });
      expect((await postMcp(body, headersOf('tools/call', name))).status).toBe(200);
    },
  );

  it.each<[string, Record<string, string>, number, string]>([
    ['no MCP-Protocol-Version', { 'MCP-Protocol-Version': '' }, -32020, '"MCP-Protocol-Version" is missing'],
    ['another version than the body', { 'MCP-Protocol-Version': '2025-11-25' }, -32020, 'is "2025-11-25"'],
    ['no Mcp-Method', { 'Mcp-Method': '' }, -32020, '"Mcp-Method" is missing, allowed "tools/call"'],
    ['another method', { 'Mcp-Method': 'tools/list' }, -32020, '"Mcp-Method" is "tools/list"'],
    ['no Mcp-Name', { 'Mcp-Name': '' }, -32020, '"Mcp-Name" is missing, allowed "classify_sentiment"'],
    ['another name', { 'Mcp-Name': 'classify_batch' }, -32020, '"Mcp-Name" is "classify_batch"'],
    ['a name that is no Base64', { 'Mcp-Name': '=?base64?*?=' }, -32020, 'is "=?base64?*?="'],
  ])('refuses a call with %s in its headers', async (_, changed, code, text) => {
    const headers = Object.entries({ ...headersOf('tools/call', CALL.name), ...changed });
    const response = await postMcp(
      message('tools/call', { ...CALL, _meta: META }),
      Object.fromEntries(headers.filter(([, value]) => value !== '')),
    );
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({
      id: 1,
      error: { code, message: expect.stringContaining(text) },
    });
  });

  it.each<[string, object]>([
    ['_meta', {}],
    ['a version', { _meta: { 'io.modelcontextprotocol/clientCapabilities': {} } }],
    ['a version as text', { _meta: { ...META, 'io.modelcontextprotocol/protocolVersion': 1 } }],
    ['capabilities', { _meta: { 'io.modelcontextprotocol/protocolVersion': MODERN } }],
    ['capabilities as an object', { _meta: { ...META, 'io.modelcontextprotocol/clientCapabilities': [] } }],
  ])('refuses a request without %s', async (_, params) => {
    const response = await postMcp(message('tools/list', params), headersOf('tools/list'));
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({ id: 1, error: { code: -32602 } });
  });

  it.each(['2026-07-29', '1900-01-01'])('says which versions it speaks to %s', async (requested) => {
    const params = { _meta: { ...META, 'io.modelcontextprotocol/protocolVersion': requested } };
    const headers = { ...headersOf('tools/list'), 'MCP-Protocol-Version': requested };
    const response = await postMcp(message('tools/list', params), headers);
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({
      error: { code: -32022, data: { requested, supported: expect.arrayContaining([MODERN, '2025-11-25']) } },
    });
  });

  it.each(['initialize', 'ping', 'resources/list', 'subscriptions/listen', 'toString', ''])(
    'has no method %j',
    async (method) => {
      const response = await modern(method);
      expect(response.status).toBe(404);
      expect(await bodyOf(response)).toMatchObject({ id: 1, error: { code: -32601 } });
    },
  );
});

describe('revisions before 2026-07-28', () => {
  it.each([
    ['2025-11-25', '2025-11-25'],
    ['2025-06-18', '2025-06-18'],
    ['2025-03-26', '2025-03-26'],
    ['2024-11-05', '2024-11-05'],
    ['2026-07-28', '2025-11-25'],
    [undefined, '2025-11-25'],
  ])('answer initialize with %s by %s', async (asked, agreed) => {
    const response = await legacy('initialize', { protocolVersion: asked, capabilities: {} });
    // No session: nothing is remembered.
    expect(response.headers.has('Mcp-Session-Id')).toBe(false);
    expect(await bodyOf(response)).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: { protocolVersion: agreed, capabilities: CAPABILITIES, serverInfo: SERVER },
    });
  });

  it('answer ping with nothing', async () => {
    expect(await bodyOf(await legacy('ping'))).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
  });

  it.each([undefined, '2025-03-26', '2025-06-18', '2025-11-25'])(
    'answer as the latest does: version %s',
    async (version) => {
      const headers = version === undefined ? JSON_TYPE : { ...JSON_TYPE, 'MCP-Protocol-Version': version };
      const { result } = await bodyOf(await postMcp(message('tools/call', CALL), headers));
      const latest = await bodyOf(await modern('tools/call', CALL));
      expect({ ...result, resultType: 'complete' }).toEqual({ ...latest.result, _meta: undefined });
    },
  );

  it('are refused where the header names one that is not known', async () => {
    const response = await postMcp(message('tools/list'), { ...JSON_TYPE, 'MCP-Protocol-Version': '1' });
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({ error: { code: -32022, data: { requested: '1' } } });
  });

  it.each(['server/discover', 'resources/list', 'logging/setLevel'])('have no method %s', async (method) => {
    const response = await legacy(method);
    expect(response.status).toBe(200);
    expect(await bodyOf(response)).toMatchObject({ id: 1, error: { code: -32601 } });
  });
});

describe('a message', () => {
  it.each<[string, unknown]>([
    ['initialized', { jsonrpc: '2.0', method: 'notifications/initialized' }],
    ['cancelled', { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } }],
    ['one that nobody knows', { jsonrpc: '2.0', method: 'x', params: { _meta: META } }],
  ])('without an id is taken, and not answered: %s', async (_, body) => {
    const response = await postMcp(body, JSON_TYPE);
    expect(response.status).toBe(202);
    expect(await response.text()).toBe('');
  });

  it.each<[string, unknown]>([
    ['a list', [message('ping')]],
    ['an empty list', []],
    ['no object', 5],
    ['null', null],
    ['no version of JSON-RPC', { id: 1, method: 'ping' }],
    ['another version of JSON-RPC', { ...message('ping'), jsonrpc: '1.0' }],
    ['no method', { jsonrpc: '2.0', id: 1 }],
    ['a method that is no text', { ...message('ping'), method: 5 }],
    ['parameters in a list', { ...message('ping'), params: [] }],
    ['an id of null', { ...message('ping'), id: null }],
    ['an id that is half a number', { ...message('ping'), id: 1.5 }],
    ['a response', { jsonrpc: '2.0', id: 1, result: {} }],
  ])('is refused that is %s', async (_, body) => {
    const response = await postMcp(body, JSON_TYPE);
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toEqual({
      jsonrpc: '2.0',
      error: { code: -32600, message: expect.stringContaining('no message of JSON-RPC 2.0') },
    });
  });

  it.each<[string, string | Uint8Array<ArrayBuffer>, Record<string, string>, number, number, string]>([
    ['half of JSON', '{"jsonrpc":', JSON_TYPE, 400, -32700, 'not one JSON value'],
    ['nothing', '', JSON_TYPE, 400, -32700, 'not one JSON value'],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), JSON_TYPE, 400, -32700, 'not UTF-8'],
    ['brackets', '['.repeat(9), JSON_TYPE, 400, -32600, 'more than 8 levels'],
    ['235,393 bytes', ' '.repeat(235_393), JSON_TYPE, 413, -32600, 'more than 235392 bytes'],
    [
      'a text',
      'good',
      { 'Content-Type': 'text/plain' },
      415,
      -32600,
      '"text/plain", allowed application/json:',
    ],
    ['lines', '{}', { 'Content-Type': 'application/x-ndjson' }, 415, -32600, 'allowed application/json:'],
    ['in gzip', '{}', { ...JSON_TYPE, 'Content-Encoding': 'gzip' }, 415, -32600, 'is "gzip"'],
  ])('is refused that is %s', async (_, body, headers, status, code, text) => {
    const response = await send('/mcp', { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(await bodyOf(response)).toMatchObject({
      error: { code, message: expect.stringContaining(text), data: { status } },
    });
  });

  it('is refused with a header of more than 1,024 characters', async () => {
    const headers = { ...headersOf('tools/call', 'a'.repeat(1025)) };
    expect((await postMcp(message('tools/call', { ...CALL, _meta: META }), headers)).status).toBe(431);
  });

  it('is posted: other methods are answered 405', async () => {
    for (const method of ['GET', 'HEAD', 'DELETE', 'PUT', 'OPTIONS', 'QUERY']) {
      const response = await send('/mcp', { method });
      expect(response.status).toBe(405);
      expect(response.headers.get('Allow')).toBe('POST');
    }
  });
});

describe('a call', () => {
  it.each<[string, unknown, string]>([
    ['no arguments', undefined, '"arguments" has no field "text".'],
    ['arguments in a list', ['good'], '"arguments" is a list, allowed an object.'],
    ['a wrong type', { text: 5 }, '"text" is the number 5, allowed a string.'],
    ['a blank text', { text: ' ' }, '"text" has no visible character, at least one is needed.'],
    [
      'a text too long',
      { text: 'a'.repeat(20_001) },
      '"text" has 20001 UTF-16 code units, allowed up to 20000.',
    ],
    [
      'a wrong option',
      { text: 'a', top_k: 0 },
      '"top_k" is the number 0, allowed a whole number from 1 to 1000.',
    ],
    [
      'an unknown option',
      { text: 'a', format: 'huggingface' },
      '"arguments" has a field "format", allowed "text", "explain", "sentences", "top_k", "threshold", "language", "model".',
    ],
  ])('of classify_sentiment with %s says what is wrong to the model', async (_, received, text) => {
    const { result } = await called('classify_sentiment', received);
    expect(result).toMatchObject({ isError: true, content: [{ type: 'text', text }] });
    expect(result).not.toHaveProperty('structuredContent');
  });

  it.each<[string, unknown, string]>([
    ['no arguments', {}, '"arguments" has no field "texts".'],
    ['no texts', { texts: [] }, '"texts" is empty, at least one text is needed.'],
    ['65 texts', { texts: Array(65).fill('a') }, '"texts" has 65 texts, allowed up to 64.'],
    [
      'texts that cost too much together',
      { texts: Array(3).fill('word '.repeat(409)) },
      'The texts need 1227 tokens, allowed up to 1226 in one request: send them in several, or raise CPU_MILLISECONDS.',
    ],
  ])('of classify_batch with %s says what is wrong to the model', async (_, received, text) => {
    expect(await called('classify_batch', received)).toMatchObject({
      result: { isError: true, content: [{ type: 'text', text }] },
    });
  });

  it.each(['translate', '__proto__', 'toString', 5, undefined])('of no tool is refused: %s', async (name) => {
    const headers = headersOf('tools/call', typeof name === 'string' ? name : undefined);
    const response = await postMcp(message('tools/call', { name, _meta: META }), headers);
    expect(response.status).toBe(200);
    expect(await bodyOf(response)).toMatchObject({
      error: { code: -32602, message: expect.stringContaining('allowed classify_sentiment, classify_batch') },
    });
  });

  it('of a model that knows nothing of the text says so', async () => {
    expect((await called('classify_sentiment', { text: '!!!' })).result.structuredContent).toMatchObject({
      known: 0,
      language: 'und',
    });
  });

  it('of several texts is answered as POST answers', async () => {
    const texts = ['good', '', 5, 'a'.repeat(20_001), '很好'];
    const { result } = await called('classify_batch', { texts, top_k: 1 });
    const answer = await post(JSON.stringify({ texts, top_k: 1 }));
    expect(result.structuredContent).toEqual(await answer.json());
  });
});

it('a fault is an error of JSON-RPC, and leaves a line without the text', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const app = createApp(modelsOf(loadClassifier(overflowingFile()), {}, '"test"'));
  const body = JSON.stringify(message('tools/call', CALL));
  const request = new Request('https://edge-sentiment.test/mcp', {
    method: 'POST',
    headers: JSON_TYPE,
    body,
  });
  const response = await app.fetch(request);
  expect(response.status).toBe(500);
  expect(await bodyOf(response)).toMatchObject({
    id: 1,
    error: { code: -32603, message: expect.stringContaining('The model has no answer to this text') },
  });
  expect(log.mock.calls).toEqual([
    [JSON.stringify({ event: 'error', error: 'ModelFaultError', method: 'POST', route: '/mcp' })],
  ]);
  log.mockRestore();
});
