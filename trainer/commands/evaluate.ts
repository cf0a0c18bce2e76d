import type { Command } from 'commander';
import { UserError } from '../errors.ts';
import { clean, json } from '../print.ts';
import type { Example } from '../read/examples.ts';
import { checkLabels } from '../read/labels.ts';
import { loadExamplesFor } from '../read/selection.ts';
import type { LabelCost } from '../scoring/costs.ts';
import { loadModel } from '../scoring/load.ts';
import { type Judged, type Metrics, measure } from '../scoring/metrics.ts';
import { judge } from '../scoring/score.ts';
import { table } from '../terminal/table.ts';
import { splitNames } from './options/config.ts';
import { costOption } from './options/costs.ts';
import { addExampleOptions, type ExampleFlags, selectionOf } from './options/rows.ts';

type Flags = ExampleFlags & { model: string; labels?: string[]; cost?: LabelCost[]; json?: true };

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
    .addOption(
      costOption("multiplies what an error costs where the text is of a label, instead of the file's"),
    )
    .option('--json', 'print one JSON object instead of a table');
  addExampleOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => evaluate(flags));
}

const EXAMPLES = `
With --by each group is measured by itself too.

Examples:
  npm run --silent trainer -- evaluate --model out/model.safetensors --data dev.tsv
  npm run --silent trainer -- evaluate --model out/model.safetensors --data dev.tsv --labels negative,positive --json
  npm run --silent trainer -- evaluate --model out/model.safetensors --data all.tsv --dev-share 0.1 --by source
`;

async function evaluate(flags: Flags): Promise<void> {
  const { model: path, labels: names, cost, json: isJson, ...selection } = selectionOf(flags);
  const model = await loadModel(path, cost);
  const { labels } = model.config;
  const compared = names === undefined ? labels : checkNames(names, labels);
  const examples = await loadExamplesFor(labels, selection);
  checkLabels(flags.data, examples, compared);
  const judged = judge(model, examples, compared);
  const metrics = measure(compared, judged);
  const groups = selection.groupColumn === undefined ? undefined : measureGroups(compared, examples, judged);
  if (isJson) console.log(json(groups ? { ...metrics, groups } : metrics, round));
  else console.log([tableOf(metrics), ...(groups ? ['', groupTable(groups)] : [])].join('\n'));
}

/**
 * Metrics of the rows of each group, in the order in which they come.
 *
 * @throws UserError when the groups are too many to be looked at.
 */
function measureGroups(
  labels: readonly string[],
  examples: readonly Example[],
  judged: readonly Judged[],
): Record<string, Metrics> {
  const members = new Map<string, Judged[]>();
  examples.forEach(({ group = '' }, example) => {
    const known = members.get(group);
    if (known) known.push(judged[example]);
    else members.set(group, [judged[example]]);
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

/** Six decimals are more than any test set can tell apart. */
function round(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(6)) : value;
}

/** Figures of an answer, then of each label, then what was taken for what. */
function tableOf({ examples, accuracy, macro_f1, macro_recall, ece, labels, confusion }: Metrics): string {
  const keys = Object.keys(labels);
  const names = keys.map(clean);
  const width = Math.max(18, ...names.map(({ length }) => length + 2));
  return table(
    [
      ['examples', examples],
      ...Object.entries({ accuracy, macro_f1, macro_recall, ece }).map(([name, value]) => [
        name,
        short(value),
      ]),
      [],
      ['label', 'precision', 'recall', 'f1', 'support'],
      ...names.map((name, index) => {
        const { precision, recall, f1, support } = labels[keys[index]];
        return [name, ...[precision, recall, f1].map(short), support];
      }),
      [],
      ['truth ↓ answer →', ...names],
      ...names.map((name, index) => [name, ...confusion[index]]),
    ],
    { first: width, others: width },
  );
}

function groupTable(groups: Record<string, Metrics>): string {
  const widest = Math.max(...['group', ...Object.keys(groups)].map(({ length }) => length));
  return table(
    [
      ['group', 'examples', 'accuracy', 'macro_f1', 'macro_recall', 'ece'],
      ...Object.entries(groups).map(([name, { examples, accuracy, macro_f1, macro_recall, ece }]) => [
        clean(name),
        examples,
        ...[accuracy, macro_f1, macro_recall, ece].map(short),
      ]),
    ],
    { first: widest + 2, others: 14 },
  );
}

function short(value: number): string {
  return value.toFixed(4);
}
