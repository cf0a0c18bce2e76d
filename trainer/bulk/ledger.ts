import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RowFormat } from '../../src/model/rows/format.ts';
import { UserError, withFile } from '../errors.ts';
import { isThere } from '../files/outputs.ts';
import { writeWhole } from '../files/writewhole.ts';

/** What decides the result beside the file itself. */
export type Request = {
  url: string;
  /** Options of the API as a query, such as `?language=en`. */
  query: string;
  /** How the file is read. */
  reading: { format: string | null; textColumn: string | null; idColumn: string | null };
};

/** A job that has rows of the file: those that follow the rows of the job before it. */
export type SentJob = { id: string; bytes: number; rows: number; result?: { bytes: number; errors: number } };

/** What a run leaves for the next one to go on from. */
export type Ledger = Request & {
  /** SHA-256 of the file as it was. */
  sha256: string;
  format: RowFormat | null;
  jobs: SentJob[];
  /** Whether the jobs have all rows. */
  isSent: boolean;
  /** Whether the whole result has come: what is left is to put it where it belongs, and to remove the jobs. */
  isReceived: boolean;
};

/** Where a run keeps what the next one goes on from: a folder beside its result. */
export function placesOf(out: string) {
  const folder = `${out}.job`;
  return {
    folder,
    ledger: join(folder, 'job.json'),
    /** Rows that are being sent. */
    rows: join(folder, 'rows'),
    /** As much of the result as has come. */
    result: join(folder, 'result'),
  };
}

export type Places = ReturnType<typeof placesOf>;

/**
 * What an earlier run has left, or the beginning of a new one.
 *
 * @throws UserError when it was of another file, or of another request.
 */
export async function openLedger(
  places: Places,
  file: string,
  sha256: string,
  request: Request,
): Promise<Ledger> {
  const begun: Ledger = { ...request, sha256, format: null, jobs: [], isSent: false, isReceived: false };
  if (!(await isThere(places.ledger))) return begun;
  const left = await readLedger(places.ledger);
  const anew = `to begin anew, remove ${places.folder}`;
  if (left.sha256 !== sha256)
    throw new UserError(`${file} has changed since its rows were sent: put it back as it was, or, ${anew}`);
  if (left.url !== request.url)
    throw new UserError(`${file} was sent to ${left.url}, not to ${request.url}: go on there, or, ${anew}`);
  const asked = ({ query, reading }: Request) => JSON.stringify({ query, reading });
  if (asked(left) !== asked(request))
    throw new UserError(`${file} was sent with other flags: give the same, or, ${anew}`);
  return left;
}

/** @throws UserError when the file is none of ours. */
async function readLedger(path: string): Promise<Ledger> {
  const text = await withFile(path, () => readFile(path, 'utf8'));
  try {
    const ledger = JSON.parse(text) as Ledger;
    if (Array.isArray(ledger.jobs) && typeof ledger.sha256 === 'string') return ledger;
  } catch {
    // Told below.
  }
  throw new UserError(`${path} is not what a run of bulk leaves: move it away, or give another --out`);
}

export async function writeLedger(places: Places, ledger: Ledger): Promise<void> {
  await writeWhole(places.ledger, `${JSON.stringify(ledger, null, 2)}\n`);
}

/** Removes all that is kept beside the result. The folder's lock goes with it. */
export async function removePlaces(places: Places): Promise<void> {
  await rm(places.folder, { recursive: true, force: true });
}

/** SHA-256 of a file, in hexadecimal digits. @param onBytes told of every stretch that was read. */
export async function digestOf(
  path: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { signal }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    onBytes(chunk.length);
  }
  return hash.digest('hex');
}
