import { COMMON_HEADERS } from './response.ts';

/** What an answer follows from beside its address: model, code and budget (RFC 9110, 8.8.3), with its quotes. */
export type EntityTag = `"${string}"`;

/** Tags that a caller may send; more of them are not looked through. */
const MAX_LENGTH = 1024;

/** Whether the caller has the very answer that it would get (RFC 9110, 13.1.2). */
export function isCurrent({ headers }: Request, tag: EntityTag): boolean {
  const known = headers.get('If-None-Match');
  if (known === null || known.length > MAX_LENGTH) return false;
  return known.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === tag);
}

/** That the caller's answer still holds. */
export function notModified(tag: EntityTag): Response {
  return new Response(null, { status: 304, headers: { ...COMMON_HEADERS, ETag: tag } });
}
