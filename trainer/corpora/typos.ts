/** Chooses one of `count` things, from 0. */
export type Choose = (count: number) => number;

type Edit = (text: string, choose: Choose) => string;

const LONG_WORD = /(?<![\p{L}'])[a-z]{5,}(?![\p{L}'])/giu;

/** Two letters change places, one goes or one comes twice; the first stays. */
const SLIPS: readonly ((before: string, letter: string, next: string) => string)[] = [
  (before, letter, next) => before + next + letter,
  (before, _letter, next) => before + next,
  (before, letter, next) => before + letter + letter + next,
];

/** A slip in one long word of Latin letters; a text without one stays as it is. */
export const misspell: Edit = (text, choose) => {
  const words = [...text.matchAll(LONG_WORD)];
  if (words.length === 0) return text;
  const { 0: word, index } = words[choose(words.length)];
  const at = 1 + choose(word.length - 2);
  const slip = SLIPS[choose(SLIPS.length)](word.slice(0, at), word[at], word[at + 1]);
  return text.slice(0, index) + slip + word.slice(at + 2) + text.slice(index + word.length);
};

const EDITS: readonly Edit[] = [
  misspell,
  misspell,
  (text, choose) => misspell(misspell(text, choose), choose),
  (text) => text.replaceAll("'", ''),
  (text) => text.replace(/([,.!?;]) /g, '$1'),
  (text) => text.replace(/[，。！；]/g, ' ').trim(),
  (text) => text.replace(/[.!。！]*$/, text.includes('。') ? '！！！' : '!!!'),
  (text) => text.replace(/([a-z])(?=[^\p{L}]*$)/iu, '$1$1$1$1'),
];

/** The text as a hasty writer leaves it: as it was, or with a slip, missing marks and spaces, or marks too many. */
export function roughen(text: string, choose: Choose): string {
  const choice = choose(EDITS.length * 2);
  return choice < EDITS.length ? EDITS[choice](text, choose) : text;
}
