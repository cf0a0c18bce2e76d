import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { parseQueue, type QueueAddress } from '../../../trainer/queue/address.ts';
import { freePort } from '../../port.ts';

const NAMES = ['redis-server', 'valkey-server'];

function findServer(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const places = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return places.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const SERVER = findServer();
/** Tests of the queue are skipped where it is true. */
export const isMissing = SERVER === null;
if (isMissing) {
  const message = `no Redis: ${NAMES.join(', ')} are not in PATH; install one`;
  // What checks every change must not pass by leaving tests out.
  if (process.env.CI === 'true') throw new Error(message);
  console.warn(`skipped, ${message}`);
}

/** A Redis of its own on loopback, which writes an append-only file into a folder of its own. */
export class RedisServer {
  readonly url: string;
  readonly address: QueueAddress;
  readonly #port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-redis-'));
  readonly #more: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, more: readonly string[]) {
    this.#port = port;
    this.#more = more;
    this.url = `redis://127.0.0.1:${port}`;
    this.address = parseQueue(this.url, {});
  }

  /** @param more settings, as redis-server takes them. */
  static async start(...more: string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), more);
    await server.run();
    return server;
  }

  /** Starts it, or starts it again with what it has written. */
  async run(): Promise<void> {
    const own = ['--port', `${this.#port}`, '--bind', '127.0.0.1', '--dir', this.#folder];
    const kept = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
    this.#process = spawn(SERVER as string, [...own, ...kept, ...this.#more], { stdio: 'ignore' });
    const redis = new Redis({ port: this.#port, retryStrategy: () => 20, maxRetriesPerRequest: null });
    redis.on('error', () => {});
    // One that asks for a password answers too: that it does.
    await redis.ping().catch(() => {});
    redis.disconnect();
  }

  /** Ends it, and what it keeps stays. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  /** Ends it, and nothing stays. */
  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.#folder, { recursive: true });
  }
}
