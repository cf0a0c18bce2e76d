/** Far more than a body of ours has: an object, two fields, a list and its 64 items. */
export const MAX_VALUES = 1_000;
export const MAX_DEPTH = 8;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/**
 * Whether JSON has more values or deeper ones than may be: parsing a megabyte of brackets or of keys takes ten times as long as one of text.
 * Reading ends with the first that is too much; what is no JSON is left to the parser.
 */
export function isTooComplex(json: string, most = MAX_VALUES): boolean {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < json.length; at++) {
    const unit = json.charCodeAt(at);
    if (unit === QUOTE) at = stringEnd(json, at + 1);
    else if (isOpening(unit)) depth++;
    else if (isClosing(unit)) depth--;
    if (unit === COMMA || isOpening(unit)) values++;
    if (values > most || depth > MAX_DEPTH) return true;
  }
  return false;
}

/** Where the quote is that ends a string; the end of the text where there is none. */
function stringEnd(json: string, begin: number): number {
  let at = begin;
  for (; at < json.length; at++) {
    const unit = json.charCodeAt(at);
    if (unit === QUOTE) break;
    if (unit === BACKSLASH) at++;
  }
  return at;
}

/** `[` or `{`: they differ in one bit. */
function isOpening(unit: number): boolean {
  return (unit | 0x20) === 0x7b;
}

function isClosing(unit: number): boolean {
  return (unit | 0x20) === 0x7d;
}
