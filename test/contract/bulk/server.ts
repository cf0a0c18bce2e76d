import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Dev, startDev } from '../dev.ts';
import { processes } from '../processes.ts';

const CONFIG = fileURLToPath(new URL('../../../src/bulk/wrangler.toml', import.meta.url));
const ENTRY = fileURLToPath(new URL('../../../src/bulk/index.ts', import.meta.url));

/** What `GET /jobs/:id` says. */
export type Status = {
  id: string;
  state: string;
  model: string;
  input: { key: string };
  parts: { all: number; done: number; failed: number; missing: number };
  rows: number;
  errors: number;
  result_bytes: number;
};

/**
 * Writes the config of the bulk Worker into a folder, for a Worker that is built already and whose parts are tried again at once.
 *
 * @returns its path.
 */
export function quickConfig(folder: string): string {
  const toml = readFileSync(CONFIG, 'utf8')
    .replace('main = "index.ts"', `main = ${JSON.stringify(ENTRY)}`)
    .replace(/^\[build\]\n(?:.+\n)*/m, '')
    .replace(/^retry_delay = \d+$/m, 'retry_delay = 0');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/wrangler.toml`, toml);
  return `${folder}/wrangler.toml`;
}

/** A bulk Worker under `wrangler dev`, whose bucket outlives it in a folder. */
export class Server {
  readonly dev: Dev;

  private constructor(dev: Dev) {
    this.dev = dev;
  }

  /** @param more arguments of `wrangler dev`. */
  static async start(folder: string, config = CONFIG, more: readonly string[] = []): Promise<Server> {
    return new Server(await startDev(['--config', config, '--persist-to', `${folder}/state`, ...more]));
  }

  /** Ends wrangler and workerd with SIGKILL, as a machine that loses its power does. */
  async kill(): Promise<void> {
    const ended = once(this.dev.process, 'exit');
    // The watcher leads a group of its own.
    const leader = processes().find(({ parent }) => parent === this.dev.process.pid);
    if (leader !== undefined) process.kill(-leader.pid, 'SIGKILL');
    await ended;
  }

  /** The process that runs Worker, queue and bucket; workerd starts no other. */
  get workerd(): number {
    const all = processes();
    const leader = all.find(({ parent }) => parent === this.dev.process.pid);
    const own = all.filter(({ group, command }) => group === leader?.pid && command === 'workerd');
    return own.sort((a, b) => b.memory - a.memory)[0].pid;
  }

  async json<Value>(path: string, init?: RequestInit): Promise<Value> {
    const response = await fetch(`${this.dev.url}${path}`, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Value;
  }

  post(body: string | Uint8Array, type = 'application/x-ndjson'): Promise<Status> {
    const bytes = typeof body === 'string' ? body : new Uint8Array(body);
    return this.json('/jobs', { method: 'POST', body: bytes, headers: { 'Content-Type': type } });
  }

  status(id: string): Promise<Status> {
    return this.json(`/jobs/${id}`);
  }

  resume(id: string): Promise<Status> {
    return this.json(`/jobs/${id}/resume`, { method: 'POST' });
  }

  /** Asks again and again until this is so. */
  async until(id: string, isSo: (status: Status) => boolean | Promise<boolean>): Promise<Status> {
    for (;;) {
      const status = await this.status(id);
      if (await isSo(status)) return status;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async result(id: string): Promise<Buffer> {
    const response = await fetch(`${this.dev.url}/jobs/${id}/result`);
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return Buffer.from(await response.arrayBuffer());
  }
}
