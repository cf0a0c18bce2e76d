import { getPathNoStrict } from 'hono/utils/url';
import type { Facts } from '../http/log.ts';
import { factsOf } from '../http/response.ts';
import { type CallName, type Calls, type Returned, routeOf } from '../routes/calls.ts';
import type { Answer } from './answer.ts';

const RAY = /^[\da-f]{16}(?:-[A-Z]{3})?$/;

/** What every line says of the service. */
export type LogParts = {
  /** `name@version` of the model that answers whoever names none. */
  model: string;
  /** The route of a path that the app serves: no other path is written down. */
  routeOf: (path: string) => string | undefined;
};

/**
 * Writes a line of JSON for each request: what it was, and what came of it. No text, no address, no key; no duration either, since a
 * Worker's clock stands still while it computes. Of a stream the line is written when it ends.
 *
 * @param parts null where no lines are to be written: then it costs nothing.
 */
export function withLog(answer: Answer, parts: LogParts | null): Answer {
  if (parts === null) return answer;
  const write = (request: Request, response: Response) => {
    const facts = factsOf(response);
    if (facts instanceof Promise) facts.then((known) => writeLine(request, response, known, parts));
    else writeLine(request, response, facts, parts);
    return response;
  };
  return (request) => {
    const response = answer(request);
    return response instanceof Promise
      ? response.then((made) => write(request, made))
      : write(request, response);
  };
}

function writeLine(request: Request, { status }: Response, facts: Facts | undefined, parts: LogParts): void {
  const path = getPathNoStrict(request);
  console.log(
    JSON.stringify({
      event: 'request',
      id: rayOf(request),
      method: request.method,
      route: parts.routeOf(path),
      status,
      ...facts,
      model: facts?.model ?? parts.model,
    }),
  );
}

/** Cloudflare's own name of the request, which it sends back too. What else a caller may have written there, on another host, stays out. */
function rayOf({ headers }: Request): string | undefined {
  const ray = headers.get('CF-Ray');
  return ray !== null && RAY.test(ray) ? ray : undefined;
}

/** Writes the same line for each call from another Worker. It has no method and no id. @param parts as of `withLog`. */
export function withCallLog(calls: Calls, parts: LogParts | null): Calls {
  if (parts === null) return calls;
  const write = <Value extends object>(name: CallName, returned: Returned<Value>) => {
    const status = returned.ok ? 200 : returned.problem.status;
    const facts = factsOf(returned) as Facts | undefined;
    const model = facts?.model ?? parts.model;
    console.log(JSON.stringify({ event: 'request', route: routeOf(name), status, ...facts, model }));
    return returned;
  };
  return {
    classify: (text, options) => write('classify', calls.classify(text, options)),
    classifyBatch: (texts, options) => write('classifyBatch', calls.classifyBatch(texts, options)),
  };
}
