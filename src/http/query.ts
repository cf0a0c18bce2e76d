import type { Result } from './problem.ts';

/**
 * The query's parameters, each given once and each known. Stricter than `URLSearchParams`, which turns bytes that are
 * not UTF-8 into U+FFFD: the answer would then be about another text than the one sent.
 */
export function readQuery<Name extends string>(
  url: string,
  allowed: readonly Name[],
): Result<Partial<Record<Name, string>>> {
  const values: Partial<Record<Name, string>> = {};
  let repeated: Name | undefined;
  for (const pair of rawQuery(url).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
    if (name === null || value === null) {
      return { ok: false, failure: { kind: 'encoding-invalid', where: 'query' } };
    }
    if (!isOneOf(name, allowed)) {
      return { ok: false, failure: { kind: 'parameter-unknown', name, allowed } };
    }
    if (Object.hasOwn(values, name)) repeated ??= name;
    values[name] = value;
  }
  return repeated === undefined ? { ok: true, value: values } : repeats(url, repeated);
}

/** How often a name is there that is there too often. */
function repeats(url: string, name: string): Result<never> {
  const names = rawQuery(url)
    .split('&')
    .map((pair) => decode(pair.split('=', 1)[0]));
  const count = names.filter((each) => each === name).length;
  return { ok: false, failure: { kind: 'parameter-repeated', name, count } };
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

/** One form-encoded part as text, or null when its bytes are not UTF-8 (WHATWG URL, 5.1, without the replacement). */
function decode(part: string): string | null {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
