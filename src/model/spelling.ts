/** How a token's source becomes its text: one spelling for what means the same. */

const PLAIN = /^[a-z]+$/;
const APOSTROPHES = /[’‘ʼ＇]/g;
/** Variation selectors, joiners and soft hyphens, which show nothing. */
const INVISIBLE = /[\p{Cf}\p{Variation_Selector}]/gu;
const ELONGATION = /(\p{L})\1{2,}/gu;

/**
 * Lower case, compatibility forms folded (NFKC), three or more equal letters folded to two.
 *
 * @param source at most some tens of characters.
 */
export function normaliseWord(source: string): string {
  if (PLAIN.test(source)) return source.replace(ELONGATION, '$1$1');
  return source
    .normalize('NFKC')
    .toLowerCase()
    .replace(APOSTROPHES, "'")
    .replace(INVISIBLE, '')
    .replace(ELONGATION, '$1$1');
}

/** Contractions that people write without the apostrophe; each ends in `nt`. */
const BARE_NEGATIONS = new Set(
  'aint arent cant couldnt didnt doesnt dont hadnt hasnt havent isnt mustnt neednt shouldnt wasnt werent wont wouldnt'.split(
    ' ',
  ),
);
const CLITIC = /'(?:s|re|ve|ll|d|m)$/;
const NEGATION = "n't";

/** Two tokens, the second beginning at `at`. */
export type Contraction = { first: string; second: string; at: number };

/**
 * Splits as the Penn Treebank does, so that negation is one token in all its spellings.
 *
 * @param word as `normaliseWord` returns it.
 * @returns null when the word is no contraction.
 */
export function splitContraction(word: string): Contraction | null {
  if (word === 'cannot') return { first: 'can', second: 'not', at: 3 };
  if (BARE_NEGATIONS.has(word)) return bareNegation(word);
  if (!word.includes("'")) return null;
  if (word.endsWith(NEGATION) && word.length > NEGATION.length)
    return splitAt(word, word.length - NEGATION.length);
  const clitic = CLITIC.exec(word);
  return clitic && clitic.index > 0 ? splitAt(word, clitic.index) : null;
}

/** `dont` → `do` `n't`: the second token's source has no apostrophe. */
function bareNegation(word: string): Contraction {
  const at = word.length - 2;
  return { first: word.slice(0, at), second: NEGATION, at };
}

function splitAt(word: string, at: number): Contraction {
  return { first: word.slice(0, at), second: word.slice(at), at };
}

const MARKS: Readonly<Record<string, string>> = {
  '``': '"',
  "''": '"',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '…': '...',
  '&amp;': '&',
  '&quot;': '"',
  '&#34;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&#x27;': "'",
  '&lt;': '<',
  '&gt;': '>',
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
  const characters = [...source].slice(0, MAX_RUN).join('');
  return characters
    .normalize('NFKC')
    .replace(APOSTROPHES, "'")
    .slice(0, 2 * MAX_RUN);
}

const SKIN_TONES = /[\p{Variation_Selector}\p{Emoji_Modifier}]/gu;
const ASCII = /^[\x20-\x7e’‘]+$/;

/** Emoji without skin tones; emoticons without noses: `:-]` → `:)`. */
export function normaliseSymbol(source: string): string {
  if (!ASCII.test(source)) return source.replace(SKIN_TONES, '');
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
