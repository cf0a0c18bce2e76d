import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';
import { isAlive } from '../files/lock.ts';
import { writeWhole } from '../files/writewhole.ts';
import { startWrangler } from './wrangler.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/**
 * Outside `src/`, which wrangler watches: a file written there would start a build that writes it again. Of this process alone, so
 * that two may serve at once.
 */
const FOLDER = join(ROOT, 'build', `serve-${process.pid}`);
const READY = /Ready on (http:\S+)/;
const START_TIMEOUT_MS = 60_000;
const KEPT_LINES = 20;

export type Server = {
  url: string;
  /** Resolves when the server has ended. */
  ended: Promise<unknown>;
  stop: () => void;
};

/**
 * Serves a model in workerd, as `wrangler deploy` would put it on the edge.
 *
 * @param card what `GET /model` answers.
 * @param port 0 for any that is free.
 * @throws UserError when the server does not start.
 */
export async function serve(model: Uint8Array, card: object, port: number): Promise<Server> {
  await removeStale();
  await writeWhole(join(FOLDER, 'model.safetensors'), model);
  await writeWhole(join(FOLDER, 'card.json'), JSON.stringify(card));
  await writeWhole(join(FOLDER, 'worker.ts'), WORKER);
  const options = ['--port', String(port), '--ip', '127.0.0.1', '--show-interactive-dev-session=false'];
  const {
    process: wrangler,
    ended,
    stop,
  } = startWrangler([join(FOLDER, 'worker.ts'), ...options], ['ignore', 'pipe', 'pipe'], { NO_COLOR: '1' });
  const url = await readiness([wrangler.stdout, wrangler.stderr], ended).catch((error) => {
    stop();
    throw error;
  });
  return { url, ended: ended.then(() => rm(FOLDER, { recursive: true, force: true })), stop };
}

/** Removes what processes left that were killed. */
async function removeStale(): Promise<void> {
  for (const name of await readdir(join(ROOT, 'build'))) {
    const pid = Number(/^serve-(\d+)$/.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) await rm(join(ROOT, 'build', name), { recursive: true, force: true });
  }
}

/** The entry of the Worker that serves the model: as `src/index.ts`, beside other weights. */
const WORKER = `import { env } from 'cloudflare:workers';
import { entrypointOf } from '../../src/rpc.ts';
import { createWorker } from '../../src/worker.ts';
import build from '../build.json';
import card from './card.json';
import kernel from '../edge-kernel.wasm';
import weights from './model.safetensors';

const { fetch, calls } = createWorker({ kernel, weights, card, build, env });
export default { fetch };
export class Sentiment extends entrypointOf(calls) {}
`;

/** The address, once the server says it; its last words as an error when it never does. */
function readiness(streams: (NodeJS.ReadableStream | null)[], ended: Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  const fail = (reason: string) => new UserError([`${reason}; it said:`, ...lines]);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(fail(`the server did not start within ${START_TIMEOUT_MS / 1000} s`)),
      START_TIMEOUT_MS,
    );
    for (const stream of streams) {
      createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
        lines.push(line);
        if (lines.length > KEPT_LINES) lines.shift();
        const url = READY.exec(line)?.[1];
        if (url !== undefined) {
          clearTimeout(timer);
          resolve(url);
        }
      });
    }
    ended.then(() => {
      clearTimeout(timer);
      reject(fail('the server ended before it was ready'));
    });
  });
}
