/** Levels that a field of a row may have: far fewer than reading and writing JSON could fail at. */
export const MAX_LEVELS = 64;

/** Numbers that float64 might not give back as they came: of 16 digits, or with a large exponent. */
const LONG_NUMBER = /\d[\d.]{15}|\de[+-]?\d{2}/i;

/** A number that is written as it came: https://github.com/tc39/proposal-json-parse-with-source. TypeScript does not know it yet. */
type RawJson = { rawJSON: string };
const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON: (text: string) => RawJson;
  isRawJSON: (value: unknown) => boolean;
};

/** A JSON value, in which long numbers stay as they came: an id of 19 digits is no float64. Undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return LONG_NUMBER.test(text) ? JSON.parse(text, keepNumber) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function keepNumber(_: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && source !== undefined && source !== String(value)
    ? rawJSON(source)
    : value;
}

/** Whether a value of `parseJson` is a number. */
export function isNumber(value: unknown): boolean {
  return typeof value === 'number' || isRawJSON(value);
}

/** Whether lists and objects lie in one another deeper than so many levels, the value itself being one. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || isRawJSON(value)) return false;
  if (levels === 0) return true;
  return Object.values(value).some((each) => isDeeper(each, levels - 1));
}

/** Control and format characters: colours, line ends, marks that turn the direction of writing, what nobody sees. */
export const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * JSON in one line, equal once it is parsed. `JSON.stringify` leaves format characters and half of the control characters as
 * they are, which a terminal obeys.
 */
export function escapeSteering(json: string): string {
  return json.replace(STEERING, (character) =>
    Array.from({ length: character.length }, (_, unit) => escaped(character.charCodeAt(unit))).join(''),
  );
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
