import { Hono } from 'hono/tiny';
import { bodyLimit, readBodyType, readJson } from '../http/body.ts';
import { faultOf, logError } from '../http/log.ts';
import { problemOf } from '../http/problem.ts';
import { COMMON_HEADERS, JSON_HEADERS, withFacts } from '../http/response.ts';
import { readEra } from '../mcp/era.ts';
import {
  failed,
  type Id,
  INTERNAL_ERROR,
  INVALID_REQUEST,
  type Message,
  type Reply,
  readMessage,
  refused,
} from '../mcp/message.ts';
import { answer, type Service } from '../mcp/methods.ts';

const CONTENT_TYPES = ['application/json'];
const NO_MESSAGE =
  'The body is no message of JSON-RPC 2.0, allowed one object with "jsonrpc", "method", "params", an object, and "id", a text or whole number.';

/**
 * `POST /mcp`: the Model Context Protocol, revision 2026-07-28, and the earlier ones that begin with `initialize`. By hand: the protocol's own
 * package is 302 KB and takes 43 ms of start-up, for two tools without sessions, streams or state. Answers are JSON whatever `Accept` says,
 * since every client has to take it.
 */
export function mcp(service: Service): Hono {
  const app = new Hono();
  const limit = bodyLimit(Math.max(...service.models.all.map(({ tokens }) => tokens)));
  app.post('/', async ({ req: { raw: request } }) => {
    const message = await receive(request, limit);
    if ('status' in message) return respond(message);
    // A notification: there is none that asks for anything here.
    if (message.id === undefined) return new Response(null, { status: 202, headers: COMMON_HEADERS });
    const era = readEra(request, message);
    return respond(typeof era === 'string' ? answerSafely(service, era, message) : era, message.id);
  });
  return app;
}

/** The message of a request, or why there is none. */
async function receive(request: Request, limit: number): Promise<Message | Reply> {
  const type = readBodyType(request, CONTENT_TYPES);
  if (!type.ok) return failed(type.failure);
  const json = await readJson(request, limit);
  if (!json.ok) return failed(json.failure);
  return readMessage(json.value) ?? refused(400, INVALID_REQUEST, NO_MESSAGE);
}

/** A fault is answered as the app answers one, in the form of JSON-RPC. */
function answerSafely(...request: Parameters<typeof answer>): Reply {
  try {
    return answer(...request);
  } catch (error) {
    logError(error, { method: 'POST', route: '/mcp' });
    return refused(500, INTERNAL_ERROR, problemOf(faultOf(error)).detail);
  }
}

/** @param id of the request; without one none could be read. */
function respond({ status, body, facts }: Reply, id?: Id): Response {
  const text = JSON.stringify({ jsonrpc: '2.0', id, ...body });
  return withFacts(new Response(text, { status, headers: JSON_HEADERS }), facts);
}
