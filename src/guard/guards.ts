import { getPathNoStrict } from 'hono/utils/url';
import { problemResponse, type Result } from '../http/problem.ts';
import type { Answer } from './answer.ts';
import { identify, type Keys } from './keys.ts';
import { countRequest, type Limiter } from './ratelimit.ts';

/** What a caller has to pass; null is off. */
export type Guards = { keys: Keys | null; limiter: Limiter | null };

/** Monitors ask it often and have no key; it tells nothing of anybody. */
const OPEN_PATH = '/health';
const ANONYMOUS: Result<null> = { ok: true, value: null };

/**
 * Lets requests pass that have a key, where keys are asked for, and that are not too many. A request is counted first and refused for
 * its key after that: wrong keys count too. Where both are off it costs nothing.
 */
export function withGuards(answer: Answer, { keys, limiter }: Guards): Answer {
  if (keys === null && limiter === null) return answer;
  const guarded = async (request: Request) => {
    const caller = keys === null ? ANONYMOUS : await identify(request, keys);
    const excess = limiter === null ? null : await countRequest(request, caller, limiter);
    if (excess !== null) return problemResponse(excess);
    return caller.ok ? answer(request) : problemResponse(caller.failure);
  };
  // The app's own reading of a path: no spelling is open here and another resource there.
  return (request) => (getPathNoStrict(request) === OPEN_PATH ? answer(request) : guarded(request));
}
