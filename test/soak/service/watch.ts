import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect } from 'vitest';
import { memoryOf, type Workerd } from '../../bench/workerd.ts';
import type { Honest } from './honest.ts';

/** What others saw of the service while it was under load, and the megabytes that it holds more after it. */
export type Watched = Honest & { megabytes: number };

/** Connections close, and what is garbage is collected. */
const REST_MS = 2000;
const ANSWERED_WITHIN_MS = 1000;
/**
 * V8 collects when it must, and what workerd holds swings by 40 MB under an even load. A minute has 30,000 requests: 2 KB that each left behind
 * would be seen, and would end workerd at 128 MB, its bound.
 */
const SLACK_MB = 60;

/** Runs a load while an honest client asks ten times a second, from a thread of its own: what the load costs this one delays it not. */
export async function watch(workerd: Workerd, load: () => Promise<void>): Promise<Watched> {
  const before = memoryOf(workerd.process);
  const client = new Worker(new URL('./honest.ts', import.meta.url), { workerData: workerd.url });
  try {
    await once(client, 'online');
    await load();
    const answer = once(client, 'message');
    client.postMessage('stop');
    const [honest] = (await answer) as [Honest];
    await setTimeout(REST_MS);
    return { ...honest, megabytes: memoryOf(workerd.process) - before };
  } finally {
    await client.terminate();
  }
}

/** Holds what was seen to what the service promises. @param within milliseconds; @param slack in megabytes. */
export function expectUnharmed(watched: Watched, within = ANSWERED_WITHIN_MS, slack = SLACK_MB): void {
  const { answered, slowestMs, wrong, megabytes } = watched;
  console.log(
    `${answered} honest requests, the slowest ${slowestMs.toFixed(0)} ms; ${megabytes.toFixed(1)} MB more after it`,
  );
  expect(wrong).toEqual([]);
  expect(answered).toBeGreaterThan(0);
  expect(slowestMs).toBeLessThan(within);
  expect(megabytes).toBeLessThan(slack);
}
