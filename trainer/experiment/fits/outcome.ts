import { readFile } from 'node:fs/promises';
import { CheckpointFolder } from '../../checkpoint/folder.ts';
import { UserError } from '../../errors.ts';
import { isThere, outputsOf, refuseExisting, refuseOther } from '../../files/outputs.ts';

/** What a file says that fits led to: its format, and the SHA-256 of all that decides it. */
export type Outcome = { format: 1; key: string };

/** An outcome has some kilobytes. */
const MAX_OUTCOME = 2 ** 22;

/** What an earlier command left in a file; undefined where there is none, or it is none of this format. */
export async function savedOutcome<Saved extends Outcome>(path: string): Promise<Saved | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    const saved = text.length > MAX_OUTCOME ? undefined : JSON.parse(text);
    return saved?.format === 1 && typeof saved.key === 'string' ? saved : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Looks, before hours of fits, whether what is in a folder may stay or be replaced.
 *
 * @param paths of the outcome, and of its page.
 * @param key of the outcome that is asked for.
 * @param force whether another may be replaced.
 * @throws UserError where another outcome, a model or a run is there.
 */
export async function refuseOtherOutcome(
  out: string,
  paths: readonly [string, string],
  key: string,
  force: boolean,
): Promise<void> {
  const [path] = paths;
  for (const each of paths) await refuseOther(each);
  if (force) return;
  const saved = await savedOutcome(path);
  if (saved === undefined && !(await isThere(path))) {
    await refuseExisting([outputsOf(out)[0]]);
    if (!(await new CheckpointFolder(out).isUsed())) return;
    throw new UserError(
      `${out} has the checkpoints of a run that has not finished: give another --out, or say --force to discard them`,
    );
  }
  if (saved?.key === key) return;
  throw new UserError(
    `${path} is of other data or other choices: give another --out, or say --force to replace it`,
  );
}
