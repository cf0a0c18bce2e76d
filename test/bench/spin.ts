import { Worker } from 'node:worker_threads';

/** About a second. */
const SPINS = 1_000_000_000;

/** Loops a millisecond of so many threads that do nothing but count: what the machine has to give at the moment. */
export async function spinRate(threads: number): Promise<number> {
  const code = `let x = 0; for (let i = 0; i < ${SPINS}; i++) x = (x * 31 + i) | 0; require('worker_threads').parentPort.postMessage(x)`;
  const start = performance.now();
  const workers = Array.from({ length: threads }, () => new Worker(code, { eval: true }));
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
  return (threads * SPINS) / (performance.now() - start);
}
