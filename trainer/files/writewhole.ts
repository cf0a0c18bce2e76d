import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { withWritable } from '../errors.ts';
import { withDraft } from './drafts.ts';
import { draftOf, makeFolder, refuseOther } from './outputs.ts';

/**
 * Writes a file whole or not at all: a reader never sees half of it.
 *
 * @param content text in parts is written as the parts come.
 * @throws UserError when the disk is full or the folder cannot be written.
 */
export async function writeWhole(
  path: string,
  content: Uint8Array | string | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const unfinished = draftOf(path);
  await withWritable(path, async () => {
    await makeFolder(dirname(path));
    await refuseOther(path);
    await withDraft(unfinished, async () => {
      // One that a killed run left is removed, and a link of that name is not followed.
      await rm(unfinished, { force: true });
      await writeFile(unfinished, content, { flush: true, flag: 'wx' });
      await rename(unfinished, path);
    });
  });
}
