import { send } from './http.ts';

export const MODERN = '2026-07-28';

/** What every request of revision 2026-07-28 says of itself. */
export const META = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** A message of JSON-RPC with the number 1. */
export function message(method: string, params: object = {}): Record<string, unknown> {
  return { jsonrpc: '2.0', id: 1, method, params };
}

/** Headers of a message of revision 2026-07-28. */
export function headersOf(method: string, name?: string): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    'MCP-Protocol-Version': MODERN,
    'Mcp-Method': method,
    ...(name === undefined ? {} : { 'Mcp-Name': name }),
  };
}

/** Sends a body to `/mcp`, as it is where it is a text. */
export function postMcp(body: unknown, headers: Record<string, string>): Promise<Response> {
  return send('/mcp', {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** A request of revision 2026-07-28. */
export function modern(
  method: string,
  params: { name?: string; arguments?: unknown } = {},
): Promise<Response> {
  return postMcp(message(method, { ...params, _meta: META }), headersOf(method, params.name));
}

/** A request of a revision before it, without a word on which. */
export function legacy(method: string, params: object = {}): Promise<Response> {
  return postMcp(message(method, params), { 'Content-Type': 'application/json' });
}

/** What a tool of another service answers, in a revision before it. */
export async function legacyCall(
  service: (path: string, init?: RequestInit) => Promise<Response>,
  name: string,
  given: object,
): Promise<unknown> {
  const body = JSON.stringify(message('tools/call', { name, arguments: given }));
  const response = await service('/mcp', {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json' },
  });
  const { result } = await response.json<{ result: { structuredContent: unknown } }>();
  return result.structuredContent;
}
