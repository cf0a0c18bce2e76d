import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointFolder } from '../../checkpoint/folder.ts';
import { UserError } from '../../errors.ts';
import { isThere, outputsOf, refuseExisting, refuseOther } from '../../files/outputs.ts';
import { FITS } from '../fits/fitfolder.ts';
import { newRunFolder, runFolders } from '../runfolder.ts';
import type { Selection } from './selection.ts';

/** Where a selection writes what it chose. */
export function selectionPath(out: string): string {
  return join(out, 'select.json');
}

/** Where the page of that goes. It has another name than the report of the final model, which lies beside it. */
export function selectionPagePath(out: string): string {
  return join(out, 'select.html');
}

/** The newest `runs/NAME-N` whose selection has not finished, or else the next free one. @returns whether it is there already. */
export async function selectionFolder(data: string): Promise<{ out: string; isOld: boolean }> {
  for (const out of await runFolders(data)) {
    if (await isUnfinished(out)) return { out, isOld: true };
  }
  return { out: await newRunFolder(data), isOld: false };
}

async function isUnfinished(out: string): Promise<boolean> {
  const fits = await readdir(join(out, FITS)).catch(() => undefined);
  if (fits === undefined) return false;
  const saved = await savedSelection(out);
  if (saved === undefined) return true;
  if (saved.model === null) return false;
  return !(await isThere(outputsOf(out)[0])) || new CheckpointFolder(out).isUsed();
}

/** A selection has some kilobytes. */
const MAX_SELECTION = 2 ** 22;

/** What an earlier selection left in a folder; undefined where there is none, or it is none of this format. */
async function savedSelection(out: string): Promise<Selection | undefined> {
  try {
    const text = await readFile(selectionPath(out), 'utf8');
    const saved = text.length > MAX_SELECTION ? undefined : JSON.parse(text);
    return saved?.format === 1 && typeof saved.key === 'string' ? saved : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Looks, before hours of fits, whether what is in the folder may stay or be replaced.
 *
 * @param key of the selection that is asked for.
 * @throws UserError where a model is there that is not of this selection.
 */
export async function refuseOtherSelection(out: string, key: string, force: boolean): Promise<void> {
  for (const path of [selectionPath(out), selectionPagePath(out)]) await refuseOther(path);
  if (force) return;
  const saved = await savedSelection(out);
  if (saved === undefined && !(await isThere(selectionPath(out)))) {
    await refuseExisting([outputsOf(out)[0]]);
    if (!(await new CheckpointFolder(out).isUsed())) return;
    throw new UserError(
      `${out} has the checkpoints of a run that has not finished: give another --out, or say --force to discard them`,
    );
  }
  if (saved?.key === key) return;
  throw new UserError(
    `${selectionPath(out)} is of other data or other choices: give another --out, or say --force to replace it`,
  );
}
