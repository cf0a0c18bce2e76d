import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { savedOutcome } from '../fits/outcome.ts';
import { ARM_FITS, newRunFolder, runFolders } from '../runfolder.ts';

/** Where a comparison is written, and its page. */
export function comparisonPaths(out: string): [string, string] {
  return [join(out, 'compare.json'), join(out, 'compare.html')];
}

/** The newest `runs/NAME-N` whose comparison has not finished, or else the next free one. @returns whether it is there already. */
export async function comparisonFolder(data: string): Promise<{ out: string; isOld: boolean }> {
  for (const out of await runFolders(data)) {
    const fits = await readdir(join(out, ARM_FITS)).catch(() => undefined);
    const [path] = comparisonPaths(out);
    if (fits !== undefined && (await savedOutcome(path)) === undefined) return { out, isOld: true };
  }
  return { out: await newRunFolder(data), isOld: false };
}
