import { open, rm } from 'node:fs/promises';
import { UserError, withWritable } from '../errors.ts';
import { LINE_FEED } from '../read/lines.ts';
import type { RowLines } from '../read/ndjson.ts';
import type { Jobs } from './jobs.ts';
import { type Ledger, type Places, writeLedger } from './ledger.ts';
import type { Unchanged } from './unchanged.ts';

/** Of the rows of a job: what a Worker takes as a body on Cloudflare's free and pro plans, and some room. */
export const JOB_BYTES = 95_000_000;

/**
 * Sends the rows of a file that no job has yet, in as many jobs as it takes, and writes each down once it is there.
 *
 * @param file for messages.
 * @param jobBytes up to which lines belong to a job; one line more may be.
 * @param unchanged refuses rows that are not those of the ledger's digest, before they are sent.
 * @throws UserError when the file has no row, and as `unchanged` and `Jobs.create`.
 */
export async function sendRows(
  jobs: Jobs,
  { format, pieces }: RowLines,
  ledger: Ledger,
  places: Places,
  { file, jobBytes, unchanged }: { file: string; jobBytes: number; unchanged: Unchanged },
): Promise<void> {
  ledger.format = format;
  const sent = ledger.jobs.reduce((sum, { bytes }) => sum + bytes, 0);
  const reader = new PieceReader(pieces);
  await reader.skip(sent);
  for (;;) {
    const { bytes, rows } = await spool(reader, places.rows, jobBytes);
    await unchanged();
    if (bytes === 0) break;
    const id = await jobs.create(places.rows, format, ledger.query);
    ledger.jobs.push({ id, bytes, rows });
    await writeLedger(places, ledger);
  }
  await rm(places.rows, { force: true });
  if (ledger.jobs.length === 0) throw new UserError(`${file} is empty: it has no text to answer`);
  ledger.isSent = true;
  await writeLedger(places, ledger);
}

/** Bytes that come in pieces, of which a part is taken. */
class PieceReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#source = pieces[Symbol.asyncIterator]();
  }

  /** The next bytes; undefined at the end. */
  async next(): Promise<Uint8Array | undefined> {
    const rest = this.#rest;
    this.#rest = new Uint8Array(0);
    if (rest.length > 0) return rest;
    const { done, value } = await this.#source.next();
    return done ? undefined : value;
  }

  /** Gives bytes back, to be the next. */
  unread(bytes: Uint8Array): void {
    this.#rest = bytes;
  }

  async skip(bytes: number): Promise<void> {
    for (let left = bytes; left > 0; ) {
      const piece = await this.next();
      if (piece === undefined) return;
      if (piece.length > left) this.unread(piece.subarray(left));
      left -= Math.min(left, piece.length);
    }
  }
}

/** Writes whole lines to a file until it has so many bytes: what is sent must have a length, and may have to be sent again. */
async function spool(
  reader: PieceReader,
  path: string,
  jobBytes: number,
): Promise<{ bytes: number; rows: number }> {
  return withWritable(path, async () => {
    await using file = await open(path, 'w');
    const counts = { bytes: 0, rows: 0 };
    let isOpen = false;
    for (;;) {
      const piece = await reader.next();
      if (piece === undefined) break;
      const cut = cutOf(piece, jobBytes - counts.bytes);
      const taken = cut < 0 ? piece : piece.subarray(0, cut);
      await file.write(taken);
      counts.bytes += taken.length;
      for (const byte of taken) if (byte === LINE_FEED) counts.rows++;
      isOpen = taken.at(-1) !== LINE_FEED;
      if (cut < 0) continue;
      reader.unread(piece.subarray(cut));
      break;
    }
    return { bytes: counts.bytes, rows: counts.rows + Number(isOpen) };
  });
}

/** Where a piece is cut behind a line, if it is: behind the last line that there is room for, or behind the first. */
function cutOf(piece: Uint8Array, room: number): number {
  if (piece.length < room) return -1;
  const last = room > 0 ? piece.lastIndexOf(LINE_FEED, room - 1) : -1;
  const feed = last >= 0 ? last : piece.indexOf(LINE_FEED);
  return feed < 0 ? -1 : feed + 1;
}
