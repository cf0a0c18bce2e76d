import { extname } from 'node:path';
import { Piscina } from 'piscina';
import { Control } from './control.ts';
import type { SharedTraining } from './memory.ts';
import type { OperationTime } from './profile.ts';
import type { EpochOutcome, EpochTask, Fault, Work } from './worker.ts';

/** It has the ending of this file: `.ts`, in the package `.js`. */
const WORKER = new URL(`worker${extname(import.meta.url)}`, import.meta.url).href;
/** Long enough that no thread is thrown away, and its backend with it, while the main thread writes a file. */
const IDLE_TIMEOUT_MS = 600_000;
/** JavaScript objects of one thread, which are few: data, parameters and tensors lie outside this. */
const MAX_HEAP_MB = 512;
/** Without a sign of life for so long, a run counts as hanging. A shard takes milliseconds. */
export const STALL_MS = 120_000;
/** Looks that the watchdog takes within that time. */
const LOOKS = 20;

/** Training has left the numbers that floats can hold. */
export class DivergedError extends Error {}

/** A worker threw, died or hangs: the pool is of no more use, but the run may go on in another. */
export class WorkerError extends Error {}

/** The worker threads of a run. Each runs one long task an epoch. */
export class TrainingPool {
  readonly #workers: number;
  readonly #stallMs: number;
  readonly #onProfile: ((times: OperationTime[]) => void) | undefined;
  readonly #piscina: Piscina;

  /** @param onProfile takes what the operations of a worker took; undefined measures none. */
  constructor(workers: number, stallMs: number, onProfile?: (times: OperationTime[]) => void) {
    this.#workers = workers;
    this.#stallMs = stallMs;
    this.#onProfile = onProfile;
    this.#piscina = new Piscina({
      filename: WORKER,
      minThreads: workers,
      maxThreads: workers,
      idleTimeout: IDLE_TIMEOUT_MS,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    // A thread that dies between two tasks is told of by the next task; unheard, it would end the process.
    this.#piscina.on('error', () => {});
  }

  /**
   * Trains an epoch or a stretch of it, or evaluates the dev texts with the weights at hand.
   *
   * @throws DivergedError when the loss is no longer finite.
   * @throws WorkerError when a worker fails, with what it threw as the cause.
   */
  async run(memory: SharedTraining, work: Work, fault?: Fault): Promise<void> {
    const control = new Control(memory.control, memory.workers);
    control.reset();
    if (work.kind === 'train') control.step = work.begin;
    const tasks = Array.from({ length: this.#workers }, (_, worker) => {
      const profile = this.#onProfile !== undefined;
      const task: EpochTask = { memory, worker, work, profile, ...(fault && { fault }) };
      return this.#piscina.run(task).catch((error): EpochOutcome => {
        // A thread that died could not tell the others itself.
        control.abort();
        throw error;
      });
    });
    const watchdog = new Watchdog(control, this.#stallMs);
    try {
      const results = await Promise.race([Promise.allSettled(tasks), watchdog.stalled]);
      throwFailure(results);
      for (const result of results) {
        if (result.status === 'fulfilled' && result.value.kind === 'done')
          this.#onProfile?.(result.value.times);
      }
    } finally {
      watchdog.stop();
    }
  }

  /** Ends the threads, whatever they are doing. */
  async close(): Promise<void> {
    await this.#piscina.destroy();
  }
}

function throwFailure(results: readonly PromiseSettledResult<EpochOutcome>[]): void {
  for (const result of results) {
    if (result.status === 'fulfilled' && result.value.kind === 'diverged') {
      throw new DivergedError(result.value.message);
    }
  }
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    const { reason } = result;
    const message = reason instanceof Error ? reason.message : String(reason);
    throw new WorkerError(`a worker failed: ${message}`, { cause: reason });
  }
}

/** Ends the wait for threads that give no sign of life. It counts looks, not time: a suspended process is no hang. */
class Watchdog {
  /** Rejects when the threads hang. */
  readonly stalled: Promise<never>;
  readonly #timer: NodeJS.Timeout;

  constructor(control: Control, stallMs: number) {
    const { promise, reject } = Promise.withResolvers<never>();
    // Nobody may be listening any more when it rejects.
    promise.catch(() => {});
    this.stalled = promise;
    let last = control.beats;
    let idle = 0;
    this.#timer = setInterval(() => {
      idle = control.beats === last ? idle + 1 : 0;
      last = control.beats;
      if (idle < LOOKS) return;
      control.abort();
      const hung = `no worker got on for ${stallMs / 1000} s`;
      reject(new WorkerError(`a worker hangs: ${hung}`));
    }, stallMs / LOOKS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
