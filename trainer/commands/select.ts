import { type Command, Option } from 'commander';
import type { GivenChoices } from '../config/choices.ts';
import { UserError } from '../errors.ts';
import type { OpenRunner } from '../experiment/fits/asked.ts';
import { againCommand, figuresCommand, nextSteps } from '../experiment/nextsteps.ts';
import { workIn } from '../experiment/runfolder.ts';
import type { Axis } from '../experiment/select/grid.ts';
import type { Selection } from '../experiment/select/selection.ts';
import { outputsOf, refuseSame } from '../files/outputs.ts';
import { json, say, warn } from '../print.ts';
import type { WeightType } from '../scoring/quantise.ts';
import { terminalWidth } from '../terminal/table.ts';
import {
  addColumnOptions,
  addConfigOptions,
  type ColumnFlags,
  givenConfig,
  nameOption,
  numberParser,
  weightsOption,
  workersOption,
} from './options/config.ts';
import { commonPresetOption, fitsOption } from './options/fits.ts';
import { type QueueFlags, queueOption, runnerBy, storeOption } from './options/queue.ts';
import { addReportOptions, type ReportFlags, reportRequest, show } from './options/report.ts';

type Flags = ColumnFlags & {
  data: string;
  dev?: string;
  out?: string;
  grid?: string[];
  folds: number;
  racing: boolean;
  nested?: true;
  fits: string;
  final: boolean;
  json?: true;
  workers: number;
  preset?: string;
  name: string;
  licence?: string;
  weights?: WeightType;
  weightColumn?: string | false;
  force?: true;
} & QueueFlags &
  ReportFlags;

const FOLDS = { minimum: 2, maximum: 20, whole: true };

/** Adds `select`: labelled texts in; out comes which of several networks is best, how sure that is, and its model. */
export function addSelect(program: Command): void {
  const command = program
    .command('select')
    .description('choose the number of blocks, or any choice of a run, by cross-validation')
    .requiredOption('--data <file>', 'labelled texts, a table, JSON or Parquet')
    .addOption(gridOption())
    .option('--folds <k>', 'parts of the rows, each held out once (2 to 20)', numberParser('folds', FOLDS), 5)
    .option('--no-racing', 'measure every candidate in every fold, those too that are clearly beaten')
    .option('--nested', 'choose once more without each fold: what the choosing itself is good for')
    .addOption(fitsOption())
    .addOption(queueOption())
    .addOption(storeOption())
    .option(
      '--out <folder>',
      'where select.json, select.html, fits/ and the final model go (default: the newest runs/NAME-N to go on with, or the next)',
    )
    .option('--no-final', 'leave out the final training')
    .option('--json', 'print one JSON object instead of a table; with --no-final')
    .option('--force', 'replace the selection and the model that are in --out')
    .addOption(workersOption())
    .addOption(commonPresetOption('candidates'))
    .optionsGroup('Final model:')
    .option('--dev <file>', 'labelled texts to measure it on (default: a share of --data)')
    .addOption(nameOption().default('custom'))
    .option('--licence <text>', 'terms of the weights, written into the model (default: unstated)')
    .addOption(weightsOption('f32'))
    .optionsGroup('Data:')
    .option('--weight-column <name>', 'how much each text counts (default: weight, if there)')
    .option('--no-weight-column', 'count every text once, whatever the file has');
  addConfigOptions(addColumnOptions(addReportOptions(command, 'select.html')))
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => select(flags, givenConfig(command)));
}

const EXAMPLES = `
Every candidate is trained without each fold and measured on it, after the last epoch. The simplest within one standard error of the
best is chosen. docs/selecting.md explains every figure. Rows that belong together, such as the sentences of one review, need a column
that says so: --split-group.

Each finished fit is kept in OUT/fits. Stopped or killed, the same command does what is missing and ends with the same bytes.

Examples:
  npm run trainer -- select --data reviews.csv
  npm run trainer -- select --data reviews.csv --grid blocks=0,1,2 --grid width=32,64 --folds 10 --out out
  npm run trainer -- select --data reviews.csv --grid learning-rate=0.001,0.003 --blocks 1 --no-final --json
`;

function gridOption(): Option {
  return new Option(
    '--grid <field=values>',
    'values to try of a choice, with commas; repeat it for all combinations (default: blocks=0,1,2,4,8)',
  ).argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
}

async function select(flags: Flags, given: GivenChoices): Promise<void> {
  if (flags.json && flags.final) {
    throw new UserError(
      '--json prints the selection alone: say --no-final too, or read select.json in the folder',
      2,
    );
  }
  const asked = { axes: await axesOf(flags, given), given, openRunner: await runnerBy(flags) };
  const report = flags.json ? warn : say;
  if (!flags.final && (given.network.ngrams ?? 0) > 0)
    report('note: --ngrams fits a table beside the final network alone, which --no-final leaves out');
  const { selectionFolder } = await import('../experiment/select/folder.ts');
  if (flags.out !== undefined) return selectInto(flags.out, flags, asked, report);
  const folder = await selectionFolder(flags.data);
  await workIn(folder, report, (out) => selectInto(out, flags, asked, report));
}

/** What is to be tried. A word that is spelled wrong shows before a folder is named. */
async function axesOf({ grid, preset = 'small' }: Flags, given: GivenChoices): Promise<readonly Axis[]> {
  const { candidatesOf, DEFAULT_GRID, parseAxis } = await import('../experiment/select/grid.ts');
  const axes = grid?.map(parseAxis) ?? DEFAULT_GRID;
  candidatesOf(axes, preset, given);
  return axes;
}

async function selectInto(
  out: string,
  flags: Flags,
  asked: { axes: readonly Axis[]; given: GivenChoices; openRunner: OpenRunner | undefined },
  report: (message: string) => void,
): Promise<void> {
  const { data, dev, fits, final, name, licence, weights, force = false, nested = false } = flags;
  const { textColumn, labelColumn, splitGroup: splitGroupColumn, format, mapLabels, encoding } = flags;
  const { delimiter, weightColumn, folds, racing, workers, preset } = flags;
  const { selectionPagePath, selectionPath } = await import('../experiment/select/folder.ts');
  for (const path of [...outputsOf(out), selectionPath(out), selectionPagePath(out)]) {
    refuseSame(path, [data, dev ?? data], 'which is read');
  }
  const columns = { textColumn, labelColumn, splitGroupColumn, format, mapLabels, encoding, delimiter };
  const files = { data, dev, weightColumn, ...columns };
  const { select: run } = await import('../experiment/select/select.ts');
  const { selectionText } = await import('../experiment/select/words.ts');
  const args = process.argv.slice(3);
  const selected = await run({
    ...{ files, preset, ...asked, folds, racing, nested, workers, out, force, report },
    fits: Number(fits),
    model: final ? 'model.safetensors' : null,
    command: figuresCommand('select', args),
    again: againCommand('select', args, out),
  });
  const { selection } = selected;
  console.log(flags.json ? json(selection) : `\n${selectionText(selection, terminalWidth())}\n`);
  await writePage(selectionPagePath(out), selection, flags, report);
  if (!final) return;
  const { trainFinal } = await import('../experiment/select/finish.ts');
  const told = await reportRequest({ texts: flags.texts }, files, selection.command);
  const isNew = await trainFinal(selected, {
    files,
    out,
    workers,
    force,
    name,
    licence,
    weights,
    report: told,
    // What the selection replaced is its own by now: said again, --force would discard the checkpoints.
    resumeWith: againCommand(
      'select',
      args.filter((arg) => arg !== '--force'),
      out,
    ),
  });
  if (isNew) for (const line of nextSteps(out)) say(line);
}

/** The page of the selection, before the final training begins. */
async function writePage(
  path: string,
  selection: Selection,
  { open }: ReportFlags,
  report: (message: string) => void,
): Promise<void> {
  const { trialsOf } = await import('../experiment/select/page.ts');
  const { writeTrialsPage } = await import('../report/trialspage.ts');
  const { isWritten, said } = await writeTrialsPage(path, trialsOf(selection));
  report(said);
  if (open && isWritten) show(path);
}
