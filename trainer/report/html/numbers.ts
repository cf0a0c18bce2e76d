import type { Interval } from '../../scoring/intervals.ts';

/** Characters that are shown of a label. */
const MOST_OF_LABEL = 40;

/** A share in percent, such as `84.5 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** An interval of shares, such as `79.3 to 88.5 %`. */
export function percents({ low, high }: Interval): string {
  return `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} %`;
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** A label, or its beginning. */
export function short(label: string): string {
  const characters = [...label.slice(0, 4 * MOST_OF_LABEL)];
  return characters.length > MOST_OF_LABEL ? `${characters.slice(0, MOST_OF_LABEL - 1).join('')}…` : label;
}

/** Some of many, evenly, the first and the last among them. */
export function thinned<Value>(values: readonly Value[], most: number): Value[] {
  if (values.length <= most) return [...values];
  const step = (values.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, place) => values[Math.round(place * step)]);
}
