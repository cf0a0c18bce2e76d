import { lstat } from 'node:fs/promises';
import { explainFileError, UserError } from './errors.ts';

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

/**
 * Keeps what is there from being written over.
 *
 * @throws UserError naming the first of the files that is there, unless it is forced.
 */
export async function refuseExisting(paths: readonly string[], force = false): Promise<void> {
  if (force) return;
  for (const path of paths) {
    if (!(await isThere(path))) continue;
    throw new UserError(`${path} is there already: give another --out, or say --force to replace it`);
  }
}
