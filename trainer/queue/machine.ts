import { type Job, WaitingError, Worker } from 'bullmq';
import type { AskedFit } from '../experiment/fits/asked.ts';
import { FitStoppedError } from '../experiment/fits/fit.ts';
import { Lanes } from '../experiment/fits/lanes.ts';
import type { QueueAddress } from './address.ts';
import { answerOf } from './answer.ts';
import type { Blobs } from './blobs.ts';
import { connectionOf, withinMs } from './connection.ts';
import { LOCK_MS, lockFor, MAX_DEATHS, QUEUE_OPTIONS, STALL_CHECK_MS } from './settings.ts';
import { Unpacker } from './unpack.ts';
import { queueNameOf, type Version } from './version.ts';

const TELL_MS = 500;
const RETRY_MS = 1000;
/** What a machine takes to put back what it was doing; a queue that is away is not waited for. */
const CLOSE_MS = 10_000;

export type MachineOptions = {
  address: QueueAddress;
  version: Version;
  blobs: Blobs;
  /** As others see it. */
  name: string;
  /** Fits at a time. */
  fits: number;
  /** Threads in all. */
  workers: number;
  report: (message: string) => void;
  /** How long it may say nothing, and how often it looks for others that do; tests wait for less. */
  times?: { lockMs: number; checkMs: number };
};

/** Takes fits from a queue and does them, one in each lane. */
export class Machine {
  readonly #options: MachineOptions;
  readonly #unpacker: Unpacker;
  readonly #stopped = new AbortController();
  readonly #lanes: readonly Lanes[];
  readonly #free: Lanes[];
  readonly #worker: Worker;
  #busySince = performance.now();
  /** Fits that were done and taken. */
  done = 0;

  constructor(options: MachineOptions) {
    const { address, version, blobs, name, fits, workers, report } = options;
    const { lockMs, checkMs } = options.times ?? { lockMs: LOCK_MS, checkMs: STALL_CHECK_MS };
    this.#options = options;
    this.#unpacker = new Unpacker(blobs);
    const threads = Math.max(1, Math.floor(workers / fits));
    this.#lanes = Array.from({ length: fits }, () => new Lanes(1, threads, this.#stopped.signal));
    this.#free = [...this.#lanes];
    this.#worker = new Worker(queueNameOf(version), (job, token) => this.#do(job, token ?? ''), {
      ...QUEUE_OPTIONS,
      ...{ connection: connectionOf(address), name, concurrency: fits },
      ...{ lockDuration: lockMs, stalledInterval: checkMs, maxStalledCount: MAX_DEATHS },
      ...{ drainDelay: 1, runRetryDelay: RETRY_MS },
    });
    this.#worker.on('completed', () => this.done++);
    this.#worker.on('error', ({ message }) => {
      // `watchConnection` tells of the connection.
      if (/Missing lock|Lock mismatch/.test(message))
        report('a fit is another machine’s by now: this one is thrown away');
    });
  }

  /** Since when nothing runs; 0 while something does. */
  get idleMs(): number {
    return this.#free.length < this.#lanes.length ? 0 : performance.now() - this.#busySince;
  }

  /** Stops what runs, and puts it back into the queue. */
  async close(): Promise<void> {
    const closed = this.#worker.close();
    this.#stopped.abort();
    await withinMs(CLOSE_MS, closed);
    await Promise.all(this.#lanes.map((lanes) => lanes.close()));
  }

  async #do(job: Job, token: string): Promise<object> {
    const lanes = this.#free.pop() as Lanes;
    try {
      return await this.#fit(job, token, lanes);
    } catch (error) {
      if (!(error instanceof FitStoppedError)) {
        this.#options.report(`a fit failed: ${(error as Error).message}`);
        throw error;
      }
      await job.moveToWait(token);
      throw new WaitingError();
    } finally {
      this.#free.push(lanes);
      this.#busySince = performance.now();
    }
  }

  async #fit(job: Job, token: string, lanes: Lanes): Promise<object> {
    const asked = await this.#unpacker.unpack(job.data);
    await job.extendLock(token, lockFor(tokensOf(asked)));
    const tell = this.#teller(job);
    const began = performance.now();
    const [fit] = await lanes.run([{ work: 0, run: (lane) => lane.fit<object>(asked, tell) }]);
    const seconds = (performance.now() - began) / 1000;
    const answer = await answerOf(fit, seconds, this.#options.blobs);
    this.#options.report(`${asked.name}: ${seconds.toFixed(1)} s`);
    return answer;
  }

  /** Tells the queue how far a fit is, now and then. */
  #teller(job: Job): (share: number) => void {
    let told = 0;
    return (share) => {
      if (performance.now() - told < TELL_MS) return;
      told = performance.now();
      // It decides nothing but what a bar shows.
      job.updateProgress(share).catch(() => {});
    };
  }
}

/** Tokens of the texts that are packed. */
function tokensOf({ fold: { train, dev } }: AskedFit): number {
  const { texts } = train;
  return texts.tokens.length + (dev.texts === texts ? 0 : dev.texts.tokens.length);
}
