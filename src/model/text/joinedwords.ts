/** Words that are written as one: hashtags, and the names between two colons. */

/** A part of a text. */
type Part = { start: number; end: number };

/** Parts of a hashtag: a year, capitals of an abbreviation, a word with its capital, or a single letter. Fewer digits stay with what they follow. */
const PIECE = String.raw`_+|\p{N}{4,}|\p{Lu}+(?!\p{Ll})(?:(?!\p{N}{4})[\p{N}\p{M}])*|\p{Lu}?(?:(?!\p{N}{4})[^\p{Lu}_])+|\p{Lu}`;
let piece: RegExp | undefined;

/**
 * The words of a hashtag, which begin at capitals and after underscores: `NeverAgain`, `USAToday`, `not_good`, `COVID19`.
 *
 * @param start after the `#`.
 */
export function hashtagWords(text: string, start: number, end: number): Part[] {
  piece ??= new RegExp(PIECE, 'gu');
  const words: Part[] = [];
  for (const { 0: found, index } of text.slice(start, end).matchAll(piece)) {
    const begin = start + index;
    const before = words.at(-1);
    if (found[0] === '_') continue;
    if (before?.end === begin && !standsAlone(text, before, found)) before.end += found.length;
    else words.push({ start: begin, end: begin + found.length });
  }
  return words;
}

/** Whether a word begins after this one: one letter is none, as in `iPhone` and `PlanB`, but `I` and `A` are. */
function standsAlone(text: string, { start, end }: Part, next: string): boolean {
  return isWord(text.slice(start, Math.min(end, start + 2))) && isWord(next);
}

function isWord(part: string): boolean {
  return part.length > 1 || part === 'I' || part === 'A';
}

/** The words between the colons of a shortcode, with underscores or hyphens between them. */
export function shortcodeWords(text: string, start: number, end: number): Part[] {
  return [...text.slice(start, end).matchAll(/[a-z0-9]+/g)].map(({ 0: { length }, index }) => ({
    start: start + index,
    end: start + index + length,
  }));
}
