import { probabilities } from '../../src/model/calibration.ts';
import { decide } from '../../src/model/classification.ts';
import type { Calibration } from '../../src/model/file/metadata.ts';
import { type Model, writeModel } from '../../src/model/file/modelfile.ts';
import { UserError } from '../errors.ts';
import { type ExampleSelection, loadExamplesFor } from '../read/selection.ts';
import { calibrationError, fitCalibration, type Held } from './calibration.ts';
import { costsOf, type LabelCost } from './costs.ts';
import { classifierOf, loadModelParts, sha256 } from './load.ts';
import { costsReport, fitReport } from './recalibrated.ts';
import { heldOf } from './score.ts';
import { keepFlag, swappedLabels, type Written } from './swapped.ts';

/** What is asked of `recalibrate` beside the texts. */
type Changes = {
  /** What errors cost, by label; undefined leaves what the model has. */
  costs?: readonly LabelCost[] | undefined;
  /** What answers call the model; undefined leaves its name. */
  name?: string | undefined;
};

/**
 * The model with the temperature and the length exponent that are most probable after labelled texts, held by a prior around those
 * that it has. Where those are closer to how often it is right on these very texts, they stay.
 *
 * @returns the new file, and what changed, in a line or more.
 * @throws UserError when the model knows no word of the texts, or the file is no model.
 */
export async function recalibrate(
  path: string,
  selection: ExampleSelection,
  { costs, name }: Changes = {},
): Promise<{ file: Uint8Array; report: string }> {
  const { model, bytes } = await loadModelParts(path);
  const { labels } = model.config;
  const examples = await loadExamplesFor(labels, selection);
  const held = heldOf(classifierOf(bytes), examples);
  if (held.labels.length === 0) {
    throw new UserError(`the model knows no word of the texts of ${selection.data}: nothing is written`);
  }
  const answers = answersOf(held, model, model.calibration);
  if (selection.mapLabels === undefined) refuseSwapped(held, labels, examples, answers);
  const { costs: had, ...before } = model.calibration;
  const decided = costs === undefined ? had : costsOf(costs, labels);
  const fit = fitCalibration(held, before);
  const isBetter = calibrationError(held, labels, fit) < calibrationError(held, labels, before);
  const calibration: Calibration = {
    ...before,
    ...(isBetter ? fit : {}),
    ...(decided ? { costs: decided } : {}),
  };
  const file = writeModel({ ...model, calibration, name: name ?? model.name }, sha256);
  const changed =
    costs === undefined ? [] : [costsReport(labels, answers, answersOf(held, model, calibration))];
  return { file, report: [...fitReport(held, labels, { before, fit, isBetter }), ...changed].join('\n') };
}

/** @throws UserError where the labels look swapped: a calibration by them would ruin the model. */
function refuseSwapped(
  held: Held,
  labels: readonly string[],
  examples: readonly Written[],
  answers: readonly number[],
): void {
  const written = new Map(examples.map((example) => [example.label, example]));
  const known = Array.from(held.labels, (label) => written.get(labels[label])!);
  const named = answers.map((answer) => labels[answer]);
  const swapped = swappedLabels(known, named, false);
  if (swapped === undefined) return;
  throw new UserError(`${swapped}, or keep them with ${keepFlag(known)}`);
}

/** The index of the answer to each text, by costs where there are some. */
function answersOf({ logits, lengths }: Held, { config }: Model, calibration: Calibration): number[] {
  const classes = config.labels.length;
  return Array.from(lengths, (tokens, text) => {
    const own = logits.subarray(text * classes, (text + 1) * classes);
    return decide(probabilities(own, tokens, calibration), calibration.costs);
  });
}
