/** How the Penn Treebank writes what is a sign of its trees. */
const BRACKETS: Readonly<Record<string, string>> = {
  '-LRB-': '(',
  '-RRB-': ')',
  '-LSB-': '[',
  '-RSB-': ']',
  '-LCB-': '{',
  '-RCB-': '}',
};
/** Deeper trees than any sentence has. */
const MAX_DEPTH = 1000;

/** A part of a sentence with its sentiment, 0 to 4. */
export type Phrase = { level: number; text: string };

/**
 * The phrases of a sentiment tree, `(3 (2 It) (4 works))`, inner ones first, so that the sentence is the last; null when it is no tree
 * (Socher et al. 2013, https://nlp.stanford.edu/sentiment/treebank.html).
 */
export function phrasesOf(tree: string): Phrase[] | null {
  const phrases: Phrase[] = [];
  const open: { level: number; words: string[] }[] = [];
  for (const [sign] of tree.matchAll(/\([0-4]|\)|[^\s()]+/g)) {
    if (sign.startsWith('(')) {
      if (open.length === MAX_DEPTH) return null;
      open.push({ level: Number(sign[1]), words: [] });
    } else if (sign === ')') {
      const phrase = open.pop();
      if (phrase === undefined) return null;
      phrases.push({ level: phrase.level, text: phrase.words.join(' ') });
      open.at(-1)?.words.push(...phrase.words);
    } else {
      open.at(-1)?.words.push(BRACKETS[sign] ?? sign.replaceAll('\\/', '/'));
    }
  }
  return open.length === 0 && phrases.length > 0 ? phrases : null;
}
