import { SIGNAL_EXITS, type StopSignal, UserError } from '../errors.ts';
import { lockFolder } from '../files/lock.ts';
import { isThere, refuseExisting } from '../files/outputs.ts';
import { openRowLines } from '../read/ndjson.ts';
import type { TextOptions } from '../read/texts.ts';
import type { Service } from './ask.ts';
import { awaitJob, EndedError, type Patience } from './await.ts';
import { Jobs } from './jobs.ts';
import {
  digestOf,
  type Ledger,
  openLedger,
  type Places,
  placesOf,
  type Request,
  removePlaces,
  writeLedger,
} from './ledger.ts';
import { placeResult, receiveResults } from './receive.ts';
import { sendRows } from './send.ts';
import { type Unchanged, unchangedSince } from './unchanged.ts';

/** How much of how much is done. */
export type Draw = (done: number, size: number) => void;

/** What is told of a run while it goes on. */
export type Watch = {
  /** Bytes of the file that were read for its digest. */
  onRead: Draw;
  /** Bytes of the file that were read to be sent. */
  onSend: Draw;
  /** Rows that are answered. */
  onAnswered: Draw;
  /** Bytes of the result. */
  onReceived: Draw;
  report: (message: string) => void;
};

export type BulkRun = {
  file: string;
  /** Bytes of the file. */
  size: number;
  out: string;
  service: Service;
  query: string;
  reading: Pick<TextOptions, 'format' | 'textColumn' | 'idColumn'>;
  /** Replaces a result that is there. */
  force: boolean;
  /** Leaves the jobs at the service. */
  keepJobs: boolean;
  jobBytes: number;
  patience: Patience;
};

/** Rows with an answer and with why there is none. */
export type Counts = { texts: number; bad: number };

/**
 * Has the rows of a file answered by the bulk Worker, and writes the answers: whole or not at all. A run that was stopped in any way goes on when
 * it is started again.
 *
 * @throws UserError when the file or the flags are others than those of a run that was stopped, when another run writes the same result, and as the
 *   service says. EndedError is one of them.
 */
export async function runBulk(run: BulkRun, watch: Watch): Promise<Counts> {
  const places = placesOf(run.out);
  const release = await lockFolder(places.folder, watch.report, 'receiving');
  const jobs = new Jobs(run.service);
  let ledger: Ledger | undefined;
  try {
    const unchanged = await unchangedSince(run.file, () => remedyOf(ledger, places));
    ledger = await begun(run, places, watch);
    if (!ledger.isSent) await send(run, jobs, ledger, places, { ...watch, unchanged });
    await awaitAll(run, jobs, ledger, places, watch);
    if (!ledger.isReceived) await receive(run, jobs, ledger, places, watch);
    if (await isThere(places.result)) await placeResult(run.out, ledger.jobs, places);
    if (!run.keepJobs) for (const { id } of ledger.jobs) await jobs.remove(id);
    await removePlaces(places);
    return countsOf(ledger);
  } catch (error) {
    if (ledger?.jobs.length === 0) await removePlaces(places);
    if (!(error instanceof EndedError)) throw error;
    throw new UserError(`${error.message}; to begin anew, remove ${places.folder}`);
  } finally {
    release();
  }
}

async function begun(run: BulkRun, places: Places, { onRead, report }: Watch): Promise<Ledger> {
  const { file, size, service, query, reading } = run;
  let read = 0;
  const sha256 = await digestOf(file, service.signal, (bytes) => {
    read += bytes;
    onRead(read, size);
  });
  const { format = null, textColumn = null, idColumn = null } = reading;
  const request: Request = { url: service.url, query, reading: { format, textColumn, idColumn } };
  const ledger = await openLedger(places, file, sha256, request);
  // What is there may be the very result that a run was stopped behind.
  if (!ledger.isReceived) await refuseExisting([run.out], run.force);
  if (ledger.jobs.length > 0) report(`going on with what ${places.ledger} has`);
  return ledger;
}

/** What to do where the file has changed: rows that were sent are of what it was. */
function remedyOf(ledger: Ledger | undefined, { folder }: Places): string {
  if (ledger === undefined || ledger.jobs.length === 0) return 'run it again once nothing writes to it';
  return `put it back as it was and run it again, or, to begin anew, remove ${folder}`;
}

async function send(
  run: BulkRun,
  jobs: Jobs,
  ledger: Ledger,
  places: Places,
  watch: Watch & { unchanged: Unchanged },
): Promise<void> {
  const { file, size, service, reading, jobBytes } = run;
  let read = 0;
  const onBytes = (bytes: number) => {
    read += bytes;
    watch.onSend(read, size);
  };
  const { signal } = service;
  const lines = await openRowLines(file, { ...reading, signal, onBytes, report: watch.report });
  await sendRows(jobs, lines, ledger, places, { file, jobBytes, unchanged: watch.unchanged });
}

/** Waits for each job. */
async function awaitAll(
  { service, patience }: BulkRun,
  jobs: Jobs,
  ledger: Ledger,
  places: Places,
  { onAnswered }: Watch,
): Promise<void> {
  const all = ledger.jobs.reduce((sum, { rows }) => sum + rows, 0);
  let before = 0;
  for (const job of ledger.jobs) {
    if (job.result === undefined) {
      const {
        rows,
        errors,
        result_bytes: bytes,
      } = await awaitJob(jobs, job.id, patience, service.signal, (status) =>
        onAnswered(before + status.rows, all),
      );
      if (rows !== job.rows)
        throw new EndedError(`the job ${job.id} has ${rows} answers, expected ${job.rows}, one a row`);
      job.result = { bytes, errors };
      await writeLedger(places, ledger);
    }
    before += job.rows;
  }
}

async function receive(
  { service }: BulkRun,
  jobs: Jobs,
  ledger: Ledger,
  places: Places,
  { onReceived }: Watch,
): Promise<void> {
  await receiveResults(jobs, ledger.jobs, places, service.signal, onReceived);
  ledger.isReceived = true;
  await writeLedger(places, ledger);
}

function countsOf({ jobs }: Ledger): Counts {
  const rows = jobs.reduce((sum, job) => sum + job.rows, 0);
  const bad = jobs.reduce((sum, { result }) => sum + (result?.errors ?? 0), 0);
  return { texts: rows - bad, bad };
}

/** What is told of a run that a signal has stopped. */
export function stoppedError(signal: StopSignal): UserError {
  return new UserError(`stopped by ${signal}: run it again to go on`, SIGNAL_EXITS[signal]);
}
