/** Lines of one request: more answers than these are not held. */
const MOST_LINES = 1000;

const encoder = new TextEncoder();

/** The next lines to send, and their bytes. */
export type Part = { lines: number; body: string };

/** Texts as lines of JSON, read no further ahead than one request takes. */
export class Lines {
  private readonly source: Iterator<string> | AsyncIterator<string>;
  private readonly waiting: { line: string; bytes: number }[] = [];
  private bytes = 0;
  private isDone = false;

  /** @throws TypeError when it is one text, which is a list of characters too. */
  constructor(texts: Iterable<string> | AsyncIterable<string>) {
    if (typeof texts === 'string')
      throw new TypeError('texts is one string, allowed are several: put it into a list');
    this.source = Symbol.asyncIterator in texts ? texts[Symbol.asyncIterator]() : texts[Symbol.iterator]();
  }

  /** Lines that have no answer yet: as many as have so many bytes together, or one. Null where all have one. */
  async next(limit: number): Promise<Part | null> {
    while (!this.isDone && this.bytes < limit && this.waiting.length < MOST_LINES) await this.read();
    if (this.waiting.length === 0) return null;
    const lines = Math.max(1, this.within(limit));
    const body = this.waiting.slice(0, lines).map(({ line }) => line);
    return { lines, body: body.join('') };
  }

  /** Lets go of the first lines. @returns their bytes. */
  answered(lines: number): number {
    const bytes = this.waiting.splice(0, lines).reduce((sum, each) => sum + each.bytes, 0);
    this.bytes -= bytes;
    return bytes;
  }

  /** Tells the source that no more is wanted. */
  async close(): Promise<void> {
    if (!this.isDone) await this.source.return?.();
  }

  private async read(): Promise<void> {
    const { done, value } = await this.source.next();
    if (done) this.isDone = true;
    else this.push(value);
  }

  private push(text: string): void {
    // What JSON cannot say is a wrong line, and has a problem like any other.
    const line = `${JSON.stringify(text) ?? 'null'}\n`;
    const bytes = encoder.encode(line).length;
    this.waiting.push({ line, bytes });
    this.bytes += bytes;
  }

  /** How many of the first lines have no more than so many bytes. */
  private within(limit: number): number {
    let bytes = 0;
    const first = this.waiting.findIndex((each) => {
      bytes += each.bytes;
      return bytes > limit;
    });
    return first < 0 ? this.waiting.length : first;
  }
}
