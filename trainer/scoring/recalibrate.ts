import type { Calibration } from '../../src/model/file/metadata.ts';
import { type Model, writeModel } from '../../src/model/file/modelfile.ts';
import { UserError } from '../errors.ts';
import { type ExampleSelection, loadExamplesFor } from '../read/selection.ts';
import { calibrationError, crossEntropy, fitCalibration, type Held } from './calibration.ts';
import { classifierOf, loadModelParts, sha256 } from './load.ts';
import { heldOf } from './score.ts';

/** Fewer say little of how often a model is right. */
const FEW_TEXTS = 100;

/**
 * The model with the temperature and the length exponent that fit labelled texts best.
 *
 * @returns the new file, and what changed, in a line or two.
 * @throws UserError when the model knows no word of the texts, or the file is no model.
 */
export async function recalibrate(
  path: string,
  selection: ExampleSelection,
): Promise<{ file: Uint8Array; report: string }> {
  const { model, bytes } = await loadModelParts(path);
  const held = heldOf(classifierOf(bytes), await loadExamplesFor(model.config.labels, selection));
  const texts = held.labels.length;
  if (texts === 0) {
    throw new UserError(`the model knows no word of the texts of ${selection.data}: nothing is written`);
  }
  const calibration = { ...model.calibration, ...fitCalibration(held) };
  const file = writeModel({ ...model, calibration }, sha256);
  const note = `note: ${texts} texts are few to calibrate by, ${FEW_TEXTS} or more say more\n`;
  return { file, report: `${texts < FEW_TEXTS ? note : ''}${describe(held, model, calibration)}` };
}

function describe(
  held: Held,
  { config: { labels }, calibration: before }: Model,
  after: Calibration,
): string {
  const both = (name: string, figure: (calibration: Calibration) => number) =>
    `${name} ${figure(before).toFixed(4)} → ${figure(after).toFixed(4)}`;
  return [
    `calibrated by ${held.labels.length.toLocaleString('en-US')} texts: ${both('loss', (fit) => crossEntropy(held, fit))}`,
    both('calibration error', (fit) => calibrationError(held, labels, fit)),
    both('temperature', ({ temperature }) => temperature),
    both('length exponent', ({ lengthExponent }) => lengthExponent),
  ].join(', ');
}
