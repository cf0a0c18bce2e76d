import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { UserError, withWritable } from '../errors.ts';
import { makeFolder } from './outputs.ts';

/** What a lock says, and nothing else. A file of a user may be called `lock` as well. */
const CONTENT = /^edge-sentiment (\d{1,10})\n$/;
const MAX_CONTENT_BYTES = 'edge-sentiment 0123456789\n'.length;

/**
 * Keeps a folder for this process until it is released or the process exits. A lock of a process that is no more
 * is taken over. A folder that was not there, and is left empty, is removed with it.
 *
 * @param report told when a lock is taken over.
 * @param doing what a run does there, for the message to another.
 * @returns what releases the folder.
 * @throws UserError when another process has it, or a file called `lock` is no lock.
 */
export async function lockFolder(
  folder: string,
  report: (message: string) => void,
  doing = 'training',
): Promise<() => void> {
  const path = join(folder, 'lock');
  const isNew = !existsSync(folder);
  await withWritable(path, async () => {
    await makeFolder(folder);
    acquire(path, report, doing);
  });
  const release = () => {
    process.removeListener('exit', release);
    try {
      if (readPid(path) === process.pid) rmSync(path, { force: true });
      if (isNew) removeEmpty(folder);
    } catch {
      // A disk that turned read-only keeps the lock, which the next run takes over. What ended this run is to be told.
    }
  };
  // Before others look whether the folder is empty.
  process.prependListener('exit', release);
  return release;
}

/** Removes a folder that nothing was written to; another stays. */
function removeEmpty(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

function acquire(path: string, report: (message: string) => void, doing: string): void {
  if (create(path)) return;
  const pid = readPid(path);
  if (isAlive(pid)) {
    throw new UserError(
      `process ${pid} is ${doing} into the same folder: wait for it, or give another --out (if it is no such run, remove ${path})`,
    );
  }
  if (!Number.isNaN(pid)) moveAside(path, pid);
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
  if (readPid(aside) !== pid) {
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
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeFileSync(file, `edge-sentiment ${process.pid}\n`);
  } catch (error) {
    // A full disk makes an empty file, which would pass for another's.
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return true;
}

/**
 * The process that a lock is of; NaN where it is gone.
 *
 * @throws UserError when the file is no lock.
 */
function readPid(path: string): number {
  try {
    const stats = lstatSync(path);
    const text = stats.isFile() && stats.size <= MAX_CONTENT_BYTES ? readFileSync(path, 'utf8') : '';
    const pid = CONTENT.exec(text)?.[1];
    if (pid !== undefined) return Number(pid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Number.NaN;
    throw error;
  }
  throw new UserError(`${path} is not a lock of edge-sentiment: move it away, or give another --out`);
}

/** Whether a process runs, this one left out. */
export function isAlive(pid: number): boolean {
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
