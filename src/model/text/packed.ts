/** Lists as ASCII text, which a script is read fastest in, made by `test/golden/pack.ts`. */

/** What stands for a piece of a packed text, in the order of the pieces. */
export const SYMBOLS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ!#%&()*+-./:<=>?@[]_{}~';
const SYMBOL = /[A-Z!#%&()*+\-./:<=>?@[\]_{}~]/g;
/** Between the pieces, and before the text. */
export const PIECE_END = '|';

/** The text of pieces that occur more than once, each of which may be made of those before it, and of what is left between them. */
export function unpackText(packed: string): string {
  const pieces = new Map<string, string>();
  let text = '';
  for (const [i, part] of packed.split(PIECE_END).entries()) {
    text = part.replace(SYMBOL, (symbol) => pieces.get(symbol) ?? symbol);
    pieces.set(SYMBOLS[i], text);
  }
  return text;
}

/** Sorted words, each a digit, so many letters of the word before it, and the rest of its own. */
export function unpackWords(packed: string): string[] {
  const words: string[] = [];
  // Split: matches one by one took twice as long.
  const parts = packed.split(/(\d)/);
  for (let at = 1, word = ''; at < parts.length; at += 2) {
    word = word.slice(0, Number(parts[at])) + parts[at + 1];
    words.push(word);
  }
  return words;
}

/** Digits of numbers: `(` to `~`, without the backslash. */
const FIRST_DIGIT = 0x28;
const BACKSLASH = 0x5c;
/** Digits that end a number; those beyond them say that more follow. */
export const LAST_DIGITS = 58;
export const MORE_DIGITS = 0x7f - FIRST_DIGIT - 1 - LAST_DIGITS;

/** The character of a digit. */
export function digitOf(value: number): string {
  const code = FIRST_DIGIT + value;
  return String.fromCharCode(code < BACKSLASH ? code : code + 1);
}

/** Whole numbers from 0 on: the digits of a number say less and less of it, and its last one more than any other. */
export function unpackNumbers(packed: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let weight = 1;
  for (let i = 0; i < packed.length; i++) {
    const code = packed.charCodeAt(i);
    const digit = code - FIRST_DIGIT - (code > BACKSLASH ? 1 : 0);
    value += digit * weight;
    if (digit >= LAST_DIGITS) {
      weight *= MORE_DIGITS;
      continue;
    }
    numbers.push(value);
    value = 0;
    weight = 1;
  }
  return numbers;
}
