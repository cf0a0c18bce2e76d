/** A queue as it is measured: what a fit costs besides its training. All times are in seconds. */
export type QueueCosts = {
  /** Of each fit. */
  aFit: number;
  /** Of the first fit of each machine, besides: the data come, and threads start. */
  aMachine: number;
};

/**
 * When the last fit is done, where each machine takes the next fit of the queue as soon as it is free.
 *
 * @param fits what each trains, in the order of the queue.
 */
export function makespan(fits: readonly number[], machines: number, { aFit, aMachine }: QueueCosts): number {
  const free = new Array<number>(machines).fill(aMachine);
  for (const seconds of fits) {
    const first = free.indexOf(Math.min(...free));
    free[first] += aFit + seconds;
  }
  // A machine that nothing was left for does not count.
  return Math.max(...free.filter((end) => end > aMachine));
}

/** Fits like those that were measured, so many of them, the longest first as commands add them. */
export function likeThese(fits: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, index) => fits[index % fits.length]).sort((a, b) => b - a);
}
