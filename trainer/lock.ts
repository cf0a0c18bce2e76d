import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, withWritable } from './errors.ts';

/**
 * Keeps a folder for this process until it is released or the process exits. A lock of a process that is no more
 * is taken over.
 *
 * @param report told when a lock is taken over.
 * @returns what releases the folder.
 * @throws UserError when another process has it.
 */
export async function lockFolder(folder: string, report: (message: string) => void): Promise<() => void> {
  const path = join(folder, 'lock');
  await withWritable(path, async () => {
    await mkdir(folder, { recursive: true });
    acquire(path, report);
  });
  const release = () => {
    process.removeListener('exit', release);
    if (readPid(path) === process.pid) rmSync(path, { force: true });
  };
  process.on('exit', release);
  return release;
}

function acquire(path: string, report: (message: string) => void): void {
  if (create(path)) return;
  const pid = readPid(path);
  if (isAlive(pid)) {
    throw new UserError(
      `process ${pid} is training into the same folder: wait for it, or give another --out (if it is no training run, remove ${path})`,
    );
  }
  moveAside(path, pid);
  if (!create(path)) throw takenError(path);
  report(`${path} is of a run that is no more: taken over`);
}

/** Removes the lock of process `pid`, but not that of a run which was quicker to take it over. */
function moveAside(path: string, pid: number): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (!Object.is(readPid(aside), pid)) {
    renameSync(aside, path);
    throw takenError(path);
  }
  rmSync(aside);
}

function takenError(path: string): UserError {
  return new UserError(`another run has just taken ${path}: give another --out`);
}

/** False when there is a lock already. */
function create(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** NaN for what is no process's number, or no file any more. */
function readPid(path: string): number {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Number.NaN;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  // In a container a new process often has the number of the one before it.
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The system knows the process, but it is another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
