/**
 * Counter-based random numbers: every draw is a function of its key and its index alone, so that results depend
 * on no order of execution and no number of workers.
 */

/** Mixes whole numbers into one 32-bit key (the finaliser of MurmurHash3 after each). */
export function mixKey(...parts: number[]): number {
  let key = 0x9e3779b9;
  for (const part of parts) key = finalise(Math.imul(key ^ part, 0x9e3779b1) + 0x7f4a7c15);
  return key;
}

/** A number in [0, 1) with 24 random bits. */
export function uniform(key: number, index: number): number {
  return (finalise(Math.imul(index, 0x9e3779b1) ^ key) >>> 8) / 2 ** 24;
}

/** Fills `order` with 0 … length − 1 in an order that the key decides (Fisher and Yates). */
export function shuffle(order: Int32Array, key: number): void {
  for (let i = 0; i < order.length; i++) order[i] = i;
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(uniform(key, i) * (i + 1));
    const held = order[i];
    order[i] = order[j];
    order[j] = held;
  }
}

function finalise(value: number): number {
  let h = value | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
