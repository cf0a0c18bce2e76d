/** Packs lists as `src/model/text/packed.ts` reads them. */
import {
  digitOf,
  LAST_DIGITS,
  MORE_DIGITS,
  PIECE_END,
  SYMBOLS,
  unpackNumbers,
  unpackText,
  unpackWords,
} from '../../src/model/text/packed.ts';

/** Longest piece that is looked for. */
const MOST_CHARACTERS = 10;

/**
 * Byte pair encoding (Gage 1994), of pieces of any length: the piece that saves most becomes a symbol, until none saves anything or no
 * symbol is left.
 *
 * @throws RangeError when the text has symbols of its own.
 */
export function packText(text: string): string {
  let left = text;
  const pieces: string[] = [];
  for (const symbol of SYMBOLS) {
    const piece = bestPiece(left);
    if (piece === null) break;
    pieces.push(piece);
    left = left.replaceAll(piece, symbol);
  }
  return checked([...pieces, left].join(PIECE_END), text, unpackText);
}

/** The piece whose symbol would save most characters; null where none saves any. */
function bestPiece(text: string): string | null {
  let best: string | null = null;
  let most = 0;
  for (let length = 2; length <= MOST_CHARACTERS; length++) {
    for (const [piece, count] of countPieces(text, length)) {
      const saved = count * (length - 1) - length - PIECE_END.length;
      if (saved > most) [best, most] = [piece, saved];
    }
  }
  return best;
}

/** How often each piece of a length stands in a text, without those that overlap. */
function countPieces(text: string, length: number): Map<string, number> {
  const counts = new Map<string, number>();
  const ends = new Map<string, number>();
  for (let at = 0; at + length <= text.length; at++) {
    const piece = text.slice(at, at + length);
    if (at < (ends.get(piece) ?? 0)) continue;
    ends.set(piece, at + length);
    counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  return counts;
}

/** Words, sorted. @throws RangeError when one has a digit. */
export function packWords(words: readonly string[]): string {
  const sorted = [...words].sort();
  const packed = sorted.map((word, i) => {
    const shared = sharedLetters(word, sorted[i - 1] ?? '');
    return shared + word.slice(shared);
  });
  return checked(packed.join(''), sorted, unpackWords);
}

function sharedLetters(word: string, before: string): number {
  let shared = 0;
  while (shared < 9 && shared < word.length && word[shared] === before[shared]) shared++;
  return shared;
}

/** Whole numbers from 0 on. */
export function packNumbers(numbers: readonly number[]): string {
  return checked(numbers.map(digitsOf).join(''), numbers, unpackNumbers);
}

function digitsOf(number: number): string {
  if (number < LAST_DIGITS) return digitOf(number);
  const more = number - LAST_DIGITS;
  return digitOf(LAST_DIGITS + (more % MORE_DIGITS)) + digitsOf(Math.floor(more / MORE_DIGITS));
}

/** @throws RangeError when what is packed is not read as what it was made of. */
function checked<Value>(packed: string, value: Value, unpack: (packed: string) => Value): string {
  if (JSON.stringify(unpack(packed)) !== JSON.stringify(value)) throw new RangeError('cannot be packed so');
  return packed;
}

/** A file of constants that the Worker bundles. @param about its comment. */
export function sourceOf(about: readonly string[], constants: Readonly<Record<string, string>>): string {
  const lines = Object.entries(constants).map(([name, text]) => `export const ${name} =\n  ${quote(text)};`);
  return ['/**', ...about.map((line) => ` * ${line}`), ' */', ...lines, ''].join('\n');
}

/** A literal as the formatter leaves it. */
function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  return mark + text.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`) + mark;
}
