import type { Command } from 'commander';
import type { GivenChoices } from '../config/choices.ts';
import { UserError } from '../errors.ts';
import type { Asked } from '../experiment/compare/compare.ts';
import type { Comparison } from '../experiment/compare/comparison.ts';
import type { OpenRunner } from '../experiment/fits/asked.ts';
import { againCommand, figuresCommand } from '../experiment/nextsteps.ts';
import { workIn } from '../experiment/runfolder.ts';
import { refuseSame } from '../files/outputs.ts';
import { json, say, warn } from '../print.ts';
import { terminalWidth } from '../terminal/table.ts';
import {
  addColumnOptions,
  addConfigOptions,
  type ColumnFlags,
  givenConfig,
  numberParser,
  workersOption,
} from './options/config.ts';
import { commonPresetOption, fitsOption } from './options/fits.ts';
import { type QueueFlags, queueOption, runnerBy, storeOption } from './options/queue.ts';
import { show } from './options/report.ts';

type Flags = ColumnFlags &
  QueueFlags & {
    data: string;
    test?: string;
    variant?: string[];
    seeds: number;
    rates?: string;
    fits: string;
    out?: string;
    open?: true;
    json?: true;
    force?: true;
    workers: number;
    preset?: string;
    weightColumn?: string | false;
  };

const SEEDS = { minimum: 1, maximum: 100, whole: true };

/** Adds `compare`: labelled texts and several networks in; out comes which is better than the first, and how sure that is. */
export function addCompare(program: Command): void {
  const command = program
    .command('compare')
    .description('train named variants with several seeds, and say which is better and how sure that is')
    .requiredOption('--data <file>', 'labelled texts, a table, JSON or Parquet')
    .option(
      '--test <file>',
      'labelled texts to measure all on (default: each seed holds a fifth of --data back)',
    )
    .option(
      '--variant <text>',
      'a name and the fields that set it apart, "plain: residual=false"; twice or more, the first is what others are held against',
      (text: string, before: string[] | undefined) => [...(before ?? []), text],
    )
    .option('--seeds <n>', 'trainings of each variant (5 to 100)', numberParser('seeds', SEEDS), 5)
    .option(
      '--rates <list>',
      'learning rates to choose from, with commas (default: three around that of each variant)',
    )
    .addOption(fitsOption())
    .addOption(queueOption())
    .addOption(storeOption())
    .option(
      '--out <folder>',
      'where compare.json, compare.html and arms/ go (default: the newest runs/NAME-N to go on with, or the next)',
    )
    .option('--open', 'show compare.html in the browser at the end')
    .option('--json', 'print one JSON object instead of a table')
    .option('--force', 'replace the comparison that is in --out')
    .addOption(workersOption())
    .addOption(commonPresetOption('variants'))
    .optionsGroup('Data:')
    .option('--weight-column <name>', 'how much each text counts (default: weight, if there)')
    .option('--no-weight-column', 'count every text once, whatever the file has');
  addConfigOptions(addColumnOptions(command))
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => compare(flags, givenConfig(command)));
}

const EXAMPLES = `
A variant is a name, a colon, and fields as in the card or as flags: "deep: blocks=8 norm=layer". A name alone has what all have in
common. "default: from=default" goes on from the default model, from=FILE from another; preset=dense-64 has a preset of its own.

Each variant chooses its learning rate on rows of their own, then trains once a seed. docs/comparing.md explains every figure. Each
finished fit is kept in OUT/arms: stopped or killed, the same command does what is missing and ends with the same bytes.

Examples:
  npm run trainer -- compare --data reviews.csv --variant residual --variant "plain: residual=false"
  npm run trainer -- compare --data reviews.csv --test test.csv --variant small --variant "default: from=default" --out out
  npm run trainer -- compare --data reviews.csv --variant two --variant "eight: blocks=8" --blocks 2 --rates 0.001,0.003 --seeds 10
`;

async function compare(flags: Flags, given: GivenChoices): Promise<void> {
  if (flags.variant === undefined) {
    throw new UserError(
      '--variant is missing: give two or more, such as --variant residual --variant "plain: residual=false"',
      2,
    );
  }
  const how = { asked: await askedBy(flags, given), openRunner: await runnerBy(flags) };
  const report = flags.json ? warn : say;
  const { comparisonFolder } = await import('../experiment/compare/folder.ts');
  if (flags.out !== undefined) return compareInto(flags.out, flags, how, report);
  const folder = await comparisonFolder(flags.data);
  await workIn(folder, report, (out) => compareInto(out, flags, how, report));
}

/** What the flags ask for. A word that is spelled wrong shows before a folder is named. */
async function askedBy({ variant = [], rates, seeds, preset }: Flags, given: GivenChoices): Promise<Asked> {
  const { parseRates, parseVariant } = await import('../experiment/compare/variants.ts');
  const { checkAsked } = await import('../experiment/compare/compare.ts');
  return checkAsked({
    variants: variant.map(parseVariant),
    rates: rates === undefined ? undefined : parseRates(rates),
    ...{ seeds, preset, given },
  });
}

async function compareInto(
  out: string,
  flags: Flags,
  how: { asked: Asked; openRunner: OpenRunner | undefined },
  report: (message: string) => void,
): Promise<void> {
  const { data, test: dev, fits, workers, force = false } = flags;
  const { textColumn, labelColumn, splitGroup: splitGroupColumn, format, mapLabels, encoding } = flags;
  const { delimiter, weightColumn } = flags;
  const { comparisonPaths } = await import('../experiment/compare/folder.ts');
  for (const path of comparisonPaths(out)) refuseSame(path, [data, dev ?? data], 'which is read');
  const columns = { textColumn, labelColumn, splitGroupColumn, format, mapLabels, encoding, delimiter };
  const { compare: run } = await import('../experiment/compare/compare.ts');
  const { comparisonText } = await import('../experiment/compare/words.ts');
  const args = process.argv.slice(3);
  const comparison = await run({
    ...{ files: { data, dev, weightColumn, ...columns }, ...how, workers, out, force, report },
    fits: Number(fits),
    command: figuresCommand('compare', args),
    again: againCommand('compare', args, out),
  });
  console.log(flags.json ? json(comparison) : `\n${comparisonText(comparison, terminalWidth())}\n`);
  await writePage(comparisonPaths(out)[1], comparison, flags, report);
}

async function writePage(
  path: string,
  comparison: Comparison,
  { open }: Flags,
  report: (message: string) => void,
): Promise<void> {
  const { trialsOf } = await import('../experiment/compare/page.ts');
  const { writeTrialsPage } = await import('../report/trialspage.ts');
  const { isWritten, said } = await writeTrialsPage(path, trialsOf(comparison));
  report(said);
  if (open && isWritten) show(path);
}
