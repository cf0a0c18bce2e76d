import type { Command } from 'commander';
import { type Model, writeModel } from '../../src/model/file/modelfile.ts';
import { UserError } from '../errors.ts';
import { refuseExisting, refuseSame } from '../files/outputs.ts';
import { writeWhole } from '../files/writewhole.ts';
import { say } from '../print.ts';
import { nameOf } from '../read/rows.ts';
import { type ExampleSelection, loadExamplesFor } from '../read/selection.ts';
import { type Card, cardPath, copyCard } from '../report/card.ts';
import { classifierOf, loadModelParts, sha256, versionOf } from '../scoring/load.ts';
import {
  compareAnswers,
  costsTooMuch,
  describeComparison,
  type WeightType,
  withWeights,
} from '../scoring/quantise.ts';
import { answersOf } from '../scoring/score.ts';
import { nameOption, weightsOption } from './options/config.ts';
import { addExampleOptions, type ExampleFlags, selectionOf } from './options/rows.ts';

type ExamplesToMeasure = Omit<ExampleFlags, 'data'> & { data?: string };
type Flags = ExamplesToMeasure & {
  model: string;
  out: string;
  weights?: WeightType;
  name?: string;
  force?: true;
};

/** Adds `export`: a model with another name or smaller weights. */
export function addExport(program: Command): void {
  const command = program
    .command('export')
    .description('write a model with another name or with smaller weights')
    .requiredOption('--model <file>', 'the model, model.safetensors, or default for the one that ships')
    .requiredOption('--out <file>', 'where the new model goes, such as model-i8.safetensors')
    .addOption(nameOption())
    .addOption(weightsOption())
    .option(
      '--data <file>',
      'with --weights: labelled texts that it was not trained on, a table, JSON or Parquet',
    )
    .option(
      '--force',
      'write it even where accuracy drops by more than 0.2 points, or over a model or a card that is there',
    );
  addExampleOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => exportModelFile(flags));
}

const EXAMPLES = `
i8 holds the embedding in bytes with a scale a row, and other matrices in half floats. A card beside the model,
model.json beside model.safetensors, is written for the new one too.

Examples:
  npm run trainer -- export --model runs/mine/model.safetensors --weights i8 --data dev.tsv --out runs/mine/i8.safetensors
  npm run trainer -- export --model runs/mine/model.safetensors --name mine --out mine.safetensors
`;

/** A file that is made, and what its card says of it. */
type Made = { file: Uint8Array; weights?: Card['weights'] };

/**
 * Writes the model with another name or other weights, and says what the weights cost.
 *
 * @throws UserError when accuracy drops by more than 0.2 points or the new model is there already, unless it is forced.
 */
async function exportModelFile({
  model: path,
  out,
  name,
  weights,
  data,
  force,
  ...rest
}: Flags): Promise<void> {
  if ((weights === undefined) !== (data === undefined)) {
    throw new UserError('--weights and --data go together: what other weights cost is measured on texts', 2);
  }
  if (data !== undefined) refuseSame(out, [data], 'the labelled texts');
  await refuseExisting([out, cardPath(out)], force);
  const { model, bytes } = await loadModelParts(path);
  const named = { ...model, name: name ?? model.name };
  const made: Made =
    weights === undefined || data === undefined
      ? { file: writeModel(named, sha256) }
      : await convert(named, weights, selectionOf({ ...rest, data }), force);
  await writeWhole(out, made.file);
  const size = `${megabytes(made.file)} instead of ${megabytes(bytes)}`;
  say(`${out}, ${size}, version ${versionOf(made.file)}`);
  const { file, ...fields } = made;
  await copyCard(path, out, { name: named.name, version: versionOf(file), ...fields });
}

async function convert(
  model: Model,
  weights: WeightType,
  selection: ExampleSelection,
  force: boolean | undefined,
): Promise<Made> {
  const examples = await loadExamplesFor(model.config.labels, selection);
  const [before, file] = [model, withWeights(model, weights)].map((each) => writeModel(each, sha256));
  const truth = examples.map(({ label }) => label);
  const [old, changed] = [before, file].map((each) => answersOf(classifierOf(each), examples));
  const comparison = compareAnswers(old, changed, truth);
  const texts = `${comparison.texts === 1 ? 'text' : 'texts'} of ${nameOf(selection.data)}`;
  say(describeComparison(weights, comparison, texts));
  if (costsTooMuch(comparison) && !force) {
    throw new UserError(
      `${weights} weights cost more than 0.2 points of accuracy: nothing is written; --force writes it anyway`,
    );
  }
  return { file, weights: { type: weights, ...comparison } };
}

function megabytes({ length }: Uint8Array): string {
  return `${(length / 1e6).toFixed(2)} MB`;
}
