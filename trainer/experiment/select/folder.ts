import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointFolder } from '../../checkpoint/folder.ts';
import { isThere, outputsOf } from '../../files/outputs.ts';
import { FITS } from '../fits/fitfolder.ts';
import { savedOutcome } from '../fits/outcome.ts';
import { type TrialsFolder, trialsFolder } from '../runfolder.ts';
import type { Selection } from './selection.ts';

/** Where a selection writes what it chose. */
export function selectionPath(out: string): string {
  return join(out, 'select.json');
}

/** Where the page of that goes. It has another name than the report of the final model, which lies beside it. */
export function selectionPagePath(out: string): string {
  return join(out, 'select.html');
}

/** The newest `runs/NAME-N` whose selection has not finished, or else the next free one. */
export function selectionFolder(data: string): Promise<TrialsFolder> {
  return trialsFolder(data, isUnfinished);
}

async function isUnfinished(out: string): Promise<boolean> {
  const fits = await readdir(join(out, FITS)).catch(() => undefined);
  if (fits === undefined) return false;
  const saved = await savedOutcome<Selection>(selectionPath(out));
  if (saved === undefined) return true;
  if (saved.model === null) return false;
  return !(await isThere(outputsOf(out)[0])) || new CheckpointFolder(out).isUsed();
}
