/**
 * How long a run of letters and numbers that two texts share must be to be found for certain, and how long the grams are
 * that stand for it. Longer grams are rarer by chance, and more of them must be kept.
 */
export type Runs = { run: number; gram: number };

/** Bits of the second hash that a fingerprint has behind the 32 of the first. */
const TAIL_BITS = 8;
const BASES = [0x01000193, 0x2545f491] as const;

/**
 * The grams that stand for the runs of a text: of all grams within a run the one with the lowest hash. Two texts that share a
 * run share its gram (Schleimer, Wilkerson & Aiken 2003, Winnowing). About one gram in (run − gram + 2) / 2 is kept; a text
 * shorter than a run has none.
 *
 * @param key of the text, as `digestKey` gives it.
 */
export function fingerprints(key: string, { run, gram }: Runs): Set<number> {
  const hashes = gramHashes(key, gram);
  const width = run - gram + 1;
  const kept = new Set<number>();
  let lowest = -1;
  for (let end = width - 1; end < hashes.length; end++) {
    const start = end - width + 1;
    if (lowest < start) lowest = lowestOf(hashes, start, end);
    else if (hashes[end] <= hashes[lowest]) lowest = end;
    kept.add(hashes[lowest]);
  }
  return kept;
}

/** Where the last of the lowest values from `start` to `end` is. */
function lowestOf(values: Float64Array, start: number, end: number): number {
  let lowest = start;
  for (let i = start + 1; i <= end; i++) if (values[i] <= values[lowest]) lowest = i;
  return lowest;
}

/** A hash below 2^40 of each gram, from two polynomials that roll over the text (Karp & Rabin 1987). @returns [grams] */
function gramHashes(key: string, gram: number): Float64Array {
  const hashes = new Float64Array(Math.max(0, key.length - gram + 1));
  const leaving = BASES.map((base) => power(base, gram));
  let [head, tail] = [0, 0];
  for (let i = 0; i < key.length; i++) {
    const letter = key.charCodeAt(i) + 1;
    const left = i < gram ? 0 : key.charCodeAt(i - gram) + 1;
    head = (Math.imul(head, BASES[0]) + letter - Math.imul(left, leaving[0])) | 0;
    tail = (Math.imul(tail, BASES[1]) + letter - Math.imul(left, leaving[1])) | 0;
    if (i >= gram - 1)
      hashes[i - gram + 1] = mixed(head) * 2 ** TAIL_BITS + (mixed(tail) >>> (32 - TAIL_BITS));
  }
  return hashes;
}

function power(base: number, exponent: number): number {
  let product = 1;
  for (let i = 0; i < exponent; i++) product = Math.imul(product, base);
  return product;
}

/** The finaliser of MurmurHash3: the low bits of a polynomial depend on few letters. */
function mixed(value: number): number {
  let h = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
