import type { Command } from 'commander';
import { loadClassifier } from '../../src/model/classifier.ts';
import { cardPath, copyCard } from '../card.ts';
import { loadModelParts, versionOf } from '../data/model.ts';
import type { Row } from '../data/rows.ts';
import { UserError } from '../errors.ts';
import { writeWhole } from '../export.ts';
import { weightsOption } from '../flags.ts';
import { kernelEngine } from '../kernel.ts';
import { refuseExisting } from '../outputs.ts';
import {
  compareAnswers,
  costsTooMuch,
  describeComparison,
  type WeightType,
  withWeights,
} from '../quantise.ts';
import { say } from '../terminal.ts';
import { addRowOptions, loadRowsFor, type RowFlags } from './rows.ts';

type Flags = RowFlags & { model: string; weights: WeightType; out: string; force?: true };

/** Adds `export`: a model file with smaller weights, measured against the one that it is made of. */
export function addExport(program: Command): void {
  const command = program
    .command('export')
    .description('write a model with smaller weights, and measure what that costs')
    .requiredOption('--model <file>', 'the model, model.safetensors')
    .addOption(weightsOption().makeOptionMandatory())
    .requiredOption('--data <file>', 'labelled texts that it was not trained on, .tsv, .csv or .jsonl')
    .requiredOption('--out <file>', 'where the new model goes, such as model-i8.safetensors')
    .option(
      '--force',
      'write it even where accuracy drops by more than 0.2 points, or over a model or a card that is there',
    );
  addRowOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => exportWeights(flags));
}

const EXAMPLES = `
i8 holds the embedding in bytes with a scale a row, and other matrices in half floats. A card beside the model,
model.json beside model.safetensors, is written for the new one too.

Examples:
  npm run trainer -- export --model runs/mine/model.safetensors --weights i8 --data dev.tsv --out runs/mine/i8.safetensors
`;

/**
 * Writes the model with other weights, and says what they cost.
 *
 * @throws UserError when accuracy drops by more than 0.2 points or the new model is there already, unless it is forced.
 */
async function exportWeights({ model: path, weights, out, force, ...flags }: Flags): Promise<void> {
  await refuseExisting([out, cardPath(out)], force);
  const { model, bytes } = await loadModelParts(path);
  const { labels } = model.config;
  const rows = await loadRowsFor(labels, flags);
  const file = withWeights(bytes, weights);
  const truth = rows.map(({ label }) => label);
  const comparison = compareAnswers(answers(bytes, rows), answers(file, rows), truth);
  console.log(describeComparison(weights, comparison));
  if (costsTooMuch(comparison) && !force) {
    throw new UserError(
      `${weights} weights cost more than 0.2 points of accuracy: nothing is written; --force writes it anyway`,
    );
  }
  await writeWhole(out, file);
  say(`${out}, ${megabytes(file)} instead of ${megabytes(bytes)}, version ${versionOf(file)}`);
  await copyCard(path, out, { version: versionOf(file), weights: { type: weights, ...comparison } });
}

function answers(model: Uint8Array, rows: readonly Row[]): string[] {
  const classifier = loadClassifier(model, { name: '', version: '', engine: kernelEngine });
  return rows.map(({ text }) => classifier.classify(text).label);
}

function megabytes({ length }: Uint8Array): string {
  return `${(length / 1e6).toFixed(2)} MB`;
}
