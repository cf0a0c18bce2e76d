import { problemResponse } from '../http/problem.ts';
import type { Answer } from './answer.ts';

/** What Cloudflare itself lets through: other hosts let more. */
export const MAX_URL_LENGTH = 16_384;

/** Refuses what is too long to be looked at. */
export function withBounds(answer: Answer): Answer {
  return (request) => {
    const { length } = request.url;
    return length > MAX_URL_LENGTH
      ? problemResponse({ kind: 'url-too-long', length, limit: MAX_URL_LENGTH })
      : answer(request);
  };
}
