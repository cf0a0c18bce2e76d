import { Piscina } from 'piscina';
import { Control } from './control.ts';
import type { SharedTraining } from './memory.ts';
import type { EpochOutcome, EpochTask } from './worker.ts';

/** Long enough that no thread is thrown away, and its backend with it, while the main thread writes a file. */
const IDLE_TIMEOUT_MS = 600_000;

/** Training has left the numbers that floats can hold. */
export class DivergedError extends Error {}

/** The worker threads of a run. Each runs one long task an epoch. */
export class TrainingPool {
  readonly #workers: number;
  readonly #piscina: Piscina;

  constructor(workers: number) {
    this.#workers = workers;
    this.#piscina = new Piscina({
      filename: new URL('./worker.ts', import.meta.url).href,
      minThreads: workers,
      maxThreads: workers,
      idleTimeout: IDLE_TIMEOUT_MS,
    });
  }

  /**
   * Trains one epoch, or evaluates the dev texts with the weights at hand.
   *
   * @throws DivergedError when the loss is no longer finite, else what the failing worker threw.
   */
  async run(kind: EpochTask['kind'], memory: SharedTraining, epoch: number): Promise<void> {
    const control = new Control(memory.control, memory.workers);
    control.reset();
    const tasks = Array.from({ length: this.#workers }, (_, worker) => {
      const task: EpochTask = { kind, memory, worker, epoch };
      return this.#piscina.run(task).catch((error): EpochOutcome => {
        // A thread that died could not tell the others itself.
        control.abort();
        throw error;
      });
    });
    const results = await Promise.allSettled(tasks);
    for (const result of results) {
      if (result.status === 'rejected') throw result.reason;
      if (result.value.kind === 'diverged') throw new DivergedError(result.value.message);
    }
  }

  async close(): Promise<void> {
    await this.#piscina.destroy();
  }
}
