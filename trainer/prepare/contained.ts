import type { Texts } from '../encode/texts.ts';

/** How many of the texts that were looked at are parts of other texts. */
export type Contained = { looked: number; parts: number };

/** Shorter ones, such as "good film", stand in others by chance. */
const LEAST_TOKENS = 4;
/** Texts that are looked at: a share of so many is known to within two points. */
const LOOKED = 2000;
/** Places that are looked at in all; the rarest token of a text has few. */
const MAX_STEPS = 50_000_000;

/**
 * Counts texts whose tokens stand in a row in another text, as phrases do in their sentence. A split that is random holds out what
 * training has read. Up to 2,000 texts are looked at, spread evenly over the file; equal texts do not count.
 *
 * @param tokens how many different ones there are.
 */
export function countContained(texts: Texts, tokens: number): Contained {
  const { offsets, size } = texts;
  const longEnough = Int32Array.from({ length: size }, (_, text) => text).filter(
    (text) => offsets[text + 1] - offsets[text] >= LEAST_TOKENS,
  );
  const stride = Math.max(1, longEnough.length / LOOKED);
  const count = Math.min(LOOKED, longEnough.length);
  const looked = Int32Array.from({ length: count }, (_, i) => longEnough[Math.floor(i * stride)]);
  const places = placesOf(texts, rarestTokens(texts, looked, tokens));
  let steps = 0;
  const isPart = (text: number, i: number) =>
    places.at(i).some((place) => {
      steps++;
      return standsAt(texts, text, places.rarest[i], place);
    });
  const found: boolean[] = [];
  looked.forEach((text, i) => {
    if (steps < MAX_STEPS) found.push(isPart(text, i));
  });
  return { looked: found.length, parts: found.filter(Boolean).length };
}

/** Share of the texts from which on they look like parts of one another. */
const MANY = 0.1;
/** Fewer texts tell nothing. */
const ENOUGH = 30;

/** What is to be said where no split group is given and many texts are parts of others. */
export function describeContained({ looked, parts }: Contained): string[] {
  if (looked < ENOUGH || parts < MANY * looked) return [];
  const share = Math.round((100 * parts) / looked);
  return [
    `${share} % of the rows are parts of other rows, as phrases are of a sentence: held-out rows are half known, so ` +
      'that figures are too high and large networks may look better. Name the column of what belongs together with --split-group',
  ];
}

/** The index of the rarest token of each text, in `texts.tokens`. */
function rarestTokens({ tokens, offsets }: Texts, looked: Int32Array, different: number): Int32Array {
  const counts = new Int32Array(different);
  for (const token of tokens) counts[token]++;
  return looked.map((text) => {
    let rarest = offsets[text];
    for (let i = rarest; i < offsets[text + 1]; i++)
      if (counts[tokens[i]] < counts[tokens[rarest]]) rarest = i;
    return rarest;
  });
}

/** Where in `texts.tokens` each of these tokens stands. */
function placesOf({ tokens }: Texts, rarest: Int32Array) {
  const wanted = new Map<number, number[]>();
  for (const index of rarest) wanted.set(tokens[index], []);
  tokens.forEach((token, index) => {
    wanted.get(token)?.push(index);
  });
  return { rarest, at: (i: number) => wanted.get(tokens[rarest[i]]) ?? [] };
}

/** Whether another text has this text's tokens in a row, its token at `index` being at `place`. */
function standsAt({ tokens, offsets, groups }: Texts, text: number, index: number, place: number): boolean {
  const begin = place - (index - offsets[text]);
  const length = offsets[text + 1] - offsets[text];
  if (begin < 0 || begin + length > tokens.length || place === index) return false;
  for (let i = 0; i < length; i++) if (tokens[begin + i] !== tokens[offsets[text] + i]) return false;
  const other = textAt(offsets, begin);
  return begin + length <= offsets[other + 1] && groups[other] !== groups[text];
}

/** The text that a token stands in: the last one that begins at or before it. */
function textAt(offsets: Int32Array, index: number): number {
  let [low, high] = [0, offsets.length - 1];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle] <= index) low = middle;
    else high = middle;
  }
  return low;
}
