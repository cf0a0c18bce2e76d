import { STALL_MS, TrainingPool } from '../../parallel/pool.ts';
import type { FitRunner, Fitter, Task } from './asked.ts';
import { performFit } from './perform.ts';

/** Threads that stay warm from fit to fit, and what stops their fit. */
export type Lane = { pool: TrainingPool; workers: number; signal: AbortSignal };

/** A lane, and what does a fit in it. */
export type FitLane = Lane & { fit: Fitter };

/** Some fits at a time, on the threads of this process. Two with one thread each are faster than one with two: each step waits for all threads of its fit. */
export class Lanes implements FitRunner {
  readonly about: string;
  readonly #pools: TrainingPool[];
  readonly #workers: number;
  readonly #signal: AbortSignal;

  /** @param workers threads in all; each lane has at least one. */
  constructor(lanes: number, workers: number, signal: AbortSignal) {
    this.#workers = Math.max(1, Math.floor(workers / lanes));
    this.#pools = Array.from({ length: lanes }, () => new TrainingPool(this.#workers, STALL_MS));
    this.#signal = signal;
    this.about = lanes < 3 ? `${['one', 'two'][lanes - 1]} at a time` : `${lanes} at a time`;
  }

  /**
   * Runs all tasks. When one fails the others are stopped.
   *
   * @returns their values, in the order of the tasks.
   * @throws what the first of the tasks threw.
   */
  async run<Value>(tasks: readonly Task<Value, FitLane>[]): Promise<Value[]> {
    const values: Value[] = [];
    const waiting = [...tasks.keys()].sort((a, b) => tasks[b].work - tasks[a].work || a - b);
    const failure = new AbortController();
    const signal = AbortSignal.any([this.#signal, failure.signal]);
    const ended = await Promise.allSettled(
      this.#pools.map(async (pool) => {
        for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
          try {
            values[index] = await tasks[index].run(withFitter({ pool, workers: this.#workers, signal }));
          } catch (error) {
            if (!failure.signal.aborted) failure.abort(error);
            throw error;
          }
        }
      }),
    );
    if (failure.signal.aborted) throw failure.signal.reason;
    for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
    return values;
  }

  /** The bar says it all. */
  status(): string {
    return '';
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.close()));
  }
}

function withFitter(lane: Lane): FitLane {
  return { ...lane, fit: (asked, onTrained) => performFit(asked, lane, onTrained) as Promise<never> };
}
