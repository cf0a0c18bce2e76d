import type { Command } from 'commander';
import { DEFAULT_TRAIN, TRAIN_BOUNDS } from '../config.ts';
import { checkLabels, nameLike } from '../data/labels.ts';
import { loadRows } from '../data/load.ts';
import type { Row } from '../data/rows.ts';
import { devRows } from '../data/split.ts';
import { UserError } from '../errors.ts';
import { addColumnOptions, type ColumnFlags, numberParser, splitNames } from '../flags.ts';
import { warn } from '../terminal.ts';

/** Which labelled rows a model is held against. */
export type RowFlags = ColumnFlags & {
  data: string;
  groupColumn?: string | undefined;
  /** Groups to leave out. */
  without?: readonly string[] | undefined;
  devShare?: number | undefined;
  seed?: number | undefined;
};

/** Adds the flags of `RowFlags` to a command, but for `--data`. */
export function addRowOptions(command: Command): Command {
  return addColumnOptions(command)
    .option('--group-column <name>', 'the column of what a text belongs to, such as its source')
    .option('--without <names>', 'leave out the rows of these groups, separated by commas', splitNames)
    .option(
      '--dev-share <n>',
      'take only the rows that train keeps for dev with this share, so that none was trained on',
      numberParser('dev-share', TRAIN_BOUNDS.devShare),
    )
    .option(
      '--seed <n>',
      `of that training, with --dev-share (default: ${DEFAULT_TRAIN.seed})`,
      numberParser('seed', TRAIN_BOUNDS.seed),
    );
}

/** Groups that a message names. */
const MAX_NAMED = 20;

/**
 * Rows to hold a model against. 0 and 1 mean negative and positive, unless they are labels of the model.
 *
 * @param labels of the model.
 * @throws UserError when a row has another label, nothing is left, or the flags do not fit together.
 */
export async function loadRowsFor(labels: readonly string[], flags: RowFlags): Promise<Row[]> {
  const { data, without, devShare, seed, ...columns } = flags;
  if (devShare === undefined && seed !== undefined) {
    throw new UserError('--seed says which rows --dev-share keeps: give both', 2);
  }
  if (without !== undefined && columns.groupColumn === undefined) {
    throw new UserError('--without names groups: say which column has them, --group-column NAME', 2);
  }
  const { rows } = await loadRows(data, { ...columns, weightColumn: false, report: warn });
  const named = nameLike(labels, rows);
  checkLabels(data, named, labels);
  const kept =
    devShare === undefined
      ? named
      : devRows(named, labels, { share: devShare, seed: seed ?? DEFAULT_TRAIN.seed });
  if (without === undefined) return kept;
  checkGroups(named, without, data);
  const left = kept.filter(({ group = '' }) => !without.includes(group));
  if (left.length === 0) throw new UserError(`--without leaves none of the ${kept.length} rows of ${data}`);
  return left;
}

/** @throws UserError when a group has no row. */
function checkGroups(rows: readonly Row[], names: readonly string[], data: string): void {
  const groups = new Set(rows.map(({ group = '' }) => group));
  const stray = names.find((name) => !groups.has(name));
  if (stray === undefined) return;
  const some = [...groups].slice(0, MAX_NAMED).map((name) => name.slice(0, 40));
  throw new UserError(`--without names "${stray}", ${data} has ${some.join(', ')}`, 2);
}
