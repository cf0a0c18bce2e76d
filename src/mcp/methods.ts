import type { Models } from '../http/models.ts';
import { problemOf, show } from '../http/problem.ts';
import { describe } from '../http/validate.ts';
import { type Era, LEGACY, MODERN, SERVER_FIELD } from './era.ts';
import { INVALID_PARAMS, METHOD_NOT_FOUND, type Message, type Reply, refused, said } from './message.ts';
import { callTool, TOOL_NAMES } from './tools.ts';

/** What methods answer from. */
export type Service = {
  models: Models;
  /** The list of `tools/list`, as JSON: parsed when it is asked for, so that no start-up pays for it. */
  tools: string;
};

const capabilities = { tools: {} };
/** What is listed follows from the deployment alone: whoever asks may keep it for five minutes, for others too. */
const CACHING = { ttlMs: 300_000, cacheScope: 'public' };

/** What a request is answered with by the rules of its era: since 2026-07-28 a result says that it is whole, and who gave it. */
export function answer(service: Service, era: Era, message: Message): Reply {
  const serverInfo = { name: 'edge-sentiment', version: service.models.all[0].model };
  const reply = answerMethod(service, era, message, serverInfo);
  if (era === 'legacy' || !('result' in reply.body)) return reply;
  const result = { resultType: 'complete', ...reply.body.result, _meta: { [SERVER_FIELD]: serverInfo } };
  return { ...reply, body: { result } };
}

/** Before 2026-07-28 too sessions are the server's choice: without one, every request stands for itself. */
function answerMethod(
  { models, tools }: Service,
  era: Era,
  { method, params }: Message,
  serverInfo: object,
): Reply {
  switch (`${era} ${method}`) {
    case 'modern server/discover':
      return said({ supportedVersions: [MODERN], capabilities, ...CACHING });
    case 'legacy initialize': {
      const { protocolVersion: asked } = params;
      const protocolVersion = LEGACY.find((version) => version === asked) ?? LEGACY[0];
      return said({ protocolVersion, capabilities, serverInfo });
    }
    case 'legacy ping':
      return said({});
    case 'modern tools/list':
    case 'legacy tools/list':
      return said({ tools: JSON.parse(tools), ...CACHING });
    case 'modern tools/call':
    case 'legacy tools/call':
      return call(models, params);
    default: {
      // To a client of an earlier revision 404 says that its session has ended.
      const status = era === 'modern' ? 404 : 200;
      return refused(status, METHOD_NOT_FOUND, `The method ${show(method)} is not known here.`);
    }
  }
}

function call(models: Models, { name, arguments: received = {} }: Message['params']): Reply {
  const tool = TOOL_NAMES.find((each) => each === name);
  if (tool === undefined) {
    const allowed = TOOL_NAMES.join(', ');
    return refused(
      200,
      INVALID_PARAMS,
      `The tool is ${typeof name === 'string' ? show(name) : describe(name)}, allowed ${allowed}.`,
    );
  }
  const called = callTool(models, tool, received);
  if (called.ok) {
    const { content, facts } = called.value;
    return said({ content: inText(JSON.stringify(content)), structuredContent: content }, facts);
  }
  // A result that a model reads, so that it can call again with other arguments.
  const { kind: problem } = called.failure;
  return said({ content: inText(problemOf(called.failure).detail), isError: true }, { problem });
}

function inText(text: string): object[] {
  return [{ type: 'text', text }];
}
