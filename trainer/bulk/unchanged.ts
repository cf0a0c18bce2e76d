import { stat } from 'node:fs/promises';
import { UserError, withFile } from '../errors.ts';

/** Refuses what was written to a file after this was made. */
export type Unchanged = () => Promise<void>;

/**
 * Remembers which file a path names, its size and when it was written last, before it is read for its digest: rows of another content would be sent
 * under that digest.
 *
 * @param remedy what to do about a change.
 * @returns what throws a UserError where the file has changed since.
 */
export async function unchangedSince(path: string, remedy: () => string): Promise<Unchanged> {
  const before = await identityOf(path);
  return async () => {
    if ((await identityOf(path)) === before) return;
    throw new UserError(`${path} has changed while it was read: ${remedy()}`);
  };
}

async function identityOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs } = await withFile(path, () => stat(path, { bigint: true }));
  return [dev, ino, size, mtimeNs].join(' ');
}
