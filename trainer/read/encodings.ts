import { isAscii, isUtf8 } from 'node:buffer';
import { UserError } from '../errors.ts';
import { gunzip, isGzip } from '../files/gunzip.ts';
import { Peekable } from '../files/peekable.ts';
import { refuseBinary, refuseZeros } from './binary.ts';
import { guessEncoding } from './guess.ts';

/** How the bytes of a file are read. */
export type EncodingOptions = {
  /** A label that `TextDecoder` knows. Undefined: found out. */
  encoding?: string | undefined;
  /** Told what the file was taken for, in phrases that read in a list. */
  found?: ((fact: string) => void) | undefined;
  /** Takes what the user should know, a line at a time. */
  report?: ((message: string) => void) | undefined;
};

/** Enough of a file to tell UTF-16, line ends and what is no text. */
export const SAMPLE_BYTES = 64 * 1024;
/** What is looked at from the first byte beyond ASCII on. */
const ENCODING_SAMPLE_BYTES = 1024 * 1024;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const REPLACEMENT = '\ufffd';

/**
 * Gives a file as UTF-8 without a byte order mark, with LF or CRLF at line ends, whatever it is: gzip, UTF-16, Windows-1252,
 * what `encoding` names, CR alone at line ends. Bytes that are no UTF-8 in a file that otherwise is are left as they are.
 *
 * @param name of what is read.
 * @throws UserError when it is no text, gzip that is damaged, or in an encoding that should be named.
 */
export async function* toUtf8(
  name: string,
  source: AsyncIterable<Uint8Array>,
  options: EncodingOptions = {},
): AsyncGenerator<Buffer> {
  const raw = new Peekable(source);
  try {
    const packed = isGzip(await raw.head(3));
    if (packed) options.found?.('gzip');
    const plain = packed ? new Peekable(gunzip(name, raw)) : raw;
    yield* withLineFeeds(decode(name, plain, options), options);
  } finally {
    await raw.close();
  }
}

async function* decode(name: string, plain: Peekable, options: EncodingOptions): AsyncGenerator<Buffer> {
  try {
    const head = await plain.head(SAMPLE_BYTES);
    refuseBinary(name, head);
    const encoding = options.encoding ?? utf16Of(head);
    if (encoding === undefined) {
      refuseZeros(name, head);
      yield* decodeUnknown(name, plain, options);
    } else {
      const { encoding: label } = new TextDecoder(encoding);
      options.found?.(nameOf(label));
      yield* label === 'utf-8' ? withoutMark(plain) : transcode(name, plain, label, options);
    }
  } finally {
    await plain.close();
  }
}

/** ASCII as it is, and from the first other byte on what the bytes that follow are most likely. */
async function* decodeUnknown(
  name: string,
  plain: Peekable,
  options: EncodingOptions,
): AsyncGenerator<Buffer> {
  let ascii = 0;
  let chunk = await plain.next();
  for (; chunk !== undefined && isAscii(chunk); chunk = await plain.next()) {
    ascii += chunk.length;
    yield chunk;
  }
  if (chunk === undefined) return;
  plain.unread(chunk);
  const sample = await plain.head(ENCODING_SAMPLE_BYTES);
  const hasMark = ascii === 0 && sample.subarray(0, 3).equals(BYTE_ORDER_MARK);
  const whole = plain.ended ? sample : sample.subarray(0, sample.lastIndexOf(LINE_FEED) + 1);
  const encoding = hasMark || isUtf8(whole) ? undefined : await guessEncoding(name, whole, ascii, options);
  if (encoding === undefined) yield* ascii === 0 ? withoutMark(plain) : plain;
  else {
    options.found?.(nameOf(encoding));
    yield* transcode(name, plain, encoding, options);
  }
}

/** UTF-16 by its mark, or because of every two bytes nearly always the same one is zero, as in a text of Latin letters. */
export function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 0) zeros[at % 2]++;
  const pairs = bytes.length / 2;
  if (Math.max(...zeros) <= 0.75 * pairs || Math.min(...zeros) >= 0.25 * pairs) return undefined;
  return zeros[1] > zeros[0] ? 'utf-16le' : 'utf-16be';
}

/** As people write it. */
function nameOf(encoding: string): string {
  if (encoding.startsWith('utf-16')) return 'UTF-16';
  return encoding
    .replace(/^(utf|iso|gb|euc|koi)/, (family) => family.toUpperCase())
    .replace('windows', 'Windows');
}

async function* withoutMark(source: Peekable): AsyncGenerator<Buffer> {
  const head = await source.head(3);
  const begin = head.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  await source.next();
  if (head.length > begin) yield head.subarray(begin);
  yield* source;
}

async function* transcode(
  name: string,
  source: AsyncIterable<Buffer>,
  encoding: string,
  { report }: EncodingOptions,
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  let replaced = 0;
  const encode = (text: string) => {
    for (let at = text.indexOf(REPLACEMENT); at >= 0; at = text.indexOf(REPLACEMENT, at + 1)) replaced++;
    return Buffer.from(text);
  };
  for await (const chunk of source) yield encode(decoder.decode(chunk, { stream: true }));
  const rest = encode(decoder.decode());
  if (rest.length > 0) yield rest;
  if (replaced > 0) {
    report?.(
      `note: ${replaced} characters of ${name} are no ${nameOf(encoding)}, and are read as ${REPLACEMENT}`,
    );
  }
}

/** Lines that end in CR alone, as those of old Mac programs do, end in LF. */
async function* withLineFeeds(
  source: AsyncIterable<Buffer>,
  { found }: EncodingOptions,
): AsyncGenerator<Buffer> {
  const text = new Peekable(source);
  try {
    const head = await text.head(SAMPLE_BYTES);
    // The last byte may be half of a CRLF.
    const at = head.indexOf(CARRIAGE_RETURN);
    const isBare = at >= 0 && (at < head.length - 1 || text.ended) && !head.includes(LINE_FEED);
    if (!isBare) return yield* text;
    found?.('lines that end in CR');
    for await (const chunk of text) {
      yield Buffer.from(chunk.map((byte) => (byte === CARRIAGE_RETURN ? LINE_FEED : byte)));
    }
  } finally {
    await text.close();
  }
}

/** @returns the label. @throws UserError when `TextDecoder` does not know it. */
export function checkEncoding(label: string): string {
  try {
    new TextDecoder(label);
    return label;
  } catch {
    throw new UserError(
      `the encoding is "${label}", allowed those of the web, such as utf-8, utf-16le, windows-1252, gb18030, shift_jis`,
    );
  }
}
