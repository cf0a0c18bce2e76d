/** Control and format characters: colours, line ends, marks that turn the direction of writing, what nobody sees. */
const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

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
 * A value as JSON in one line, equal once it is parsed. `JSON.stringify` leaves format characters and half of the control
 * characters as they are, which a terminal obeys.
 *
 * @param replacer as `JSON.stringify` takes it.
 */
export function json(value: unknown, replacer?: (key: string, value: unknown) => unknown): string {
  return JSON.stringify(value, replacer).replace(STEERING, (character) =>
    Array.from({ length: character.length }, (_, unit) => escaped(character.charCodeAt(unit))).join(''),
  );
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
