import { getPathNoStrict } from 'hono/utils/url';
import { readHeader } from '../http/header.ts';
import { problemResponse } from '../http/problem.ts';
import type { Answer } from './answer.ts';
import type { Origins } from './cors.ts';

const MCP_PATH = '/mcp';

/**
 * Refuses what pages ask of `/mcp`, except those that may read answers: its transport asks for it, since a page could reach a service on the
 * caller's own machine under a name that leads there
 * (https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#security-&-endpoint). Not even a page of the
 * address that was asked for may: that address is the name. Programs send no origin.
 */
export function withOrigin(answer: Answer, origins: Origins): Answer {
  if (origins === '*') return answer;
  return (request) => {
    if (!request.headers.has('Origin') || getPathNoStrict(request) !== MCP_PATH) return answer(request);
    const origin = readHeader(request, 'Origin');
    if (!origin.ok) return problemResponse(origin.failure);
    if (origin.value !== null && origins?.has(origin.value)) return answer(request);
    return problemResponse({ kind: 'origin-not-allowed', origin: origin.value ?? '' });
  };
}
