/** Numbers hashes as they come, in the memory of their bits alone: open addressing, half full at most. */
export class HashIndex {
  readonly #most: number;
  /** Number + 1, 0 where free. */
  readonly #slots: Int32Array;
  readonly #hashes: Int32Array;
  #size = 0;

  /** @param most hashes that it has room for. */
  constructor(most: number) {
    let length = 2;
    while (length < 2 * most) length *= 2;
    this.#most = most;
    this.#slots = new Int32Array(length);
    this.#hashes = new Int32Array(most);
  }

  /** The hashes so far, by their numbers. */
  hashes(): Int32Array {
    return this.#hashes.subarray(0, this.#size);
  }

  /** The number of a hash, or −1. */
  find(hash: number): number {
    return this.#slots[this.#slotOf(hash)] - 1;
  }

  /** The number of a hash, a new one where there is room, or else −1. */
  add(hash: number): number {
    const slot = this.#slotOf(hash);
    if (this.#slots[slot] > 0) return this.#slots[slot] - 1;
    if (this.#size === this.#most) return -1;
    this.#hashes[this.#size] = hash;
    this.#slots[slot] = ++this.#size;
    return this.#size - 1;
  }

  /** Where a hash is, or the free place where it would be. */
  #slotOf(hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] > 0 && this.#hashes[this.#slots[slot] - 1] !== hash) slot = (slot + 1) & mask;
    return slot;
  }
}
