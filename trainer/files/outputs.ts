import { existsSync, statSync } from 'node:fs';
import { lstat, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { explainFileError, UserError, withWritable } from '../errors.ts';

/** Whether there is anything of that name, a link that leads nowhere too. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw explainFileError(path, error);
  }
}

/** The first bytes of a file as text; none of what is no file, which opening might wait for. */
export async function headOf(path: string, bytes: number): Promise<string> {
  if (!(await lstat(path)).isFile()) return '';
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes));
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * Keeps what is there from being written over.
 *
 * @throws UserError naming the first of the files that is there, unless it is forced, or that is no file.
 */
export async function refuseExisting(paths: readonly string[], force = false): Promise<void> {
  if (force) return;
  for (const path of paths) {
    if (!(await isThere(path))) continue;
    // Nothing replaces a folder or a device, --force neither.
    await refuseOther(path);
    throw new UserError(`${path} is there already: give another --out, or say --force to replace it`);
  }
}

/** What a training leaves in its folder, beside checkpoints. */
export function outputsOf(out: string): [model: string, card: string, log: string] {
  return [join(out, 'model.safetensors'), join(out, 'model.json'), join(out, 'log.jsonl')];
}

/** @throws UserError when a file to write is one of others, whatever is forced. @param why those are not to be written. */
export function refuseSame(path: string, others: readonly string[], why: string): void {
  const same = others.find((other) => resolve(other) === resolve(path));
  if (same !== undefined) throw new UserError(`cannot write ${path}: it is ${same}, ${why}; give another`);
}

/**
 * Makes a folder and those above it. Node's own way never ends where the system refuses one in `/proc`, and says of a
 * read-only disk that there is no such file.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && dirname(path) !== path && !existsSync(dirname(path))) {
      await makeFolder(dirname(path));
      await mkdir(path).catch(ignoreExisting);
    } else if (!existsSync(path) || !statSync(path).isDirectory()) throw error;
  }
}

/** Another process may have been quicker. */
function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** @throws UserError for what a file must not take the place of, such as /dev/null. */
export async function refuseOther(path: string): Promise<void> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats === undefined || stats.isFile() || stats.isSymbolicLink()) return;
  const kind = stats.isDirectory() ? 'a folder' : 'a device or a pipe';
  throw new UserError(`cannot write ${path}: it is ${kind}, not a file; give another`);
}

/**
 * Looks whether a file may be written, better now than after hours.
 *
 * @throws UserError when it may not.
 */
export async function checkWritable(path: string): Promise<void> {
  const draft = draftOf(path);
  await withWritable(path, async () => {
    await makeFolder(dirname(path));
    await refuseOther(path);
    await rm(draft, { force: true });
    await writeFile(draft, '', { flag: 'wx' });
    await rm(draft, { force: true });
  });
}

/** Where a file is written before it has its place. */
export function draftOf(path: string): string {
  return `${path}.edge-sentiment-unfinished`;
}
