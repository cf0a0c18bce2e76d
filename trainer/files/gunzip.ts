import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../errors.ts';

/** Texts shrink to a fifth or a tenth; only what repeats itself without end shrinks more than this. */
const MAX_RATIO = 200;
/** Up to here no ratio matters. */
const FREE_BYTES = 64 * 1024 * 1024;

/** Whether the bytes begin as a gzip file does (RFC 1952, 2.3.1; 8 is the only method there is). */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/**
 * The bytes that were packed, a chunk at a time.
 *
 * @param name of the file, for messages.
 * @throws UserError when the file is damaged or cut off, or unpacks to more than `MAX_RATIO` times its size.
 */
export async function* gunzip(name: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let packed = 0;
  let unpacked = 0;
  const unzip = createGunzip();
  const count = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      packed += chunk.length;
      yield chunk;
    }
  };
  pipeline(source, count, unzip, () => {});
  try {
    for await (const chunk of unzip as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      if (unpacked > FREE_BYTES && unpacked > MAX_RATIO * packed) throw endless(name);
      yield chunk;
    }
  } catch (error) {
    throw explain(name, error);
  }
}

function endless(name: string): UserError {
  return new UserError(
    `${name} unpacks to more than ${MAX_RATIO} times its size, as no labelled texts do: ` +
      'unpack it with gunzip and give what comes out, if that is what you want',
  );
}

function explain(name: string, error: unknown): unknown {
  if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) return error;
  return new UserError(`${name} is a gzip file that is cut off or damaged: copy or download it again`);
}
