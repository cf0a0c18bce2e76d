import type { Command } from 'commander';
import type { Classifier } from '../../src/model/classifier.ts';
import { checkLabels } from '../data/labels.ts';
import { loadModel } from '../data/model.ts';
import type { Row } from '../data/rows.ts';
import { UserError } from '../errors.ts';
import { splitNames } from '../flags.ts';
import { type Judged, type Metrics, measure, restrict } from '../metrics.ts';
import { clean, json } from '../terminal.ts';
import { addRowOptions, loadRowsFor, type RowFlags } from './rows.ts';

type Flags = RowFlags & { model: string; labels?: string[]; json?: true };

/** A column with more values than this says something else than what a text belongs to. */
const MAX_GROUPS = 200;

/** Adds `evaluate`: how often a model is right on labelled texts, and how well it knows. */
export function addEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .description('measure a model on labelled texts')
    .requiredOption('--model <file>', 'the model, model.safetensors')
    .requiredOption('--data <file>', 'labelled texts, .tsv, .csv or .jsonl')
    .option('--labels <names>', 'compare only these labels, separated by commas: the higher wins', splitNames)
    .option('--json', 'print one JSON object instead of a table');
  addRowOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => evaluate(flags));
}

const EXAMPLES = `
With --group-column each group is measured by itself too.

Examples:
  npm run --silent trainer -- evaluate --model out/model.safetensors --data dev.tsv
  npm run --silent trainer -- evaluate --model out/model.safetensors --data dev.tsv --labels negative,positive --json
  npm run --silent trainer -- evaluate --model out/model.safetensors --data all.tsv --dev-share 0.1 --group-column source
`;

async function evaluate(flags: Flags): Promise<void> {
  const { model: path, labels: names, json: isJson, ...rowFlags } = flags;
  const model = await loadModel(path);
  const { labels } = model.config;
  const compared = names === undefined ? labels : checkNames(names, labels);
  const rows = await loadRowsFor(labels, rowFlags);
  checkLabels(flags.data, rows, compared);
  const judged = rows.map((row) => judge(model, row, compared));
  const metrics = measure(compared, judged);
  const groups = flags.groupColumn === undefined ? undefined : measureGroups(compared, rows, judged);
  if (isJson) console.log(json(groups ? { ...metrics, groups } : metrics, round));
  else console.log([table(metrics), ...(groups ? ['', groupTable(groups)] : [])].join('\n'));
}

/**
 * Metrics of the rows of each group, in the order in which they come.
 *
 * @throws UserError when the groups are too many to be looked at.
 */
function measureGroups(
  labels: readonly string[],
  rows: readonly Row[],
  judged: readonly Judged[],
): Record<string, Metrics> {
  const members = new Map<string, Judged[]>();
  rows.forEach(({ group = '' }, row) => {
    const known = members.get(group);
    if (known) known.push(judged[row]);
    else members.set(group, [judged[row]]);
  });
  if (members.size > MAX_GROUPS) {
    throw new UserError(`the group column has ${members.size} values, allowed ${MAX_GROUPS}: name another`);
  }
  return Object.fromEntries([...members].map(([group, answers]) => [group, measure(labels, answers)]));
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

function judge(model: Classifier, { text, label }: Row, labels: readonly string[]): Judged {
  return { truth: labels.indexOf(label), probabilities: restrict(model.classify(text).scores, labels) };
}

/** Six decimals are more than any test set can tell apart. */
function round(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(6)) : value;
}

function table({ examples, accuracy, macro_f1, macro_recall, ece, labels, confusion }: Metrics): string {
  const keys = Object.keys(labels);
  const names = keys.map(clean);
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
    ...names.map((name, index) => {
      const { precision, recall, f1, support } = labels[keys[index]];
      return line([name, precision.toFixed(4), recall.toFixed(4), f1.toFixed(4), support]);
    }),
    '',
    line(['truth ↓ answer →', ...names].map(String)),
    ...names.map((name, index) => line([name, ...confusion[index]])),
  ].join('\n');
}

function groupTable(groups: Record<string, Metrics>): string {
  const names = ['group', ...Object.keys(groups)];
  const width = Math.max(...names.map(({ length }) => length)) + 2;
  const line = (name: string, cells: string[]) => clean(name).padEnd(width) + cells.map(right).join('');
  return [
    line('group', ['examples', 'accuracy', 'macro_f1', 'macro_recall', 'ece']),
    ...Object.entries(groups).map(([name, { examples, accuracy, macro_f1, macro_recall, ece }]) =>
      line(name, [
        show(examples),
        ...[accuracy, macro_f1, macro_recall, ece].map((value) => value.toFixed(4)),
      ]),
    ),
  ].join('\n');
}

function right(cell: string): string {
  return cell.padStart(14);
}

function show(cell: string | number): string {
  return typeof cell === 'number' ? cell.toLocaleString('en-US') : cell;
}
