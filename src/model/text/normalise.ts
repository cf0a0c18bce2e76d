/** How a token's source becomes its text: one spelling for what means the same. */
import { foldEmoji } from './emoji.ts';

const PLAIN = /^[a-z]+$/;
/** What stands for an apostrophe inside a word; the last two are on many keyboards where it should be. */
export const INNER_APOSTROPHE = "['’‘ʼ＇`´]";
const APOSTROPHES = /[’‘ʼ＇]/g;
const INNER_APOSTROPHES = new RegExp(INNER_APOSTROPHE, 'g');

/**
 * Lower case, compatibility forms folded (NFKC), three or more equal letters folded to two.
 *
 * @param source at most some tens of characters.
 */
export function normaliseWord(source: string): string {
  if (PLAIN.test(source)) return foldElongation(source);
  // Apostrophes first: NFKC makes a space and a combining accent of an acute accent.
  const folded = source.replace(INNER_APOSTROPHES, "'").normalize('NFKC').toLowerCase();
  return foldElongation(withoutInvisible(folded));
}

// Patterns of Unicode's classes stand where they are used: as constants each would cost every isolate's start half a millisecond.

function foldElongation(word: string): string {
  return mayRepeat(word) ? word.replace(/(\p{L})\1{2,}/gu, '$1$1') : word;
}

/** False where no letter stands three times in a row: ten times as fast as the pattern, and true of most words. */
function mayRepeat(word: string): boolean {
  let run = 0;
  for (let at = 0; at < word.length; at++) {
    const unit = word.charCodeAt(at);
    run = at > 0 && unit === word.charCodeAt(at - 1) ? run + 1 : 1;
    // Letters of two units are left to the pattern.
    if (run > 2 || (unit & 0xf800) === 0xd800) return true;
  }
  return false;
}

/** Without variation selectors, joiners and soft hyphens, which show nothing. */
function withoutInvisible(word: string): string {
  return word.replace(/[\p{Cf}\p{Variation_Selector}]/gu, '');
}

/** Contractions that people write without the apostrophe; each ends in `nt`. */
const BARE_NEGATIONS = new Set(
  'aint arent cant couldnt didnt doesnt dont hadnt hasnt havent isnt mustnt neednt shouldnt wasnt werent wont wouldnt'.split(
    ' ',
  ),
);
const CLITIC = /'(?:s|re|ve|ll|d|m)$/;
const NEGATION = "n't";

/** The second token, and the letters of the word that it stands for. */
type Contraction = { second: string; written: string };

/**
 * Finds the last token of a word that is split as the Penn Treebank does, so that negation is one token in all its
 * spellings: `dont` ends in `nt`, which is `n't`.
 *
 * @param word as `normaliseWord` returns it.
 * @returns null when the word is no contraction.
 */
export function splitContraction(word: string): Contraction | null {
  if (word === 'cannot') return { second: 'not', written: 'not' };
  if (BARE_NEGATIONS.has(word)) return { second: NEGATION, written: 'nt' };
  if (!word.includes("'")) return null;
  if (word.endsWith(NEGATION) && word.length > NEGATION.length)
    return { second: NEGATION, written: NEGATION };
  const clitic = CLITIC.exec(word);
  return clitic && clitic.index > 0 ? { second: clitic[0], written: clitic[0] } : null;
}

const MARKS: Readonly<Record<string, string>> = {
  '``': '"',
  "''": '"',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '…': '...',
  '´': "'",
  '-lrb-': '(',
  '-rrb-': ')',
  '-lsb-': '[',
  '-rsb-': ']',
  '-lcb-': '{',
  '-rcb-': '}',
};
/** Longer runs say no more than this. */
const MAX_RUN = 3;

/** One mark, or a run of one mark cut to three. */
export function normalisePunctuation(source: string): string {
  const mark = MARKS[source.toLowerCase()];
  if (mark !== undefined) return mark;
  // Cut before, for what is read, and after, for what NFKC makes of it: `……` is six dots.
  const run = [...source].slice(0, MAX_RUN).join('').normalize('NFKC').replace(APOSTROPHES, "'");
  return [...run].slice(0, MAX_RUN).join('');
}

const ASCII = /^[\x20-\x7e’‘]+$/;

/** Emoji folded as `foldEmoji` does; emoticons without noses: `:-]` → `:)`. */
export function normaliseSymbol(source: string): string {
  if (!ASCII.test(source)) return foldEmoji(source);
  if (source === 'T_T' || source.includes('_')) return source.toLowerCase();
  return source
    .toLowerCase()
    .replace(APOSTROPHES, "'")
    .replace('-', '')
    .replace('=', ':')
    .replace(']', ')')
    .replace('[', '(')
    .replace(/^xd+$/, 'xd');
}
