/** Whether an untrusted value is what a field may hold. */
export type Check = (value: unknown) => boolean;
/** Checks by field; a name with `?` at its end is one of a field that may be missing. */
export type Shape = { [field: string]: Check };

/** The first field that is not as it should be, in words; undefined where all are. */
export function whatIsWrong(record: object, shape: Shape): string | undefined {
  for (const [name, check] of Object.entries(shape)) {
    const field = name.replace(/\?$/, '');
    const value = (record as Record<string, unknown>)[field];
    if (value === undefined && field !== name) continue;
    if (value === undefined) return `${field} is missing`;
    if (!check(value)) return `${field} is ${JSON.stringify(value).slice(0, 60)}, which is not allowed`;
  }
  return undefined;
}

/** A whole number from 0 on. */
export const isWhole: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;

/** A number from 0 to 1. */
export const isShare: Check = (value) => typeof value === 'number' && value >= 0 && value <= 1;

/** A text of 1 to `most` UTF-16 units. */
export function isText(most: number): Check {
  return (value) => typeof value === 'string' && value.length > 0 && value.length <= most;
}

/** One of these values. */
export function isIn(allowed: readonly unknown[]): Check {
  return (value) => allowed.includes(value);
}

/** A list of at most `most` values, each as the check or the shape says. */
export function isList(most: number, each: Check | Shape): Check {
  const isRight: Check =
    typeof each === 'function'
      ? each
      : (value) => typeof value === 'object' && value !== null && whatIsWrong(value, each) === undefined;
  return (value) => Array.isArray(value) && value.length <= most && value.every(isRight);
}
