import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Outcome } from './cli.ts';

/** What Node runs of the command line. */
export const MAIN = fileURLToPath(new URL('../../trainer/main.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** How the command line is run: where, with which variables, and what the shell does before and behind it. */
type Shell = {
  cwd?: string;
  environment?: NodeJS.ProcessEnv;
  /** Shell commands before it, such as `ulimit -f 8`. */
  before?: string;
  /** What stands behind it, such as `> /dev/full`. */
  behind?: string;
};

/** Runs the command line in a shell, as a user does. */
export function runInShell(args: readonly string[], shell: Shell = {}): Promise<Outcome> {
  const { cwd = ROOT, environment = {}, before = ':', behind = '' } = shell;
  const script = `${before}; "$0" "$@" ${behind}`;
  const shellArgs = ['-c', `set -o pipefail; ${script}`, process.execPath, MAIN, ...args];
  const options = { cwd, env: { ...process.env, ...environment } };
  return outcomeOf(spawn('bash', shellArgs, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Runs a shell command on a terminal of its own, whose output comes as one. */
export function onTerminal(command: string): Promise<Outcome> {
  const env = { ...process.env, TERM: 'xterm' };
  const args = ['-qec', command, '/dev/null'];
  return outcomeOf(spawn('script', args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

function outcomeOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Outcome> {
  const outcome = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    outcome.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    outcome.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...outcome, code }));
  });
}

/** A disk of its own in memory. */
export type Disk = { path: string; resize: (bytes: number) => void; remove: () => void };

/** A disk that is full after `bytes`; undefined where the system lets nobody mount one. */
export function smallDisk(folder: string, bytes: number): Disk | undefined {
  const path = join(folder, 'disk');
  mkdirSync(path, { recursive: true });
  const mount = (options: string) =>
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'ignore' });
  try {
    mount(`size=${bytes}`);
  } catch {
    return undefined;
  }
  const remove = () => execFileSync('umount', [path]);
  return { path, resize: (size) => mount(`remount,size=${size}`), remove };
}

/** What a fault may leave: no draft, no lock. */
export const LEFT_OVER = /unfinished|^lock/;
