import { CheckpointFolder } from '../../checkpoint/folder.ts';
import type { Choice } from '../../config/start.ts';
import { type Prepared, prepareParts } from '../../prepare/prepare.ts';
import { say } from '../../print.ts';
import type { ReportRequest } from '../../report/reporter.ts';
import type { WeightType } from '../../scoring/quantise.ts';
import { isFinished } from '../finished.ts';
import { train } from '../run.ts';
import type { Selected, SelectRequest } from './select.ts';
import { figuresOf } from './selection.ts';

export type FinalRequest = Pick<SelectRequest, 'files' | 'out' | 'workers' | 'force'> & {
  name: string;
  licence: string | undefined;
  weights: WeightType | undefined;
  /** The command that goes on where this is stopped. */
  resumeWith: string;
  /** What the report of the model is to have. */
  report: ReportRequest;
};

/**
 * Trains the chosen candidate on all rows, as `train` does: a share of them is kept for dev, and chooses the epoch.
 *
 * @returns false where the folder has that model already.
 * @throws UserError as `train` does.
 */
export async function trainFinal(
  { selection, candidate, read }: Selected,
  { files, force, ...request }: FinalRequest,
): Promise<boolean> {
  const prepare = async (report: (message: string) => void): Promise<Prepared> => {
    const { network, config } = candidate;
    const prepared = await prepareParts(read, { ...files, network, config, report });
    return { ...prepared, selection: figuresOf(selection) };
  };
  // What it prepares is told once it trains.
  const quiet = (_: Choice | undefined) => prepare(() => {});
  if (!force && (await isFinished(request.out, quiet))) return false;
  const isBegun = !force && (await new CheckpointFolder(request.out).isUsed());
  await train({
    ...request,
    prepare: () => prepare(say),
    checkpoints: force ? 'discard' : isBegun ? 'resume' : 'refuse',
    replace: force,
  });
  return true;
}
