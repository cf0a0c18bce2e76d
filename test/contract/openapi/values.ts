import type { Schema } from '../../../src/page/document.ts';

/** Values that an option's schema allows: all of a few, the ends of many. */
export function allowed({ type, enum: names, examples, minimum, maximum }: Schema): unknown[] {
  if (Array.isArray(names)) return names;
  if (Array.isArray(examples)) return examples;
  if (type === 'boolean') return [true, false];
  return [minimum, maximum];
}

/** Values that it does not allow, neither in a body nor written into a query. */
export function refused({ type, enum: names, minimum, maximum, maxLength }: Schema): unknown[] {
  if (Array.isArray(names)) return ['', 'x', String(names[0]).toUpperCase()];
  if (type === 'boolean') return ['', 'yes', 1, 'TRUE'];
  if (type === 'string') return ['', 'a'.repeat(Number(maxLength) + 1)];
  const [least, most] = [Number(minimum), Number(maximum)];
  return ['', 'x', least - 1, most + 1, least - 0.5, most + 0.5];
}

/** The longest string, or the longest list, that a schema allows; undefined where it sets no length, or not every string will do. */
export function longest({ maxLength, maxItems, items, examples }: Schema): string | unknown[] | undefined {
  if (examples !== undefined) return undefined;
  if (typeof maxLength === 'number') return 'a'.repeat(maxLength);
  if (typeof maxItems !== 'number') return undefined;
  return Array(maxItems).fill((items as Schema).type === 'object' ? { text: 'good' } : 'good');
}
