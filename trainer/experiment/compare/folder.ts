import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { savedOutcome } from '../fits/outcome.ts';
import { ARM_FITS, type TrialsFolder, trialsFolder } from '../runfolder.ts';

/** Where a comparison is written, and its page. */
export function comparisonPaths(out: string): [string, string] {
  return [join(out, 'compare.json'), join(out, 'compare.html')];
}

/** The newest `runs/NAME-N` whose comparison has not finished, or else the next free one. */
export function comparisonFolder(data: string): Promise<TrialsFolder> {
  return trialsFolder(data, async (out) => {
    const fits = await readdir(join(out, ARM_FITS)).catch(() => undefined);
    const [path] = comparisonPaths(out);
    return fits !== undefined && (await savedOutcome(path)) === undefined;
  });
}
