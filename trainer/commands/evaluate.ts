import type { Command } from 'commander';
import type { Classifier } from '../../src/model/classifier.ts';
import { checkLabels, nameBinaryLabels } from '../data/labels.ts';
import { loadRows } from '../data/load.ts';
import { loadModel } from '../data/model.ts';
import type { Row } from '../data/rows.ts';
import { UserError } from '../errors.ts';
import { addColumnOptions, type ColumnFlags } from '../flags.ts';
import { type Judged, type Metrics, measure, restrict } from '../metrics.ts';

type Flags = ColumnFlags & { model: string; data: string; labels?: string[]; json?: true };

/** Adds `evaluate`: how often a model is right on labelled texts, and how well it knows. */
export function addEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .description('measure a model on labelled texts')
    .requiredOption('--model <file>', 'the model, model.safetensors')
    .requiredOption('--data <file>', 'labelled texts, .tsv, .csv or .jsonl')
    .option('--labels <names>', 'compare only these labels, separated by commas: the higher wins', splitNames)
    .option('--json', 'print one JSON object instead of a table');
  addColumnOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => evaluate(flags));
}

const EXAMPLES = `
Examples:
  npm run --silent trainer -- evaluate --model out/model.safetensors --data dev.tsv
  npm run --silent trainer -- evaluate --model out/model.safetensors --data dev.tsv --labels negative,positive --json
`;

async function evaluate({ model: modelPath, data, labels, json, ...columns }: Flags): Promise<void> {
  const model = await loadModel(modelPath);
  const compared = labels === undefined ? model.config.labels : checkNames(labels, model.config.labels);
  const rows = await loadRowsFor(model.config.labels, data, columns);
  checkLabels(data, rows, compared);
  const metrics = measure(compared, judge(model, rows, compared));
  console.log(json ? JSON.stringify(metrics, round) : table(metrics));
}

/** Rows to hold a model against: 0 and 1 mean negative and positive, unless they are labels of the model. */
export async function loadRowsFor(
  labels: readonly string[],
  data: string,
  columns: ColumnFlags,
): Promise<Row[]> {
  const { rows } = await loadRows(data, { ...columns, weightColumn: false, report: console.error });
  return labels.includes('0') || labels.includes('1') ? rows : nameBinaryLabels(rows);
}

function splitNames(list: string): string[] {
  return list.split(',').map((name) => name.trim());
}

function checkNames(names: readonly string[], known: readonly string[]): readonly string[] {
  const stray = names.find((name) => !known.includes(name));
  if (stray !== undefined) {
    throw new UserError(`--labels names "${stray}", the model has ${known.join(', ')}`, 2);
  }
  if (names.length < 2 || new Set(names).size !== names.length) {
    throw new UserError(`--labels is ${names.join(',')}, allowed two or more different labels`, 2);
  }
  return names;
}

function* judge(model: Classifier, rows: readonly Row[], labels: readonly string[]): Generator<Judged> {
  for (const { text, label } of rows) {
    yield { truth: labels.indexOf(label), probabilities: restrict(model.classify(text).scores, labels) };
  }
}

/** Six decimals are more than any test set can tell apart. */
function round(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(6)) : value;
}

function table({ examples, accuracy, macro_f1, macro_recall, ece, labels, confusion }: Metrics): string {
  const names = Object.keys(labels);
  const width = Math.max(18, ...names.map(({ length }) => length + 2));
  const line = (cells: (string | number)[]) =>
    cells
      .map((cell, index) => (index === 0 ? String(cell).padEnd(width) : show(cell).padStart(width)))
      .join('');
  return [
    line(['examples', examples]),
    ...Object.entries({ accuracy, macro_f1, macro_recall, ece }).map(([name, value]) =>
      line([name, value.toFixed(4)]),
    ),
    '',
    line(['label', 'precision', 'recall', 'f1', 'support']),
    ...names.map((name) => {
      const { precision, recall, f1, support } = labels[name];
      return line([name, precision.toFixed(4), recall.toFixed(4), f1.toFixed(4), support]);
    }),
    '',
    line(['truth ↓ answer →', ...names].map(String)),
    ...names.map((name, index) => line([name, ...confusion[index]])),
  ].join('\n');
}

function show(cell: string | number): string {
  return typeof cell === 'number' ? cell.toLocaleString('en-US') : cell;
}
