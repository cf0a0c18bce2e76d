import type { Command } from 'commander';
import type { Classifier } from '../../src/model/classifier.ts';
import { runCases, type SuiteResult } from '../corpora/cases.ts';
import { readSuite } from '../corpora/suite.ts';
import { UserError } from '../errors.ts';
import { json, warn } from '../print.ts';
import { checkLabels, inShort } from '../read/labels.ts';
import { type ExampleSelection, loadExamplesFor } from '../read/selection.ts';
import { type Contest, compare } from '../scoring/compare.ts';
import type { LabelCost } from '../scoring/costs.ts';
import { type Evaluation, evaluation, measureGroups, mistakesOf } from '../scoring/evaluation.ts';
import { groupingOf, groupsOf } from '../scoring/grouping.ts';
import { loadModel } from '../scoring/load.ts';
import { argmax, measure } from '../scoring/metrics.ts';
import { checkOrder, knownOrder } from '../scoring/ordered.ts';
import { answererOf, ask } from '../scoring/score.ts';
import { swappedLabels } from '../scoring/swapped.ts';
import { evaluationText } from '../terminal/evaluation.ts';
import { contestSentences } from '../terminal/sentences.ts';
import { suiteText } from '../terminal/suite.ts';
import { terminalWidth } from '../terminal/table.ts';
import { numberParser, splitNames } from './options/config.ts';
import { costOption } from './options/costs.ts';
import { addExampleOptions, type ExampleFlags, selectionOf } from './options/rows.ts';

type Flags = Omit<ExampleFlags, 'data'> & {
  model: string;
  data?: string;
  labels?: string[];
  cost?: LabelCost[];
  order?: string[];
  mistakes?: number;
  against?: string;
  suite?: string;
  minPass?: number;
  all?: true;
  json?: true;
};

/** What was found out: of the texts, of another model on them, of the suite. */
type Findings = { found?: Evaluation; against?: Rival; suite?: SuiteResult };

/** Another model on the same texts. */
type Rival = Contest & { model: string; accuracy: number; macro_f1: number; ece: number };

const MISTAKES = { minimum: 1, maximum: 10_000, whole: true };
const SHARE = { minimum: 0, maximum: 1, whole: false };

/** Adds `evaluate`: how often a model is right on labelled texts, how sure that is, and where it is wrong. */
export function addEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .description('measure a model on labelled texts')
    .requiredOption('--model <file>', 'the model, model.safetensors, or default for the one that ships')
    .option('--data <file>', 'labelled texts, a table, JSON or Parquet')
    .option('--suite <file>', 'behaviour cases, with --data or without: docs/evaluating.md has the form')
    .option(
      '--min-pass <share>',
      'of the cases of --suite: end with exit code 1 where fewer pass',
      numberParser('min-pass', SHARE),
    )
    .option('--against <file>', 'another model, to tell which is right more often')
    .option(
      '--mistakes <n>',
      'show the texts of the n mistakes that the model is surest of',
      numberParser('mistakes', MISTAKES),
    )
    .option('--labels <names>', 'compare only these labels, separated by commas: the higher wins', splitNames)
    .option('--order <names>', 'the labels from the lowest to the highest, separated by commas', splitNames)
    .option('--all', 'show every label and every confusion, however many')
    .addOption(
      costOption("multiplies what an error costs where the text is of a label, instead of the file's"),
    )
    .option('--json', 'print one JSON object instead of a table');
  addExampleOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => evaluate(flags));
}

const EXAMPLES = `
With --by each group is measured by itself too. length, language and negation are groups that need no column.
Texts are shown only where --mistakes or --suite asks for them. docs/evaluating.md explains every figure.

Examples:
  npm run --silent trainer -- evaluate --model out/model.safetensors --data dev.tsv
  npm run --silent trainer -- evaluate --model out/model.safetensors --data dev.tsv --mistakes 20 --by length
  npm run --silent trainer -- evaluate --model out/model.safetensors --data dev.tsv --against old.safetensors
  npm run --silent trainer -- evaluate --model out/model.safetensors --data dev.tsv --labels negative,positive --json
  npm run --silent trainer -- evaluate --model out/model.safetensors --data all.tsv --dev-share 0.1 --by source
  npm run --silent trainer -- evaluate --model out/model.safetensors --suite cases.jsonl --min-pass 0.9
`;

async function evaluate(flags: Flags): Promise<void> {
  checkFlags(flags);
  const { data, suite: path, minPass } = flags;
  const model = await loadModel(flags.model, flags.cost);
  const cases = path === undefined ? undefined : await readSuite(path);
  const suite = cases && runCases(cases, model.config.labels, answererOf(model));
  const findings: Findings = data === undefined ? {} : await measureData(model, { ...flags, data });
  print({ ...findings, ...(suite ? { suite } : {}) }, flags);
  if (suite && minPass !== undefined) checkPass(suite, minPass);
}

/** Flags that say something of `--data`. */
const OF_DATA = [
  ...(['against', 'mistakes', 'labels', 'order', 'by', 'groupColumn', 'without', 'devShare'] as const),
  ...(['seed', 'textColumn', 'labelColumn', 'splitGroup', 'format'] as const),
];

/** @throws UserError when flags do not fit together. */
function checkFlags(flags: Flags): void {
  const { data, suite, minPass } = flags;
  if (data === undefined && suite === undefined) {
    throw new UserError('there is nothing to measure on: give --data FILE, --suite FILE or both', 2);
  }
  if (suite === undefined && minPass !== undefined) {
    throw new UserError('--min-pass is about --suite: give both', 2);
  }
  const stray = OF_DATA.find((name) => flags[name] !== undefined);
  if (data === undefined && stray !== undefined) {
    const flag = stray.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UserError(`--${flag} is about --data: give both`, 2);
  }
}

async function measureData(model: Classifier, flags: Flags & { data: string }): Promise<Findings> {
  const { labels: names, order: asked, mistakes, against, data } = flags;
  const { labels: known } = model.config;
  const labels = names === undefined ? known : checkNames(names, known);
  const order = asked === undefined ? knownOrder(labels) : checkOrder(asked, labels);
  const other = against === undefined ? undefined : await loadModel(against);
  if (other) checkRival(labels, other, flags);
  const grouping = await groupingOf(exampleSelection({ ...flags, data }));
  const examples = await loadExamplesFor(known, grouping.selection);
  checkLabels(data, examples, labels);
  const answers = ask(model, examples, labels);
  const named = answers.map(({ answer, probabilities }) => labels[answer ?? argmax(probabilities)]);
  const swapped = swappedLabels(examples, named, flags.mapLabels !== undefined);
  if (swapped !== undefined) warn(`note: ${swapped}`);
  const found = evaluation(labels, examples, answers, order);
  const groups = groupsOf(grouping, examples, answers);
  if (groups) found.groups = measureGroups(labels, answers, groups);
  if (mistakes !== undefined) found.mistakes = mistakesOf(labels, examples, answers, mistakes);
  if (!other) return { found };
  const others = ask(other, examples, labels);
  const { accuracy, macro_f1, ece } = measure(labels, others);
  return { found, against: { model: other.model, accuracy, macro_f1, ece, ...compare(answers, others) } };
}

/** Which rows the flags ask for, without what else they ask. */
function exampleSelection(flags: Flags & { data: string }): ExampleSelection {
  const { model, labels, cost, order, mistakes, against, suite, minPass, all, json: isJson, ...rest } = flags;
  return selectionOf(rest);
}

/** Labels that a message names. */
const MAX_NAMED = 20;

/** @throws UserError when the other model does not answer with the labels that are compared. */
function checkRival(labels: readonly string[], other: Classifier, { labels: names, against }: Flags): void {
  const others = other.config.labels;
  const common = labels.filter((label) => others.includes(label));
  if (common.length === labels.length && (names !== undefined || others.length === labels.length)) return;
  const way =
    common.length < 2
      ? 'they have no two labels in common'
      : `say --labels with those that both have: ${common.slice(0, MAX_NAMED).join(',')}`;
  throw new UserError(
    `${against} answers ${others.slice(0, MAX_NAMED).join(', ')}, the model ${labels.slice(0, MAX_NAMED).join(', ')}: ${way}`,
    2,
  );
}

/** @throws UserError when too few cases pass. */
function checkPass({ cases, failed }: SuiteResult, least: number): void {
  if (cases > 0 && cases - failed >= least * cases) return;
  const share = cases === 0 ? 0 : (cases - failed) / cases;
  throw new UserError(
    `${(100 * share).toFixed(1)} % of the cases pass, --min-pass asks for ${100 * least} %`,
  );
}

function print({ found, against, suite }: Findings, flags: Flags): void {
  if (flags.json) {
    const rest = { ...(against ? { against } : {}), ...(suite ? { suite } : {}) };
    console.log(json({ ...found, ...rest }, round));
    return;
  }
  const width = terminalWidth();
  const parts = [
    ...(found ? [evaluationText(found, { width, all: flags.all === true })] : []),
    ...(against ? [contestSentences(against, flags.against as string).join('\n')] : []),
    ...(suite ? [suiteText(suite, width)] : []),
  ];
  console.log(parts.join('\n\n'));
}

function checkNames(names: readonly string[], known: readonly string[]): readonly string[] {
  const stray = names.find((name) => !known.includes(name));
  if (stray !== undefined) {
    throw new UserError(`--labels names "${stray}", the model has ${inShort(known)}`, 2);
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
