import type { Command } from 'commander';
import { checkData, type DataCheck } from '../prepare/check/check.ts';
import { json, warn } from '../print.ts';
import { checkText } from '../terminal/check.ts';
import { withReadingBar } from '../terminal/progress.ts';
import { terminalWidth } from '../terminal/table.ts';
import { addColumnOptions, type ColumnFlags } from './options/config.ts';

type Flags = ColumnFlags & { data: string; texts?: true; json?: true };

/** Adds `check`: what a labelled file has, and what in it may spoil a training or a figure. */
export function addCheck(program: Command): void {
  const command = program
    .command('check')
    .description('look a labelled file through: duplicates, contradictions, lengths, addresses, damage')
    .requiredOption('--data <file>', 'labelled texts, a table, JSON or Parquet')
    .option('--texts', 'show the beginnings of the texts that are named')
    .option('--json', 'print one JSON object instead of a table');
  addColumnOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => check(flags));
}

const EXAMPLES = `
Nothing is trained and nothing is changed. The table names the first lines of each finding, --json up to 10,000.
docs/checking.md says what each means.

Examples:
  npm run --silent trainer -- check --data reviews.csv
  npm run --silent trainer -- check --data reviews.csv --texts
  npm run --silent trainer -- check --data reviews.csv --json
`;

/** Code units that are kept of a text: a terminal shows no more of it. */
const KEPT = 200;

async function check({ splitGroup: splitGroupColumn, texts: shown, ...flags }: Flags): Promise<void> {
  const texts = new Map<number, string>();
  const found = await withReadingBar((onRead) =>
    checkData(flags.data, {
      ...{ ...flags, splitGroupColumn, onRead, report: warn },
      onRow({ line, text }) {
        // A copy: a slice would keep the whole text alive.
        if (shown) texts.set(line, Buffer.from(text.slice(0, KEPT)).toString());
      },
    }),
  );
  const textOf = shown && ((line: number) => texts.get(line) ?? '');
  if (flags.json) console.log(json(objectOf(found, textOf)));
  else console.log(checkText(found, { width: terminalWidth(), textOf }));
}

/** The names that programs read. @param textOf the beginning of a line's text, where texts are to be shown. */
function objectOf(found: DataCheck, textOf: ((line: number) => string) | undefined) {
  const { leftOut, fewRows, repeats, duplicates, contradictions, lengths, parts, ...rest } = found;
  const shown = (lines: readonly number[]) => (textOf ? { texts: lines.map(textOf) } : {});
  const repeated = (all: DataCheck['duplicates']) =>
    all.slice(0, MOST_LISTED).map((each) => ({ ...each, ...shown(each.lines.slice(0, 1)) }));
  const { rows, labels, languages, ...findings } = rest;
  return {
    ...{ rows, left_out: leftOut, labels, few_rows: fewRows, tokens: lengths, languages },
    repeats,
    duplicates: repeated(duplicates),
    contradictions: repeated(contradictions),
    parts: { ...parts, ...shown(parts.lines) },
    ...Object.fromEntries(
      Object.entries(findings).map(([name, each]) => [name, { ...each, ...shown(each.lines) }]),
    ),
  };
}

const MOST_LISTED = 10_000;
