import { createReadStream } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import { UserError, withWritable } from '../errors.ts';
import { writeWhole } from '../files/writewhole.ts';
import { causeOf } from './ask.ts';
import type { Jobs } from './jobs.ts';
import type { Places, SentJob } from './ledger.ts';

/** Times that a result may break off without that anything of it comes. */
const MOST_BREAKS = 5;

/** Bytes of the results of jobs that are done. */
function sizeOf(jobs: readonly SentJob[]): number {
  return jobs.reduce((sum, { result }) => sum + (result?.bytes ?? 0), 0);
}

/**
 * Brings the results of jobs that are done, one after the other, and goes on behind what an earlier run has brought.
 *
 * @param onReceived told how many bytes of how many are there.
 * @throws UserError when a result breaks off again and again.
 */
export async function receiveResults(
  jobs: Jobs,
  sent: readonly SentJob[],
  { result: path }: Places,
  signal: AbortSignal,
  onReceived: (bytes: number, size: number) => void,
): Promise<void> {
  const size = sizeOf(sent);
  let before = 0;
  for (const job of sent) {
    const end = before + sizeOf([job]);
    for (let breaks = 0, there = await lengthOf(path); there < end; ) {
      signal.throwIfAborted();
      const broken = await append(jobs, job, path, there - before, (bytes) =>
        onReceived(there + bytes, size),
      );
      const now = await lengthOf(path);
      breaks = now > there ? 0 : breaks + 1;
      there = now;
      if (breaks >= MOST_BREAKS)
        throw new UserError(`the result of the job ${job.id} breaks off (${broken}): run it again to go on`);
    }
    before = end;
  }
}

async function lengthOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Adds to a file what comes of a result from one of its bytes on. @returns why it ended too soon; undefined where it did not. */
function append(
  jobs: Jobs,
  { id }: SentJob,
  path: string,
  from: number,
  onBytes: (bytes: number) => void,
): Promise<string | undefined> {
  return withWritable(path, async () => {
    await using file = await open(path, 'a');
    const { from: begin, body } = await jobs.result(id, from);
    let [skip, written] = [from - begin, 0];
    const source = body[Symbol.asyncIterator]();
    for (;;) {
      const next = await source.next().catch((error: unknown) => ({ broken: causeOf(error) }));
      if ('broken' in next) return next.broken;
      if (next.done) return undefined;
      const bytes = next.value.subarray(Math.min(skip, next.value.length));
      skip -= next.value.length - bytes.length;
      await file.write(bytes);
      written += bytes.length;
      onBytes(written);
    }
  });
}

/** Puts the whole result where it belongs. */
export async function placeResult(out: string, sent: readonly SentJob[], { result }: Places): Promise<void> {
  if (sent.length > 1) await writeWhole(out, joined(sent, result));
  else await withWritable(out, () => rename(result, out));
}

/** A row without a name that could not be read: its offset is that in the rows of its job. */
const OFFSET = /^(\{"error":"(?:[^"\\]|\\.)*","offset":)(\d+)/;

/** The results of jobs as that of one: offsets are those in all rows. */
async function* joined(sent: readonly SentJob[], path: string): AsyncGenerator<string> {
  let [begin, base] = [0, 0];
  for (const job of sent) {
    const size = sizeOf([job]);
    const stream = createReadStream(path, { start: begin, end: begin + size - 1, encoding: 'utf8' });
    let rest = '';
    for await (const text of stream as AsyncIterable<string>) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) yield lines.map((line) => `${moved(line, base)}\n`).join('');
    }
    begin += size;
    base += job.bytes;
  }
}

function moved(line: string, base: number): string {
  if (base === 0 || !line.startsWith('{"error"')) return line;
  return line.replace(OFFSET, (_, before: string, offset: string) => before + (Number(offset) + base));
}
