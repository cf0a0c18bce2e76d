import { UserError } from '../../errors.ts';

/** A value of an array as it is written, numbered by the line where it begins; null when it is longer than allowed. */
export type Element = { line: number; bytes: Buffer | null };

/** Bytes of one value: a task of Label Studio has all that its annotators did. */
export const MAX_ELEMENT_BYTES = 16 * 1024 * 1024;

const [QUOTE, BACKSLASH, COMMA, LINE_FEED] = [0x22, 0x5c, 0x2c, 0x0a];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
/** Tab, line ends, blank, and the bytes of a byte order mark. */
const BLANKS = [0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf];

/**
 * Splits a JSON array into its values, and holds one chunk and one value at a time. Values are not looked at: whether they
 * are JSON is for their reader to say.
 *
 * @throws UserError when the array does not end, or something follows it.
 */
export async function* readElements(path: string, source: AsyncIterable<Buffer>): AsyncGenerator<Element> {
  const scanner = new Scanner(path);
  for await (const chunk of source) yield* scanner.scan(chunk);
  scanner.end();
}

class Scanner {
  readonly #path: string;
  #line = 1;
  /** Brackets that are open, that of the array too. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  #done = false;
  #element = new ElementBuffer();

  constructor(path: string) {
    this.#path = path;
  }

  *scan(chunk: Buffer): Generator<Element> {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === LINE_FEED) this.#line++;
      if (this.#inString) this.#stepInString(byte);
      else if (!this.#element.isOpen && BLANKS.includes(byte)) from = at + 1;
      else if (this.#depth === 0) {
        this.#open(byte);
        from = at + 1;
      } else if (this.#depth === 1 && (byte === COMMA || byte === CLOSE_ARRAY)) {
        this.#element.add(chunk.subarray(from, at));
        if (this.#element.isOpen) yield this.#element.take();
        from = at + 1;
        if (byte === CLOSE_ARRAY) this.#depth--;
      } else this.#step(byte);
    }
    this.#element.add(chunk.subarray(from));
  }

  end(): void {
    if (this.#depth === 0 && this.#done) return;
    throw new UserError(`${this.#path} ends at line ${this.#line} within its JSON array: it is cut off`);
  }

  #open(byte: number): void {
    if (byte !== OPEN_ARRAY || this.#done) {
      throw new UserError(
        `${this.#path} goes on at line ${this.#line} after its JSON array: remove the rest`,
      );
    }
    this.#depth = 1;
    this.#done = true;
  }

  #step(byte: number): void {
    this.#element.begin(this.#line);
    if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) this.#depth++;
    else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) this.#depth--;
  }

  #stepInString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }
}

/** The value so far. Past `MAX_ELEMENT_BYTES` only its length is kept. */
class ElementBuffer {
  isOpen = false;
  #line = 0;
  #length = 0;
  #parts: Buffer[] = [];

  begin(line: number): void {
    if (!this.isOpen) this.#line = line;
    this.isOpen = true;
  }

  add(bytes: Buffer): void {
    if (!this.isOpen || bytes.length === 0) return;
    this.#length += bytes.length;
    if (this.#length > MAX_ELEMENT_BYTES) this.#parts = [];
    else this.#parts.push(bytes);
  }

  take(): Element {
    const bytes = this.#length > MAX_ELEMENT_BYTES ? null : Buffer.concat(this.#parts);
    const element = { line: this.#line, bytes };
    this.isOpen = false;
    this.#length = 0;
    this.#parts = [];
    return element;
  }
}
