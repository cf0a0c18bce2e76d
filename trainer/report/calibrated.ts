import { refuseExisting, refuseSame } from '../files/outputs.ts';
import { writeWhole } from '../files/writewhole.ts';
import { say } from '../print.ts';
import type { ExampleSelection } from '../read/selection.ts';
import type { LabelCost } from '../scoring/costs.ts';
import { versionOf } from '../scoring/load.ts';
import { recalibrate } from '../scoring/recalibrate.ts';
import { cardPath, copyCard } from './card.ts';

type CalibrateRequest = ExampleSelection & {
  /** The model's file. */
  model: string;
  /** Where the new one goes. */
  out: string;
  /** What errors cost; undefined leaves what the model has. */
  costs?: readonly LabelCost[] | undefined;
  /** What answers call the new one; undefined leaves the name. */
  name?: string | undefined;
  force?: true;
};

/**
 * Writes a model that is calibrated anew and its card, and says what changed.
 *
 * @throws UserError when the new model is there already, and as `recalibrate` does.
 */
export async function writeCalibrated({
  model,
  out,
  costs,
  name,
  force,
  ...selection
}: CalibrateRequest): Promise<void> {
  refuseSame(out, [selection.data], 'the labelled texts');
  await refuseExisting([out, cardPath(out)], force);
  const { file, report } = await recalibrate(model, selection, { costs, name });
  await writeWhole(out, file);
  console.log(report);
  say(`written: ${out}, version ${versionOf(file)}`);
  await copyCard(model, out, { version: versionOf(file), ...(name ? { name } : {}) });
}
