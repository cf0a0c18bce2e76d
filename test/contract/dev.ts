import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const DEV = fileURLToPath(new URL('../../trainer/dev.ts', import.meta.url));

export type Dev = {
  url: string;
  process: ChildProcess;
  /** All that was printed so far. */
  printed: () => string;
};

/** wrangler looks for a free port before it takes it: two that start together may find the same one. */
const STARTS = 3;

/** Starts a program that serves, such as `npm run dev`, in a process of its own, and waits until it is ready. */
export async function startDev(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Dev> {
  for (let start = 1; ; start++) {
    try {
      return await startServer(process.execPath, [DEV, '--port', '0', ...args], env);
    } catch (error) {
      if (start === STARTS || !String(error).includes('Address already in use')) throw error;
    }
  }
}

/** Starts a command that serves, and waits until it is ready. */
export async function startServer(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Dev> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        const found = /Ready on (http:\S+)/.exec(printed)?.[1];
        if (found !== undefined) resolve(found);
      });
    }
    child.once('exit', () => reject(new Error(`the server ended before it was ready:\n${printed}`)));
  });
  return { url, process: child, printed: () => printed };
}

/** Resolves once `isTrue`; how long to wait at most is the test's time limit. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 50));
}
