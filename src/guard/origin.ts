import { getPathNoStrict } from 'hono/utils/url';
import { readHeader } from '../http/header.ts';
import { problemResponse } from '../http/problem.ts';
import type { Answer } from './answer.ts';
import type { Origins } from './cors.ts';

const MCP_PATH = '/mcp';
/** Pages of the caller's own machine: no other page can take these names. The protocol's own package lets the same ones pass. */
const LOCAL = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Refuses what pages ask of `/mcp`, except those that may read answers and those of the caller's own machine. The transport asks for it: a
 * page could reach a service on that machine under a name of its own that leads there
 * (https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#security-&-endpoint). So the address that was
 * asked for proves nothing. Programs send no origin.
 */
export function withOrigin(answer: Answer, origins: Origins): Answer {
  if (origins === '*') return answer;
  return (request) => {
    if (!request.headers.has('Origin') || getPathNoStrict(request) !== MCP_PATH) return answer(request);
    const header = readHeader(request, 'Origin');
    if (!header.ok) return problemResponse(header.failure);
    const origin = header.value ?? '';
    if (LOCAL.test(origin) || origins?.has(origin)) return answer(request);
    return problemResponse({ kind: 'origin-not-allowed', origin });
  };
}
