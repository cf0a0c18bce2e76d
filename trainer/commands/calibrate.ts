import type { Command } from 'commander';
import { probabilities } from '../../src/model/calibration.ts';
import { loadClassifier } from '../../src/model/classifier.ts';
import { type Calibration, type Model, writeModel } from '../../src/model/file/modelfile.ts';
import { tokenizeWithin } from '../../src/model/text/tokenizer.ts';
import { crossEntropy, fitCalibration, type Held } from '../calibration.ts';
import { cardPath, copyCard } from '../card.ts';
import { loadModelParts, sha256, versionOf } from '../data/model.ts';
import type { Row } from '../data/rows.ts';
import { UserError } from '../errors.ts';
import { writeWhole } from '../export.ts';
import { kernelEngine } from '../kernel.ts';
import { measure } from '../metrics.ts';
import { refuseExisting } from '../outputs.ts';
import { say } from '../terminal.ts';
import { addRowOptions, loadRowsFor, type RowFlags } from './rows.ts';

type Flags = RowFlags & { model: string; out: string; force?: true };

/** Fewer say little of how often a model is right. */
const FEW_TEXTS = 100;

/** Adds `calibrate`: the same model with other probabilities. */
export function addCalibrate(program: Command): void {
  const command = program
    .command('calibrate')
    .description(
      'fit how sure a model is to labelled texts, so that of answers with 0.8 four in five are right',
    )
    .requiredOption('--model <file>', 'the model, model.safetensors')
    .requiredOption('--data <file>', 'labelled texts that it was not trained on, .tsv, .csv or .jsonl')
    .requiredOption('--out <file>', 'where the new model goes')
    .option('--force', 'replace a model or a card that is there');
  addRowOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => calibrate(flags));
}

const EXAMPLES = `
The labels that it answers stay the same, their probabilities change. Training calibrates by its dev texts already; do it again for texts of your
own, which are harder or easier than those. A card beside the model is written for the new one too.

Examples:
  npm run trainer -- calibrate --model src/weights/default.safetensors --data mine.csv --out runs/mine.safetensors
  npm run trainer -- calibrate --model runs/a/model.safetensors --data mix.tsv --dev-share 0.1 --group-column source --without templates --out runs/a/calibrated.safetensors
`;

/**
 * Writes the model with the temperature and the length exponent that fit the rows best, and says what changed.
 *
 * @throws UserError when the model knows no word of the rows, the file is no model, or the new one is there already.
 */
export async function calibrate({ model: path, out, force, ...flags }: Flags): Promise<void> {
  await refuseExisting([out, cardPath(out)], force);
  const { model, bytes } = await loadModelParts(path);
  const { labels } = model.config;
  const held = judge(bytes, labels, await loadRowsFor(labels, flags));
  const texts = held.labels.length;
  if (texts === 0)
    throw new UserError(`the model knows no word of the texts of ${flags.data}: nothing is written`);
  if (texts < FEW_TEXTS)
    console.log(`note: ${texts} texts are few to calibrate by, ${FEW_TEXTS} or more say more`);
  const calibration = { ...model.calibration, ...fitCalibration(held, labels.length) };
  const file = writeModel({ ...model, calibration }, sha256);
  await writeWhole(out, file);
  console.log(describe(held, model, calibration));
  say(`written: ${out}, version ${versionOf(file)}`);
  await copyCard(path, out, { version: versionOf(file) });
}

/** What the network says of the rows that have a known token, as it is served: long texts in windows. */
function judge(model: Uint8Array, labels: readonly string[], rows: readonly Row[]): Held {
  const classifier = loadClassifier(model, { engine: kernelEngine });
  const known = rows.flatMap(({ text, label }) => {
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
