import { probabilities } from '../../src/model/calibration.ts';
import { loadClassifier } from '../../src/model/classifier.ts';
import type { Calibration } from '../../src/model/file/metadata.ts';
import { type Model, writeModel } from '../../src/model/file/modelfile.ts';
import { tokenizeWithin } from '../../src/model/text/tokenizer.ts';
import { UserError } from '../errors.ts';
import type { Example } from '../read/examples.ts';
import { type ExampleSelection, loadExamplesFor } from '../read/selection.ts';
import { crossEntropy, fitCalibration, type Held } from './calibration.ts';
import { kernelEngine } from './engine.ts';
import { loadModelParts, sha256 } from './load.ts';
import { measure } from './metrics.ts';

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
  const { labels } = model.config;
  const held = judge(bytes, labels, await loadExamplesFor(labels, selection));
  const texts = held.labels.length;
  if (texts === 0) {
    throw new UserError(`the model knows no word of the texts of ${selection.data}: nothing is written`);
  }
  const calibration = { ...model.calibration, ...fitCalibration(held, labels.length) };
  const file = writeModel({ ...model, calibration }, sha256);
  const note = `note: ${texts} texts are few to calibrate by, ${FEW_TEXTS} or more say more\n`;
  return { file, report: `${texts < FEW_TEXTS ? note : ''}${describe(held, model, calibration)}` };
}

/** What the network says of the rows that have a known token, as it is served: long texts in windows. */
function judge(model: Uint8Array, labels: readonly string[], examples: readonly Example[]): Held {
  const classifier = loadClassifier(model, { engine: kernelEngine });
  const known = examples.flatMap(({ text, label }) => {
    const logits = classifier.logits(text);
    const { tokens } = tokenizeWithin(text, classifier.limits.tokens);
    return logits === null ? [] : [{ logits, label: labels.indexOf(label), length: tokens.length }];
  });
  return {
    logits: Float32Array.from(known.flatMap(({ logits }) => [...logits])),
    labels: Int32Array.from(known, ({ label }) => label),
    lengths: Int32Array.from(known, ({ length }) => length),
  };
}

function describe(
  held: Held,
  { config: { labels }, calibration: before }: Model,
  after: Calibration,
): string {
  const both = (name: string, figure: (calibration: Calibration) => number) =>
    `${name} ${figure(before).toFixed(4)} → ${figure(after).toFixed(4)}`;
  return [
    `calibrated by ${held.labels.length.toLocaleString('en-US')} texts: ${both('loss', (fit) => crossEntropy(held, labels.length, fit))}`,
    both('calibration error', (fit) => calibrationError(held, labels, fit)),
    both('temperature', ({ temperature }) => temperature),
    both('length exponent', ({ lengthExponent }) => lengthExponent),
  ].join(', ');
}

function calibrationError(held: Held, labels: readonly string[], fit: Calibration): number {
  const judged = Array.from(held.labels, (truth, text) => {
    const logits = held.logits.subarray(text * labels.length, (text + 1) * labels.length);
    return { truth, probabilities: probabilities(logits, held.lengths[text], fit) };
  });
  return measure(labels, judged).ece;
}
