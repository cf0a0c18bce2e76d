import type { Result } from './problem.ts';

/**
 * The query's parameters, each given once and each known. Stricter than `URLSearchParams`, which turns bytes that are
 * not UTF-8 into U+FFFD: the answer would then be about another text than the one sent.
 */
export function readQuery<Name extends string>(
  url: string,
  allowed: readonly Name[],
): Result<Partial<Record<Name, string>>> {
  const values = new Map<Name, string>();
  const counts = new Map<Name, number>();
  for (const pair of rawQuery(url).split('&')) {
    if (pair === '') continue;
    const [name, value] = splitPair(pair).map(decode);
    if (name === null || value === null) {
      return { ok: false, failure: { kind: 'encoding-invalid', where: 'query' } };
    }
    if (!isOneOf(name, allowed)) {
      return { ok: false, failure: { kind: 'parameter-unknown', name, allowed } };
    }
    values.set(name, value);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const [name, count] of counts) {
    if (count > 1) return { ok: false, failure: { kind: 'parameter-repeated', name, count } };
  }
  return { ok: true, value: Object.fromEntries(values) as Partial<Record<Name, string>> };
}

function isOneOf<Name extends string>(name: string, allowed: readonly Name[]): name is Name {
  return (allowed as readonly string[]).includes(name);
}

function rawQuery(url: string): string {
  const start = url.indexOf('?');
  if (start < 0) return '';
  const end = url.indexOf('#', start);
  return url.slice(start + 1, end < 0 ? undefined : end);
}

function splitPair(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
}

/** One form-encoded part as text, or null when its bytes are not UTF-8 (WHATWG URL, 5.1, without the replacement). */
function decode(part: string): string | null {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
