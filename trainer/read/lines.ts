import { UserError } from '../errors.ts';
import { readBytes } from '../files/bytes.ts';
import type { ColumnNames } from './columns.ts';
import { type EncodingOptions, toUtf8, utf16Of } from './encodings.ts';

/** A line without its end (LF or CRLF), numbered from 1. `bytes` is null when it is longer than allowed. */
export type Line = { line: number; bytes: Uint8Array | null };

/** Bytes of a row: 256 KiB is a text of some 40,000 words, and longer ones are nearly always a file gone wrong. */
export const MAX_ROW_LENGTH = 256 * 1024;

/** How a file is parsed, whatever its format. */
export type ParseOptions = ColumnNames &
  EncodingOptions & {
    /** What separates the fields of a table. Undefined: found out. */
    delimiter?: string | undefined;
    /** Told of every stretch of bytes that was read. */
    onBytes?: ((bytes: number) => void) | undefined;
    /** Ends the reading with its reason. */
    signal?: AbortSignal | undefined;
    /** Keeps the other fields of objects, where no label is read. */
    keepOthers?: boolean | undefined;
    /** What `readChunks` gives instead of reading the file: it was opened before, to see its format. */
    chunks?: AsyncIterable<Buffer> | undefined;
  };

/**
 * A file as UTF-8, a chunk at a time, whatever its encoding.
 *
 * @throws UserError as `readBytes` and `toUtf8` do.
 */
export async function* readChunks(path: string, options: ParseOptions): AsyncGenerator<Buffer> {
  yield* options.chunks ?? toUtf8(path, countedBytes(path, options), options);
}

async function* countedBytes(path: string, { onBytes, signal }: ParseOptions): AsyncGenerator<Buffer> {
  for await (const chunk of readBytes(path, signal)) {
    // A line may never end.
    signal?.throwIfAborted();
    onBytes?.(chunk.length);
    yield chunk;
  }
}

/** Enough of a file to tell its encoding. */
const SAMPLE_BYTES = 4096;

/**
 * Lets bytes through, but for those of UTF-16, in which Excel and PowerShell write.
 *
 * @param name of what is read.
 * @throws UserError when the first bytes are UTF-16.
 */
export async function* refuseUtf16<Bytes extends Uint8Array>(
  name: string,
  source: AsyncIterable<Bytes>,
): AsyncGenerator<Bytes> {
  let isFirst = true;
  for await (const chunk of source) {
    if (isFirst && utf16Of(chunk.subarray(0, SAMPLE_BYTES)) !== undefined) {
      throw new UserError(
        `${name} is UTF-16, allowed UTF-8: convert it, such as with iconv -f UTF-16 -t UTF-8, or in PowerShell with ` +
          'Get-Content FILE | Set-Content -Encoding utf8 NEW',
      );
    }
    isFirst &&= chunk.length === 0;
    yield chunk;
  }
}

export const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** What goes on for so long without a line end is a device or no text. Nothing of it is kept. */
export const ENDLESS = 2 ** 30;

/**
 * Splits a byte stream into lines and holds one chunk and one line at a time, however long either is.
 * `bytes` may be a view of the chunk: decode it before asking for the next line.
 */
export async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const rest = new LineBuffer();
  let line = 1;
  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      rest.add(chunk.subarray(from, end));
      yield { line: line++, bytes: rest.take() };
      from = end + 1;
    }
    rest.add(chunk.subarray(from));
    if (rest.length > ENDLESS) {
      throw new UserError(
        `line ${line} does not end within ${ENDLESS} bytes, so this is no text: give another`,
      );
    }
  }
  if (rest.length > 0) yield { line, bytes: rest.take() };
}

/** The line so far. Past `MAX_ROW_LENGTH` only its length is kept. */
class LineBuffer {
  length = 0;
  #parts: Uint8Array[] = [];

  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.length += bytes.length;
    if (this.length > MAX_ROW_LENGTH + 1) this.#parts = [];
    else this.#parts.push(bytes);
  }

  take(): Uint8Array | null {
    const whole = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
    const tooLong = this.length > MAX_ROW_LENGTH + 1;
    this.#parts = [];
    this.length = 0;
    if (tooLong) return null;
    const bytes = whole.at(-1) === CARRIAGE_RETURN ? whole.subarray(0, -1) : whole;
    return bytes.length > MAX_ROW_LENGTH ? null : bytes;
  }
}

const STRICT = new TextDecoder('utf-8', { fatal: true });

/** The text that the bytes encode, without a byte order mark; null when they are no UTF-8. */
export function decodeStrictly(bytes: Uint8Array): string | null {
  try {
    return STRICT.decode(bytes);
  } catch {
    return null;
  }
}

/**
 * A line's text, or why it cannot be read at all. Shared by all that read lines, so that they say the same.
 *
 * @param limit bytes that it may have, at most `MAX_ROW_LENGTH`.
 */
export function decodeLine({ bytes }: Line, limit = MAX_ROW_LENGTH): { text: string } | { problem: string } {
  if (bytes === null || bytes.length > limit)
    return { problem: `is over ${limit} bytes long, allowed up to that` };
  const text = decodeStrictly(bytes);
  return text === null ? { problem: 'is not UTF-8' } : { text };
}
