import type { Calibration } from '../../src/model/file/metadata.ts';
import { type Model, writeModel } from '../../src/model/file/modelfile.ts';
import { UserError } from '../errors.ts';
import { type ExampleSelection, loadExamplesFor } from '../read/selection.ts';
import { calibrationError, crossEntropy, fitCalibration, type Held } from './calibration.ts';
import { costsOf, type LabelCost } from './costs.ts';
import { classifierOf, loadModelParts, sha256 } from './load.ts';
import { heldOf } from './score.ts';

/** Fewer say little of how often a model is right. */
const FEW_TEXTS = 100;
/** Of the temperature's logarithm: a prior that holds it farther off than this is told. */
const FAR = 0.05;

/**
 * The model with the temperature and the length exponent that are most probable after labelled texts, held by a prior around those
 * that it has.
 *
 * @param costs what errors cost, by label; undefined leaves what the model has.
 * @returns the new file, and what changed, in a line or two.
 * @throws UserError when the model knows no word of the texts, or the file is no model.
 */
export async function recalibrate(
  path: string,
  selection: ExampleSelection,
  costs?: readonly LabelCost[],
): Promise<{ file: Uint8Array; report: string }> {
  const { model, bytes } = await loadModelParts(path);
  const held = heldOf(classifierOf(bytes), await loadExamplesFor(model.config.labels, selection));
  const texts = held.labels.length;
  if (texts === 0) {
    throw new UserError(`the model knows no word of the texts of ${selection.data}: nothing is written`);
  }
  const { costs: had, ...before } = model.calibration;
  const decided = costs === undefined ? had : costsOf(costs, model.config.labels);
  const calibration: Calibration = {
    ...before,
    ...fitCalibration(held, before),
    ...(decided ? { costs: decided } : {}),
  };
  const file = writeModel({ ...model, calibration }, sha256);
  const report = [...notes(held, before, calibration), describe(held, model, calibration)].join('\n');
  return { file, report };
}

/** What texts that are few or easy do not show. */
function notes(held: Held, before: Calibration, after: Calibration): string[] {
  const texts = held.labels.length;
  const few = `note: ${texts} texts are few to calibrate by, ${FEW_TEXTS} or more say more`;
  const { temperature } = fitCalibration(held, null);
  const [alone, was, is] = [temperature, before.temperature, after.temperature].map((each) =>
    each.toFixed(2),
  );
  const heldBack =
    `note: the texts alone would put the temperature at ${alone}, which few or easy ones cannot show: ` +
    `a prior around ${was} holds it at ${is}`;
  const isHeld = Math.abs(Math.log(temperature / after.temperature)) > FAR;
  return [...(texts < FEW_TEXTS ? [few] : []), ...(isHeld ? [heldBack] : [])];
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
