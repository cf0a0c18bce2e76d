/**
 * What a worker's time goes to: packing texts and loading parameters, forward and backward passes, summing gradients and
 * updating, and waiting for the others.
 */
export const PHASES = ['load', 'compute', 'reduce', 'wait'] as const;
type Phase = (typeof PHASES)[number];

/** Share of the workers' time that each phase took. */
export type Shares = Record<Phase, number>;

/** Measures one worker. For people alone: no result depends on it. */
export class Stopwatch {
  readonly #times: Float64Array;
  #last = performance.now();

  /** @param times [phases], milliseconds so far, added to. */
  constructor(times: Float64Array) {
    this.#times = times;
  }

  /** Counts the time since the last call, or since the start, to a phase. */
  lap(phase: Phase): void {
    const now = performance.now();
    this.#times[PHASES.indexOf(phase)] += now - this.#last;
    this.#last = now;
  }
}

/** Measures from now on. @returns what tells how many seconds have passed. */
export function startClock(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}

/** @param times [workers, phases], milliseconds. */
export function sharesOf(times: Float64Array): Shares {
  const total = times.reduce((sum, time) => sum + time, 0) || 1;
  const share = (phase: number) =>
    times.reduce((sum, time, i) => (i % PHASES.length === phase ? sum + time : sum), 0) / total;
  return Object.fromEntries(PHASES.map((phase, i) => [phase, share(i)])) as Shares;
}
