/** A stream of bytes whose beginning is looked at before it is read. Whoever makes one closes it, or reads it whole. */
export class Peekable {
  /** Whether the source has no more than what is held. */
  ended = false;
  #held: Buffer[] = [];
  #source: AsyncIterator<Uint8Array>;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** What comes next: at least so many bytes, or all that are left. They are still to be read. */
  async head(bytes: number): Promise<Buffer> {
    let length = this.#held.reduce((sum, chunk) => sum + chunk.length, 0);
    while (length < bytes && !this.ended) {
      const chunk = await this.#pull();
      if (chunk === undefined) break;
      this.#held.push(chunk);
      length += chunk.length;
    }
    if (this.#held.length !== 1) this.#held = [Buffer.concat(this.#held)];
    return this.#held[0];
  }

  /** The next chunk; undefined at the end. */
  async next(): Promise<Buffer | undefined> {
    return this.#held.shift() ?? (this.ended ? undefined : this.#pull());
  }

  /** Gives a chunk back, to be the next. */
  unread(chunk: Buffer): void {
    this.#held.unshift(chunk);
  }

  /** Ends the source, however much of it was read. */
  async close(): Promise<void> {
    this.ended = true;
    this.#held = [];
    await this.#source.return?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      for (let chunk = await this.next(); chunk !== undefined; chunk = await this.next()) yield chunk;
    } finally {
      await this.close();
    }
  }

  async #pull(): Promise<Buffer | undefined> {
    const { done, value } = await this.#source.next();
    if (done === true) {
      this.ended = true;
      return undefined;
    }
    return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
}
