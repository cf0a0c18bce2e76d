import { setTimeout } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import type { JobStatus, Jobs } from './jobs.ts';

/** A job that nothing makes go on: only another may. */
export class EndedError extends Error {}

/** How a job is waited for. */
export type Patience = {
  /** Between the first two looks, in milliseconds; each time a third longer, up to `MOST_LOOK_MS`. */
  lookMs: number;
  /** Without another part for so long, those that are absent are asked for again. */
  stallMs: number;
};

export const PATIENCE: Patience = { lookMs: 250, stallMs: 30_000 };
/** Whoever looks causes a listing of all parts. */
const MOST_LOOK_MS = 10_000;
const LONGER = 4 / 3;
/** Times that absent parts are asked for again without that one comes. */
const MOST_RESUMES = 5;

/**
 * Waits until every part of a job is answered. A local queue forgets its messages when it starts anew, and a message may fail for good: what is
 * absent is asked for again then.
 *
 * @param onStatus told at each look how far the job is.
 * @throws EndedError when the job cannot go on. UserError when it does not.
 */
export async function awaitJob(
  jobs: Jobs,
  id: string,
  { lookMs, stallMs }: Patience,
  signal: AbortSignal,
  onStatus: (status: JobStatus) => void,
): Promise<JobStatus> {
  const stall = new Stall(stallMs);
  for (let wait = lookMs; ; wait = Math.min(MOST_LOOK_MS, wait * LONGER)) {
    const status = await jobs.status(id);
    onStatus(status);
    if (status.state === 'done') return status;
    refuseEnded(status);
    if (stall.isDue(status, wait)) {
      if (stall.resumes > MOST_RESUMES) throw stuck(status);
      await jobs.resume(id);
    }
    await setTimeout(wait, undefined, { signal });
  }
}

/** Counts how long nothing has come. */
class Stall {
  resumes = 0;
  readonly #stallMs: number;
  #waitedMs = 0;
  #done = -1;

  constructor(stallMs: number) {
    this.#stallMs = stallMs;
  }

  /** Whether the absent parts are to be asked for. @param waitMs until the next look. */
  isDue({ state, parts }: JobStatus, waitMs: number): boolean {
    if (parts.done > this.#done) {
      this.#done = parts.done;
      this.#waitedMs = 0;
      this.resumes = 0;
    }
    const isDue = state === 'failed' || this.#waitedMs >= this.#stallMs;
    this.#waitedMs = isDue ? 0 : this.#waitedMs + waitMs;
    if (isDue) this.resumes++;
    return isDue;
  }
}

/** @throws EndedError */
function refuseEnded({ id, state, reason }: JobStatus): void {
  if (state === 'cancelled') throw new EndedError(`the job ${id} was removed`);
  if (state === 'expired') throw new EndedError(`the job ${id} is too old to go on`);
  if (state === 'failed' && reason !== undefined)
    throw new EndedError(`the job ${id} cannot go on: ${reason}`);
}

function stuck({ id, parts }: JobStatus): UserError {
  const { all, done, failed } = parts;
  const why = failed > 0 ? `, and ${failed} failed as often as they may` : '';
  return new UserError(
    `the job ${id} does not go on: ${done} of its ${all} parts are answered${why}; look at the log of the Worker, then run it again`,
  );
}
