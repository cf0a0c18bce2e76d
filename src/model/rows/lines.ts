import { LINE_END_BYTES, MAX_ROW_BYTES } from './format.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * A line without its end, and where it begins in the whole file. `bytes` is null where they are more than `MAX_ROW_BYTES`: then its first
 * `BEGINNING_BYTES` are there, which may have its name.
 */
export type Line = { offset: number } & (
  | { bytes: Uint8Array; beginning?: undefined }
  | { bytes: null; beginning: Uint8Array }
);

/** Bytes of a line that is too long of which its name is read. */
export const BEGINNING_BYTES = 1024;

/** Bytes [begin, end) of a file. */
export type Part = { begin: number; end: number };

/**
 * What has to be read of a file for the lines that begin in a part: the byte before it tells whether a line begins with it, and the last line may
 * go on behind its end.
 *
 * @param size of the file in bytes.
 */
export function rangeOf({ begin, end }: Part, size: number): { offset: number; length: number } {
  const offset = Math.max(0, begin - 1);
  return { offset, length: Math.min(size, end + MAX_ROW_BYTES + LINE_END_BYTES) - offset };
}

/** The part of this number, of a file that is cut into parts of `partBytes`. */
export function partAt(number: number, partBytes: number, size: number): Part {
  const begin = number * partBytes;
  return { begin, end: Math.min(begin + partBytes, size) };
}

/**
 * Cuts bytes into the lines that begin in a part, wherever the bytes are cut when they come. Each line of a file begins in one part, so the parts
 * have every line once.
 */
export class PartLines {
  private readonly end: number;
  /** Where the next byte lies in the file. */
  private at: number;
  /** Where the line begins that is being read; null within one that is not of this part, or is too long. */
  private begin: number | null;
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;
  private isOver = false;

  constructor({ begin, end }: Part) {
    this.end = end;
    this.at = Math.max(0, begin - 1);
    this.begin = begin === 0 ? 0 : null;
    this.isOver = end <= begin;
  }

  /** Whether no more bytes are needed. */
  get isDone(): boolean {
    return this.isOver;
  }

  /** Lines that end in these bytes, the next of those that `rangeOf` names. The bytes themselves are not kept. */
  push(chunk: Uint8Array): Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let feed = chunk.indexOf(LINE_FEED); feed >= 0; feed = chunk.indexOf(LINE_FEED, from)) {
      if (this.isOver) return lines;
      this.close(chunk.subarray(from, feed), lines);
      from = feed + 1;
      this.begin = this.at + from;
      this.isOver = this.begin >= this.end;
    }
    if (!this.isOver) this.keep(chunk.subarray(from), lines);
    this.at += chunk.length;
    // A line that follows begins behind all that has come.
    if (this.begin === null && this.at >= this.end) this.isOver = true;
    return lines;
  }

  /** The line that the file ends with, where its end is missing. */
  finish(): Line[] {
    const lines: Line[] = [];
    if (!this.isOver && this.pendingBytes > 0) this.close(new Uint8Array(0), lines);
    this.isOver = true;
    return lines;
  }

  private keep(rest: Uint8Array, lines: Line[]): void {
    if (this.begin === null || rest.length === 0) return;
    this.pendingBytes += rest.length;
    // Whoever reads may use the bytes' memory again.
    this.pending.push(rest.slice());
    // Its last byte may be half of an end.
    if (this.pendingBytes <= MAX_ROW_BYTES + 1) return;
    lines.push(tooLong(this.begin, this.pending));
    this.begin = null;
    this.drop();
  }

  private close(rest: Uint8Array, lines: Line[]): void {
    if (this.begin !== null) {
      const bytes = withoutReturn(this.joined(rest));
      lines.push(bytes.length > MAX_ROW_BYTES ? tooLong(this.begin, [bytes]) : { offset: this.begin, bytes });
    }
    this.drop();
  }

  private joined(rest: Uint8Array): Uint8Array {
    if (this.pendingBytes === 0) return rest;
    const line = new Uint8Array(this.pendingBytes + rest.length);
    let at = 0;
    for (const piece of [...this.pending, rest]) {
      line.set(piece, at);
      at += piece.length;
    }
    return line;
  }

  private drop(): void {
    this.pending = [];
    this.pendingBytes = 0;
  }
}

function withoutReturn(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes;
}

/** @param pieces of the line, more than `MAX_ROW_BYTES`. */
function tooLong(offset: number, pieces: readonly Uint8Array[]): Line {
  const beginning = new Uint8Array(BEGINNING_BYTES);
  let at = 0;
  for (const piece of pieces) {
    const part = piece.subarray(0, BEGINNING_BYTES - at);
    beginning.set(part, at);
    at += part.length;
  }
  return { offset, bytes: null, beginning };
}
