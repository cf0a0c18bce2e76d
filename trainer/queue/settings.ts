import { PREFIX } from './keys.ts';

/**
 * A machine that says nothing for so long has lost its fit. A fit that is killed is taken up by another within this time and
 * `STALL_CHECK_MS`: eleven seconds.
 */
export const LOCK_MS = 8000;
export const STALL_CHECK_MS = 3000;
/** Machines that may die of one fit before it is given up: then it is the fit, and not the machine. */
export const MAX_DEATHS = 3;
/** Tokens that a machine packs in a millisecond, at the least; it says nothing meanwhile. */
const TOKENS_A_MS = 1000;

/** How long a machine may say nothing that begins a fit of so many tokens. */
export function lockFor(tokens: number): number {
  return LOCK_MS + Math.ceil(tokens / TOKENS_A_MS);
}

const DAY_SECONDS = 24 * 3600;
const KEPT_FITS = 10_000;

/** What BullMQ is told with every fit. */
export const JOB_OPTIONS = {
  // What fails for the machine's reasons may work on another.
  attempts: 2,
  removeOnComplete: { age: DAY_SECONDS, count: KEPT_FITS },
  removeOnFail: { age: DAY_SECONDS, count: KEPT_FITS },
} as const;

/** What queue, events and workers have in common. */
export const QUEUE_OPTIONS = { prefix: PREFIX } as const;
