import { readHeader } from './header.ts';
import type { Result } from './problem.ts';

/** Whether the caller has the very answer that it would get (RFC 9110, 13.1.2). @param tag with its quotes. */
export function isCurrent(request: Request, tag: string): Result<boolean> {
  const known = readHeader(request, 'If-None-Match');
  if (!known.ok || known.value === null) return known.ok ? { ok: true, value: false } : known;
  const tags = known.value.split(',').map((each) => each.trim().replace(/^W\//, ''));
  return { ok: true, value: tags.includes(tag) || tags.includes('*') };
}
