import { extname } from 'node:path';
import type { Command } from 'commander';
import { DEFAULT_TRAIN, TRAIN_BOUNDS } from '../config/train.ts';
import { UserError } from '../errors.ts';
import { checkWritable, refuseExisting, refuseSame } from '../files/outputs.ts';
import { say } from '../print.ts';
import { describeNoise } from '../terminal/noise.ts';
import { withTrainingBars } from '../terminal/progress.ts';
import { addColumnOptions, type ColumnFlags, numberParser, workersOption } from './options/config.ts';

type Flags = ColumnFlags & {
  data: string;
  out: string;
  folds: number;
  seed: number;
  workers: number;
  force?: true;
};

const FOLDS = { minimum: 2, maximum: 20, whole: true };

/** Adds `suspicious`: which labels of a file look wrong. */
export function addSuspicious(program: Command): void {
  const command = program
    .command('suspicious')
    .description('rank the labels of a file by how likely they are wrong, so that a person looks at them')
    .requiredOption('--data <file>', 'labelled texts, a table, JSON or Parquet')
    .option('--out <file>', 'where the rows go, the likeliest wrong label first, .tsv', 'suspicious.tsv')
    .option(
      '--folds <n>',
      'parts of the rows, each judged by a network trained on the others (2 to 20)',
      numberParser('folds', FOLDS),
      3,
    )
    .option(
      '--seed <n>',
      'of all that is random',
      numberParser('seed', TRAIN_BOUNDS.seed),
      DEFAULT_TRAIN.seed,
    )
    .addOption(workersOption())
    .option('--force', 'replace a file that is there');
  addColumnOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => suspicious(flags));
}

const EXAMPLES = `
Each part of the rows is judged by a network that goes on from the default model and was trained on the other parts. All rows
are written, with line, label, suggested_label, doubt and text; nothing is changed in --data. docs/checking.md says how
many of the wrong labels are found.

Examples:
  npm run trainer -- suspicious --data reviews.csv
  npm run trainer -- suspicious --data reviews.csv --out runs/suspicious.tsv --folds 10
`;

async function suspicious({ splitGroup: splitGroupColumn, ...flags }: Flags): Promise<void> {
  const { data, out, force } = flags;
  if (extname(out).toLowerCase() !== '.tsv')
    throw new UserError(`--out is ${out}, allowed a name that ends in .tsv`, 2);
  refuseSame(out, [data], 'which is read');
  await refuseExisting([out], force);
  await checkWritable(out);
  const { findSuspicious } = await import('../experiment/suspicious.ts');
  const found = await withTrainingBars((bars) =>
    findSuspicious({ ...flags, ...bars, splitGroupColumn, report: say }),
  );
  for (const sentence of describeNoise(found, out)) say(sentence);
}
