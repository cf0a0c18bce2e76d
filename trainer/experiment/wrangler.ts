import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const WATCHER = fileURLToPath(new URL('wranglergroup.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * wrangler stores every request that it serves locally, with its whole address and so with the text of a GET, unless the first of
 * these says not to; and it writes what it prints to a file of its own.
 */
const QUIET = {
  X_LOCAL_OBSERVABILITY: 'false',
  WRANGLER_WRITE_LOGS: 'false',
  WRANGLER_SEND_METRICS: 'false',
};

type Wrangler = {
  process: ChildProcess;
  /** Resolves with the exit code when wrangler has ended; with null when a signal ended it. */
  ended: Promise<number | null>;
  /** Ends wrangler and all that it started. */
  stop: () => void;
};

/**
 * Starts `wrangler dev` so that no text is stored, and so that nothing of it outlives this process, however this one ends: see
 * `wranglergroup.ts`.
 *
 * @param args of `wrangler dev`, as a user writes them.
 * @param stdio of wrangler: input, output, errors.
 * @param env more variables for it.
 */
export function startWrangler(
  args: readonly string[],
  stdio: readonly ('ignore' | 'inherit' | 'pipe')[],
  env: NodeJS.ProcessEnv = {},
): Wrangler {
  const child = spawn(process.execPath, [WATCHER, 'dev', ...args], {
    cwd: ROOT,
    stdio: [...stdio, 'ipc'],
    env: { ...process.env, ...QUIET, ...env },
    // Windows has no process groups: there the system ends what a process started together with it.
    detached: process.platform !== 'win32',
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const stop = () => {
    if (child.connected) child.disconnect();
  };
  return { process: child, ended, stop };
}

/** A line of wrangler's without the queries of addresses: it prints those of requests that failed on their way to the Worker. */
export function withoutQueries(line: string): string {
  return line.replace(/(https?:\/\/[^\s?]+)\?\S*/g, '$1');
}
