import { Agent, get } from 'node:http';
import { setInterval } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/** A thread that asks a service for one text again and again, and says how that went when it is told to stop. */

/** What became of all requests. */
export type Honest = { answered: number; slowestMs: number; wrong: string[] };

const EVERY_MS = 100;
/** Requests are sent on time whatever became of those before. */
const agent = new Agent({ keepAlive: true });
const path = `/sentiment?${new URLSearchParams({ text: 'Never boring, always surprising.' })}`;
const result: Honest = { answered: 0, slowestMs: 0, wrong: [] };

function ask(url: string): Promise<void> {
  const begin = performance.now();
  return new Promise((resolve) => {
    const end = (wrong: string | null) => {
      result.answered++;
      result.slowestMs = Math.max(result.slowestMs, performance.now() - begin);
      if (wrong !== null) result.wrong.push(wrong);
      resolve();
    };
    const request = get(`${url}${path}`, { agent }, (response) => {
      response.resume();
      response.on('end', () => end(response.statusCode === 200 ? null : `status ${response.statusCode}`));
      response.on('error', (error) => end(error.message));
    });
    request.on('error', (error) => end(error.message));
  });
}

let isOver = false;
parentPort?.once('message', () => {
  isOver = true;
});
const asked: Promise<void>[] = [];
for await (const _ of setInterval(EVERY_MS)) {
  if (isOver) break;
  asked.push(ask(workerData));
}
await Promise.all(asked);
agent.destroy();
parentPort?.postMessage(result);
