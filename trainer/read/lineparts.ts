import { LINE_END_BYTES, MAX_ROW_BYTES } from '../../src/model/rows/format.ts';
import type { Part } from '../../src/model/rows/lines.ts';
import { UserError } from '../errors.ts';
import { ENDLESS, LINE_FEED } from './lines.ts';

/** Whole lines of a file, with the byte before them: what `PartAnswers` reads of a part (`rangeOf`). */
export type LinePart = { part: Part; bytes: Uint8Array<ArrayBuffer> };

/** What is longer than this is an error, whatever else it has. */
const MAX_HELD_BYTES = MAX_ROW_BYTES + LINE_END_BYTES;

/**
 * Cuts bytes into parts of whole lines, each with bytes of its own. Lines that have come are handed on: nothing waits for a
 * part to be full. Of a line that is too long no more is kept than tells so.
 *
 * @param pieces of a file from its first byte on, cut anywhere.
 * @param partBytes from which on a part ends with its line.
 * @throws UserError where a line does not end.
 */
export async function* lineParts(
  pieces: AsyncIterable<Uint8Array>,
  partBytes: number,
): AsyncGenerator<LinePart> {
  const cutter = new LineCutter(partBytes);
  for await (const piece of pieces) yield* cutter.push(piece);
  yield* cutter.finish();
}

class LineCutter {
  readonly #partBytes: number;
  /** Where what is held begins in the file. */
  #begin = 0;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  /** Whether the rest of a line that is too long is passed over. */
  #isPassing = false;
  #lineBytes = 0;

  constructor(partBytes: number) {
    this.#partBytes = partBytes;
  }

  *push(piece: Uint8Array): Generator<LinePart> {
    let rest = piece;
    while (rest.length > 0) {
      const end = this.#endIn(rest);
      if (!this.#isPassing) this.#hold(rest.subarray(0, end));
      else this.#begin += end;
      const hasEnd = rest[end - 1] === LINE_FEED;
      this.#count(end, hasEnd);
      rest = rest.subarray(end);
      if (this.#isPassing) this.#isPassing = !hasEnd;
      else if (hasEnd) yield this.#take();
      else if (this.#heldBytes > MAX_HELD_BYTES) {
        yield this.#take();
        this.#isPassing = true;
      }
    }
  }

  *finish(): Generator<LinePart> {
    if (this.#heldBytes > 0) yield this.#take();
  }

  /** Where the next cut is: behind the last line that a part has room for, or behind the first. */
  #endIn(rest: Uint8Array): number {
    const last = this.#isPassing ? -1 : rest.lastIndexOf(LINE_FEED, this.#partBytes - 1);
    const end = last >= 0 ? last : rest.indexOf(LINE_FEED);
    return end < 0 ? rest.length : end + 1;
  }

  #hold(bytes: Uint8Array): void {
    // A view would keep all of what was read with it.
    this.#held.push(bytes.slice());
    this.#heldBytes += bytes.length;
  }

  #take(): LinePart {
    const [begin, end] = [this.#begin, this.#begin + this.#heldBytes];
    const before = begin === 0 ? [] : [Uint8Array.of(LINE_FEED)];
    const bytes = new Uint8Array(before.length + this.#heldBytes);
    let at = 0;
    for (const piece of [...before, ...this.#held]) {
      bytes.set(piece, at);
      at += piece.length;
    }
    this.#held = [];
    this.#heldBytes = 0;
    this.#begin = end;
    return { part: { begin, end }, bytes };
  }

  /** What goes on for so long without a line end is a device or no text. */
  #count(bytes: number, hasEnd: boolean): void {
    this.#lineBytes = hasEnd ? 0 : this.#lineBytes + bytes;
    if (this.#lineBytes <= ENDLESS) return;
    throw new UserError(`a line does not end within ${ENDLESS} bytes, so this is no text: give another`);
  }
}
