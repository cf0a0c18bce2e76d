import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { explainQueueError, type QueueAddress } from './address.ts';

/** A Redis that has not answered by then counts as absent. */
const ANSWER_MS = 2500;
const MAX_RETRY_MS = 1000;

/** What BullMQ and ioredis connect by: again and again, once the queue has answered. */
export function connectionOf({ shown, ...address }: QueueAddress) {
  return {
    ...address,
    connectTimeout: ANSWER_MS,
    // Nothing is given up while the queue is away: what is asked then is asked once it is back.
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(100 * times, MAX_RETRY_MS),
  };
}

/**
 * Connects, once the queue has shown that it answers.
 *
 * @throws UserError in one sentence where it does not within three seconds, or refuses who asks.
 */
export async function connect(address: QueueAddress): Promise<Redis> {
  await checkAnswers(address);
  const redis = new Redis(connectionOf(address));
  // Told of by `watchConnection`; unheard, each would be printed.
  redis.on('error', () => {});
  return redis;
}

/** @throws UserError in one sentence where a queue does not answer within three seconds, or refuses who asks. */
export async function checkAnswers(address: QueueAddress): Promise<void> {
  const redis = new Redis({ ...connectionOf(address), retryStrategy: () => null, lazyConnect: true });
  let cause: unknown;
  redis.on('error', (error) => {
    cause ??= error;
  });
  const timeout = new AbortController();
  try {
    await Promise.race([
      redis.connect().then(() => redis.ping()),
      sleep(ANSWER_MS, undefined, { signal: timeout.signal }).then(() => Promise.reject(new Error())),
    ]);
  } catch (error) {
    throw explainQueueError(address, cause ?? error);
  } finally {
    timeout.abort();
    redis.disconnect();
  }
}

/** Waits for something, but no longer than this. */
export async function withinMs(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const timeout = new AbortController();
  const end = sleep(milliseconds, undefined, { signal: timeout.signal }).catch(() => {});
  await Promise.race([work, end]).finally(() => timeout.abort());
}

/** What is told of a connection that is lost and found. */
type Watched = {
  report: (message: string) => void;
  /** Called once the queue has been away for so long; undefined waits for ever. */
  onLost?: { afterMs: number; run: () => void };
};

/** Tells of a queue that goes away and comes back. @returns what ends the watching. */
export function watchConnection(redis: Redis, shown: string, { report, onLost }: Watched): () => void {
  let isAway = false;
  let timer: NodeJS.Timeout | undefined;
  const onClose = () => {
    if (isAway) return;
    isAway = true;
    report(`the queue ${shown} is away: waiting for it`);
    if (onLost) timer = setTimeout(onLost.run, onLost.afterMs);
  };
  const onReady = () => {
    clearTimeout(timer);
    if (isAway) report(`the queue ${shown} is back`);
    isAway = false;
  };
  redis.on('close', onClose).on('ready', onReady);
  return () => {
    clearTimeout(timer);
    redis.off('close', onClose).off('ready', onReady);
  };
}
