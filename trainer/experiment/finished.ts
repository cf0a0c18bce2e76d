import { join } from 'node:path';
import { changedChoices } from '../checkpoint/fingerprint.ts';
import { CheckpointFolder } from '../checkpoint/folder.ts';
import { type Choice, choiceIn } from '../config/start.ts';
import { UserError } from '../errors.ts';
import { lockFolder } from '../files/lock.ts';
import { isThere } from '../files/outputs.ts';
import type { Prepared } from '../prepare/prepare.ts';
import { say } from '../print.ts';
import { loadModelParts } from '../scoring/load.ts';

/**
 * Looks whether a run has finished already, so that there is nothing to go on with, and says so.
 *
 * @param out the folder of the run.
 * @param prepare reads the data of the run that is asked for, given what the finished one chose.
 * @returns false where there is no model, or the run has left checkpoints.
 * @throws UserError when the model is of another run, and as `lockFolder` and `prepare` do.
 */
export async function isFinished(
  out: string,
  prepare: (chosen: Choice | undefined) => Promise<Prepared>,
): Promise<boolean> {
  const path = join(out, 'model.safetensors');
  if (!(await hasOnlyModel(out, path))) return false;
  const { model } = await loadModelParts(path);
  const changes = changesSince(model.training, await prepare(choiceIn(model.training.choice)));
  const { version } = model;
  if (changes.length === 0) {
    say(`${path}, version ${version}, is finished: there is nothing to go on with`);
    return true;
  }
  throw new UserError(
    `${path}, version ${version}, is of a run that is finished, and not of this one: ${changes.join('; ')}. Give ` +
      'another --out, or say --force instead of --resume to replace it',
  );
}

/** Asked under the lock: another process may be writing there. */
async function hasOnlyModel(out: string, path: string): Promise<boolean> {
  const release = await lockFolder(out, say);
  try {
    return (await isThere(path)) && !(await new CheckpointFolder(out).isUsed());
  } finally {
    release();
  }
}

/** What differs between the run that a model says it is of and another, as far as it says. */
function changesSince(training: object, { network, config, summary }: Prepared): string[] {
  const before = { network: {}, config: {}, data: {}, ...training };
  const choices = changedChoices(before, { network, config });
  return JSON.stringify(before.data) === JSON.stringify(summary)
    ? choices
    : [...choices, 'the data is not the same'];
}
