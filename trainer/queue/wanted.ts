import { type Job, Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import type { AskedFit } from '../experiment/fits/asked.ts';
import type { QueueAddress } from './address.ts';
import { fitIn } from './answer.ts';
import type { Blobs } from './blobs.ts';
import { connectionOf, withinMs } from './connection.ts';
import { PREFIX } from './keys.ts';
import type { Parcel } from './parcel.ts';
import { JOB_OPTIONS, MAX_DEATHS, QUEUE_OPTIONS } from './settings.ts';
import type { Status } from './status.ts';
import { queueNameOf, type Version } from './version.ts';

/** Events may be missed while the queue is away: so often all fits are looked at. */
const LOOK_MS = 5000;
/** A queue that is away is not waited for. */
const CLOSE_MS = 3000;

/** A machine, or several, could not do a fit. */
export class FitFailedError extends Error {}

type Entry = {
  asked: AskedFit;
  parcel: Parcel;
  onTrained: (share: number) => void;
  answer: PromiseWithResolvers<object>;
  /** False before it was looked for. */
  isAdded: boolean;
  /** Whether an answer was no fit before. */
  isAgain: boolean;
};

export type WantedOptions = {
  address: QueueAddress;
  version: Version;
  blobs: Blobs;
  status: Status;
  report: (message: string) => void;
};

/** Fits of one command that machines are to do. */
export class Wanted {
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  readonly #options: WantedOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #timer: NodeJS.Timeout;

  private constructor(queue: Queue, events: QueueEvents, options: WantedOptions) {
    this.#queue = queue;
    this.#events = events;
    this.#options = options;
    this.#timer = setInterval(() => void this.#lookAtAll(), LOOK_MS);
    this.#listen();
  }

  static async open(redis: Redis, options: WantedOptions): Promise<Wanted> {
    const name = queueNameOf(options.version);
    // What happens from here on, also before the first look at it.
    const [last] = await redis.xrevrange(`${PREFIX}:${name}:events`, '+', '-', 'COUNT', 1);
    const own = { ...QUEUE_OPTIONS, connection: connectionOf(options.address) };
    const queue = new Queue(name, own);
    const events = new QueueEvents(name, { ...own, lastEventId: last?.[0] ?? '0-0' });
    // Told of by `watchConnection`; unheard, each would end the process.
    queue.on('error', () => {});
    events.on('error', () => {});
    return new Wanted(queue, events, options);
  }

  /**
   * Adds a fit, or finds it where it was added before.
   *
   * @returns `added` once it is there, and what it comes to: FitFailedError with the cause where no machine could do it.
   */
  want(asked: AskedFit, parcel: Parcel, onTrained: (share: number) => void) {
    const known = this.#entries.get(asked.digest);
    if (known !== undefined) return { added: Promise.resolve(), answer: known.answer.promise };
    const answer = Promise.withResolvers<object>();
    // Rejected before anyone waits, it is told to the one who then does.
    answer.promise.catch(() => {});
    const entry: Entry = { asked, parcel, onTrained, answer, isAdded: false, isAgain: false };
    this.#entries.set(asked.digest, entry);
    return { added: this.#look(entry), answer: answer.promise };
  }

  /** Takes back all fits that no machine has begun, and gives up the others. */
  async stop(error: Error, isThere: boolean): Promise<void> {
    const digests = [...this.#entries.keys()];
    for (const { answer } of this.#entries.values()) answer.reject(error);
    // One that runs is locked, and stays: its answer is there when it is asked for again.
    if (isThere) await Promise.allSettled(digests.map((digest) => this.#queue.remove(digest)));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await withinMs(CLOSE_MS, Promise.allSettled([this.#events.close(), this.#queue.close()]));
  }

  #listen(): void {
    const { status, report } = this.#options;
    const on = (run: (entry: Entry) => void) => (event: { jobId: string }) => {
      const entry = this.#entries.get(event.jobId);
      if (entry !== undefined) run(entry);
    };
    const settle = on((entry) => void this.#look(entry));
    this.#events.on('completed', settle);
    this.#events.on('failed', settle);
    this.#events.on(
      'active',
      on(({ asked }) => status.begin(asked.digest)),
    );
    this.#events.on(
      'stalled',
      on(({ asked }) => {
        status.end(asked.digest);
        report(`${asked.name}: its machine says nothing any more, another takes it up`);
      }),
    );
    this.#events.on('progress', ({ jobId, data }) => {
      if (typeof data === 'number' && data >= 0 && data < 1) this.#entries.get(jobId)?.onTrained(data);
    });
  }

  async #lookAtAll(): Promise<void> {
    for (const entry of this.#entries.values()) await this.#look(entry);
  }

  /** Finds out where a fit is, and adds it where it is nowhere. */
  async #look(entry: Entry): Promise<void> {
    const { asked, parcel } = entry;
    if (this.#entries.get(asked.digest) !== entry) return;
    try {
      const job = await this.#queue.getJob(asked.digest);
      const state = await job?.getState();
      if (job !== undefined && state === 'completed') await this.#take(entry, job);
      else if (job !== undefined && state === 'failed') await this.#fail(entry, job);
      else if (job === undefined)
        await this.#queue.add('fit', parcel, { ...JOB_OPTIONS, jobId: asked.digest });
      entry.isAdded = true;
    } catch (error) {
      this.#settle(entry, () => entry.answer.reject(error));
    }
  }

  async #take(entry: Entry, job: Job): Promise<void> {
    try {
      const fit = await fitIn(entry.asked, job.returnvalue, this.#options.blobs);
      this.#settle(entry, () => {
        this.#options.status.done++;
        entry.answer.resolve(fit);
      });
    } catch (error) {
      if (entry.isAgain) throw error;
      // What an earlier command has left may be gone in part.
      entry.isAgain = true;
      await job.remove();
      await this.#look(entry);
    }
  }

  async #fail(entry: Entry, job: Job): Promise<void> {
    // One that an earlier command has left is tried again.
    if (!entry.isAdded) {
      await job.remove();
      return this.#look(entry);
    }
    this.#settle(entry, () => {
      this.#options.status.failed++;
      entry.answer.reject(new FitFailedError(`${entry.asked.name}: ${causeOf(job)}`));
    });
  }

  #settle({ asked }: Entry, tell: () => void): void {
    if (!this.#entries.delete(asked.digest)) return;
    this.#options.status.end(asked.digest);
    tell();
  }
}

/** Why a fit failed, in words. */
function causeOf({ failedReason }: Job): string {
  if (!/stalled more than/.test(failedReason)) return failedReason;
  return `${MAX_DEATHS + 1} machines died of it or lost it: has each enough memory?`;
}
