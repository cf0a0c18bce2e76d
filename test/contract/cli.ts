import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../trainer/main.ts', import.meta.url));

export type Outcome = { code: number | null; stdout: string; stderr: string };

/** Starts the command line in a process of its own. */
export function startCli(args: readonly string[], cwd = process.cwd()): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [MAIN, ...args], { cwd });
}

/** Runs the command line to its end, as a user does. */
export function runCli(
  args: readonly string[],
  input: string | Uint8Array = '',
  cwd?: string,
): Promise<Outcome> {
  const child = startCli(args, cwd);
  const outcome = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    outcome.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    outcome.stderr += text;
  });
  // A process that refuses its arguments ends before it reads.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...outcome, code }));
  });
}

/** A command with a value for each flag, where the flags of `more` take the place of its own: none may stand twice. */
export function withFlags([command, ...own]: readonly string[], more: readonly string[]): string[] {
  const kept = own.filter((_, index) => !more.includes(own[index - (index % 2)]));
  return [command, ...kept, ...more];
}
