import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { type Entry, open, type ZipFile } from 'yauzl';
import { UserError } from '../errors.ts';
import { writeWhole } from '../files/writewhole.ts';

/** A file of an archive, read whole. */
export type ArchiveEntry = { path: string; bytes: Buffer };

/** More than any entry that a recipe reads has; an archive may claim anything. */
const MAX_ENTRY_BYTES = 64 * 1024 * 1024;
const MAX_TOTAL_BYTES = 2 * 1024 * 1024 * 1024;

/** Adds up what an archive unpacks to, so that a small file cannot fill the memory or run for ever. */
class Budget {
  #path: string;
  #total = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws UserError when an entry, or all of them, are larger than allowed. */
  spend(entry: string, entryBytes: number, more: number): void {
    this.#total += more;
    if (entryBytes > MAX_ENTRY_BYTES || this.#total > MAX_TOTAL_BYTES) {
      throw new UserError(
        `${this.#path} unpacks to more than allowed at ${entry}: ${MAX_ENTRY_BYTES} bytes a file, ${MAX_TOTAL_BYTES} in all`,
      );
    }
  }
}

/**
 * The wanted files of a `.zip`, in the archive's order.
 *
 * @throws UserError when the archive is damaged or unpacks to more than allowed.
 */
export async function* readZip(
  path: string,
  wanted: (path: string) => boolean,
): AsyncGenerator<ArchiveEntry> {
  const budget = new Budget(path);
  const zip = await openZip(path);
  try {
    for (let entry = await nextEntry(path, zip); entry !== null; entry = await nextEntry(path, zip)) {
      if (!wanted(entry.fileName)) continue;
      budget.spend(entry.fileName, entry.uncompressedSize, entry.uncompressedSize);
      yield { path: entry.fileName, bytes: await readEntry(path, zip, entry) };
    }
  } finally {
    zip.close();
  }
}

type OpenZip = ZipFile & { openReadStreamPromise(entry: Entry): Promise<NodeJS.ReadableStream> };

/** The library ends the stream with an error where the entry is not as long as it says. */
async function readEntry(path: string, zip: OpenZip, entry: Entry): Promise<Buffer> {
  try {
    return await buffer(await zip.openReadStreamPromise(entry));
  } catch (error) {
    throw damaged(path, error);
  }
}

function openZip(path: string): Promise<OpenZip> {
  return new Promise((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error) reject(damaged(path, error));
      else resolve(zip as OpenZip);
    });
  });
}

function nextEntry(path: string, zip: ZipFile): Promise<Entry | null> {
  return new Promise((resolve, reject) => {
    const settle = (result: () => void) => {
      zip.removeAllListeners();
      result();
    };
    zip.once('entry', (entry: Entry) => settle(() => resolve(entry)));
    zip.once('end', () => settle(() => resolve(null)));
    zip.once('error', (error: Error) => settle(() => reject(damaged(path, error))));
    zip.readEntry();
  });
}

/**
 * The wanted files of a `.tar.gz`, in the archive's order.
 *
 * @throws UserError when the archive is damaged or unpacks to more than allowed.
 */
export async function* readTarGz(
  path: string,
  wanted: (path: string) => boolean,
): AsyncGenerator<ArchiveEntry> {
  const budget = new Budget(path);
  const unpacked = extract();
  // What fails here ends the loop below with the same error.
  const done = pipeline(createReadStream(path), createGunzip(), unpacked).catch(() => {});
  try {
    for await (const entry of unpacked) {
      const { name, type, size = 0 } = entry.header;
      budget.spend(name, type === 'file' && wanted(name) ? size : 0, size);
      if (type !== 'file' || !wanted(name)) {
        entry.resume();
        continue;
      }
      yield { path: name, bytes: await buffer(entry as unknown as NodeJS.ReadableStream) };
    }
  } catch (error) {
    throw damaged(path, error);
  }
  await done;
}

/**
 * Writes one file of a `.tar.gz`, which may be larger than memory, to `target`: whole or not at all.
 *
 * @throws UserError when the archive is damaged, lacks the file or unpacks to more than allowed.
 */
export async function extractTarGz(path: string, wanted: string, target: string): Promise<void> {
  const unpacked = extract();
  const done = pipeline(createReadStream(path), createGunzip(), unpacked).catch(() => {});
  let total = 0;
  let found = false;
  try {
    for await (const entry of unpacked) {
      total += entry.header.size ?? 0;
      if (total > MAX_TOTAL_BYTES)
        throw new UserError(`${path} unpacks to more than ${MAX_TOTAL_BYTES} bytes`);
      if (entry.header.name === wanted) {
        await writeWhole(target, entry as AsyncIterable<Uint8Array>);
        found = true;
      } else entry.resume();
    }
  } catch (error) {
    throw damaged(path, error);
  }
  await done;
  if (!found) throw new UserError(`${path} lacks ${wanted}: it is not the archive of the recipe`);
}

function damaged(path: string, error: unknown): unknown {
  if (error instanceof UserError) return error;
  return new UserError(`${path} is a damaged archive: ${(error as Error).message}; remove it and pull again`);
}
