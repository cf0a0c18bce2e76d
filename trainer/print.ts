import { escapeSteering, STEERING } from '../src/model/rows/json.ts';

/** A text on one line, in which nothing steers the terminal: labels, columns, paths and metadata are others'. */
export function clean(text: string): string {
  return text.replace(STEERING, '�');
}

/** Says something in one line. */
export function say(message: string): void {
  console.log(clean(message));
}

/** Says something in one line on standard error. */
export function warn(message: string): void {
  console.error(clean(message));
}

/** Lines that are meant to be lines, each cleaned. */
export function cleanLines(text: string): string {
  return text.split('\n').map(clean).join('\n');
}

/**
 * A value as JSON in one line that no terminal obeys, equal once it is parsed.
 *
 * @param replacer as `JSON.stringify` takes it.
 */
export function json(value: unknown, replacer?: (key: string, value: unknown) => unknown): string {
  return escapeSteering(JSON.stringify(value, replacer));
}
