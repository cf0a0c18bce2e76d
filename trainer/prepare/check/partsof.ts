import type { Texts } from '../../encode/texts.ts';

/** Rows that are looked up among the others. */
const MOST_LOOKED_UP = 2000;
/** Rows that they are looked up in. */
const MOST_READ = 200_000;
/** A shorter text stands in others by chance. */
const LEAST_TOKENS = 5;
/** Tokens that are compared in all, a second or less: texts of one word repeated would cost minutes. */
const MOST_COMPARED = 200_000_000;
/** From this share on, rows are parts of one another by the way in which the file was made. */
const PLAIN_SHARE = 0.05;
/** Texts that tell something about the file. */
const LEAST_TEXTS = 100;

/** How many rows are a part of a longer one, as phrases are of their sentence. */
export type PartRows = {
  /** Rows that were looked up: a sample of those of five tokens or more. */
  checked: number;
  /** Rows of these whose tokens stand in a row in a longer text. */
  parts: number;
  /** Lines of these. */
  lines: number[];
};

/** Looks up a sample of the texts in the others. The sample is every so many texts: equal texts give an equal answer. */
export function findParts(texts: Pick<Texts, 'size' | 'offsets' | 'tokens' | 'lines'>): PartRows {
  const { size, offsets, tokens, lines } = texts;
  const all = Int32Array.from({ length: size }, (_, text) => text);
  const long = all.filter((text) => offsets[text + 1] - offsets[text] >= LEAST_TOKENS);
  const step = Math.max(1, Math.ceil(long.length / MOST_LOOKED_UP));
  const sample = long.filter((_, index) => index % step === 0);
  const sought = new Map(
    [...Map.groupBy(sample, (text) => beginningAt(tokens, offsets[text] + 1))].map(([beginning, parts]) => [
      beginning,
      new Set(parts),
    ]),
  );
  let budget = MOST_COMPARED;
  for (const text of long.subarray(0, MOST_READ)) {
    for (let at = offsets[text] + 1; at + LEAST_TOKENS - 1 <= offsets[text + 1]; at++) {
      const candidates = sought.get(beginningAt(tokens, at));
      if (candidates === undefined || budget < 0) continue;
      for (const part of candidates) {
        budget -= offsets[part + 1] - offsets[part];
        if (standsAt(texts, part, at, text)) candidates.delete(part);
      }
    }
  }
  const parts = sample.filter((text) => !sought.get(beginningAt(tokens, offsets[text] + 1))?.has(text));
  return { checked: sample.length, parts: parts.length, lines: Array.from(parts, (text) => lines[text]) };
}

/** Whether so many rows are parts of others that a split by rows has learned what it is measured on. */
export function lookLikeParts({ checked, parts }: PartRows): boolean {
  return checked >= LEAST_TEXTS && parts >= PLAIN_SHARE * checked;
}

/** Three tokens as one number; two that differ may share it. */
function beginningAt(tokens: Int32Array, at: number): number {
  return (Math.imul(Math.imul(tokens[at], 0x9e3779b1) ^ tokens[at + 1], 0x85ebca6b) ^ tokens[at + 2]) | 0;
}

/** Whether a longer text has the tokens of a part there, from the second on: the number of the first may be that of a pair, see `Texts.tokens`. */
function standsAt(
  { offsets, tokens }: Pick<Texts, 'offsets' | 'tokens'>,
  part: number,
  at: number,
  text: number,
): boolean {
  const first = offsets[part] + 1;
  const length = offsets[part + 1] - first;
  const isLonger = offsets[text + 1] - offsets[text] > length + 1;
  if (!isLonger || at + length > offsets[text + 1]) return false;
  for (let i = 0; i < length; i++) if (tokens[first + i] !== tokens[at + i]) return false;
  return true;
}
