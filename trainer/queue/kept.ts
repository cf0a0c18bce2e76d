/** Values that were costly to get, the ones used last, up to so many bytes. */
export class Kept {
  readonly #maxBytes: number;
  /** By key, the one used last at the end. */
  readonly #entries = new Map<string, { value: Promise<object>; bytes: number }>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * The value of a key. Asked for twice at a time, it is made once; what failed is made again.
   *
   * @param bytes of the value, about.
   */
  get<Value extends object>(key: string, bytes: number, make: () => Promise<Value>): Promise<Value> {
    const known = this.#entries.get(key);
    this.#entries.delete(key);
    const entry = known ?? { value: make(), bytes };
    this.#entries.set(key, entry);
    if (known === undefined) {
      entry.value.catch(() => this.#entries.get(key) === entry && this.#entries.delete(key));
      this.#evict();
    }
    return entry.value as Promise<Value>;
  }

  #evict(): void {
    let bytes = [...this.#entries.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    for (const [key, entry] of this.#entries) {
      if (bytes <= this.#maxBytes || this.#entries.size === 1) return;
      bytes -= entry.bytes;
      this.#entries.delete(key);
    }
  }
}
