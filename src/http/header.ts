import type { Result } from './problem.ts';

/** The longest that a header may be which is read here: the keys, types and tags that callers have need a tenth of it. */
export const MAX_HEADER_LENGTH = 1024;

/** A header of a request, null where it has none. Too long a one is refused before anything is made of it. */
export function readHeader({ headers }: Request, name: string): Result<string | null> {
  const value = headers.get(name);
  if (value === null || value.length <= MAX_HEADER_LENGTH) return { ok: true, value };
  return {
    ok: false,
    failure: { kind: 'header-too-long', name, length: value.length, limit: MAX_HEADER_LENGTH },
  };
}
