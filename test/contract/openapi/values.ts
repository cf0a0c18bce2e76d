import type { Schema } from '../../../src/page/document.ts';

/** Values that an option's schema allows: all of a few, the ends of many. */
export function allowed({ type, enum: names, minimum, maximum }: Schema): unknown[] {
  if (Array.isArray(names)) return names;
  if (type === 'boolean') return [true, false];
  return [minimum, maximum];
}

/** Values that it does not allow, neither in a body nor written into a query. */
export function refused({ type, enum: names, minimum, maximum }: Schema): unknown[] {
  if (Array.isArray(names)) return ['', 'x', String(names[0]).toUpperCase()];
  if (type === 'boolean') return ['', 'yes', 1, 'TRUE'];
  const [least, most] = [Number(minimum), Number(maximum)];
  return ['', 'x', least - 1, most + 1, least - 0.5, most + 0.5];
}

/** The longest string, or the longest list, that a schema allows; undefined where it sets no length. */
export function longest({ maxLength, maxItems, items }: Schema): string | unknown[] | undefined {
  if (typeof maxLength === 'number') return 'a'.repeat(maxLength);
  if (typeof maxItems !== 'number') return undefined;
  return Array(maxItems).fill((items as Schema).type === 'object' ? { text: 'good' } : 'good');
}
