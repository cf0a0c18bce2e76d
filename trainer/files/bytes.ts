import { constants, createReadStream, fstatSync, type Stats } from 'node:fs';
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { isatty } from 'node:tty';
import { explainFileError, UserError, withFile } from '../errors.ts';

/** A pipe that nothing has opened to write by then is given up. */
const WRITER_WAIT_MS = 5000;
const LOOK_MS = 50;
const CHUNK_BYTES = 64 * 1024;

/**
 * The bytes of a file, a chunk at a time. A pipe is one too, such as the shell's `<(command)`; `-` is standard input.
 *
 * @param signal ends the reading with its reason.
 * @throws UserError when the file cannot be opened, is a device, or a pipe that nothing writes to.
 */
export async function* readBytes(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  if (path === '-') return yield* readStandardInput(signal);
  const stats = await withFile(path, () => stat(path));
  if (stats.isDirectory()) throw explainFileError(path, { code: 'EISDIR' });
  if (stats.isFile()) yield* createReadStream(path) as AsyncIterable<Buffer>;
  else if (stats.isFIFO()) yield* readPipe(path, signal);
  else yield* readTerminal(path, stats);
}

/**
 * A file whole, whose size is bounded.
 *
 * @param tooLong the error for one of so many bytes, as far as it was read.
 * @throws UserError as `readBytes` does.
 */
export async function readUpTo(
  path: string,
  limit: number,
  tooLong: (bytes: number) => UserError,
): Promise<Buffer> {
  const stats = await withFile(path, () => stat(path));
  if (stats.size > limit) throw tooLong(stats.size);
  if (stats.isFile()) return withFile(path, () => readFile(path));
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of readBytes(path)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) throw tooLong(length);
  }
  return Buffer.concat(chunks);
}

async function* readStandardInput(signal?: AbortSignal): AsyncGenerator<Buffer> {
  if (fstatSync(0).isDirectory()) throw explainFileError('standard input', { code: 'EISDIR' });
  const stop = () => process.stdin.destroy(signal?.reason);
  signal?.addEventListener('abort', stop);
  try {
    yield* process.stdin as AsyncIterable<Buffer>;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Opened without waiting: a wait in `open` ends for no signal, and takes one of Node's few threads. */
async function* readPipe(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const file = await withFile(path, () => open(path, constants.O_RDONLY | constants.O_NONBLOCK));
  try {
    yield await firstBytes(path, file, signal);
    const stream = new Socket({ fd: file.fd, readable: true, writable: false });
    const stop = () => stream.destroy(signal?.reason);
    signal?.addEventListener('abort', stop);
    try {
      yield* stream as AsyncIterable<Buffer>;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  } finally {
    await file.close().catch(() => {});
  }
}

/** @throws UserError when nothing writes to the pipe. */
async function firstBytes(path: string, file: FileHandle, signal?: AbortSignal): Promise<Buffer> {
  for (let waited = 0; waited < WRITER_WAIT_MS; waited += LOOK_MS) {
    signal?.throwIfAborted();
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK_BYTES));
      if (bytesRead > 0) return buffer.subarray(0, bytesRead);
    } catch (error) {
      // A writer is there and has not written yet.
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return Buffer.alloc(0);
      throw error;
    }
    await setTimeout(LOOK_MS);
  }
  throw new UserError(`${path} is a pipe, and nothing has written to it for ${WRITER_WAIT_MS / 1000} s`);
}

/** What is typed ends; a device such as `/dev/zero` does not. */
async function* readTerminal(path: string, stats: Stats): AsyncGenerator<Buffer> {
  const file = await withFile(path, () => open(path, constants.O_RDONLY | constants.O_NONBLOCK));
  const isTerminal = isatty(file.fd);
  await file.close();
  const kind = stats.isCharacterDevice() || stats.isBlockDevice() ? 'a device' : 'no file';
  if (!isTerminal) throw new UserError(`${path} is ${kind}: give a file or a pipe`);
  yield* createReadStream(path) as AsyncIterable<Buffer>;
}
