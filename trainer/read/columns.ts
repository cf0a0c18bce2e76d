import { UserError } from '../errors.ts';
import { json } from '../print.ts';
import { isHeader, isTable, layoutOf } from './headerless.ts';
import { missing, missingPair, noTable } from './missing.ts';
import { type Role as ColumnRole, indexOfName, synonymOf } from './roles.ts';
import { findUnlabelled } from './unlabelled.ts';
import { refuseOddWeights } from './weights.ts';

/**
 * Where a table keeps text, label, weight, group and split group, −1 for none of the last three. `header` says whether the
 * first row names the columns or is data already.
 */
export type Columns = {
  text: number;
  label: number;
  weight: number;
  group: number;
  splitGroup: number;
  count: number;
  header: boolean;
  /** What names a row; −1 or left out for none. */
  id?: number;
};

/** Columns by name, or all by position from 1 in a file without a header. Undefined: `text` and `label`. */
export type ColumnNames = {
  textColumn?: string | undefined;
  labelColumn?: string | undefined;
  /** Undefined: `weight`, where the file has it. False: none, whatever the file has. */
  weightColumn?: string | false | undefined;
  /** Which rows belong together, for measuring. Undefined: none. */
  groupColumn?: string | undefined;
  /**
   * Which rows stay together when the file is split. Undefined: `split_group`, where the file has it. False: none, whatever the
   * file has.
   */
  splitGroupColumn?: string | false | undefined;
  /** What names a row in answers. Undefined: `id`, where the file has it and no label is read. */
  idColumn?: string | undefined;
  /** Whether rows are read without their labels, which need not be there. */
  unlabelled?: boolean | undefined;
};

/** A column that a file may have or not. */
type Role = { about: string; flag: string; column: string };

export const WEIGHT: Role = { about: 'weight', flag: '--weight-column', column: 'weight' };
export const SPLIT_GROUP: Role = { about: 'split group', flag: '--split-group', column: 'split_group' };

const POSITION = /^[1-9]\d{0,3}$/;

/** Names, and what takes what was found. */
export type FindOptions = ColumnNames & { found?: ((fact: string) => void) | undefined };

/** Whether a table's first row has the columns of text and label, under the names that are wanted or that others use. */
export function namesColumns(first: readonly string[], names: ColumnNames): boolean {
  return find(first, names, 'text') >= 0 && (names.unlabelled === true || find(first, names, 'label') >= 0);
}

/**
 * Finds the columns from a table's first row.
 *
 * @param records the first rows of the table, for one without a header.
 * @throws UserError when a column is not there.
 */
export function findColumns(
  path: string,
  first: readonly string[],
  records: readonly (readonly string[])[],
  names: FindOptions,
): Columns {
  if (names.unlabelled) return findUnlabelled(path, first, records, names);
  const { textColumn, labelColumn, found } = names;
  if (isPosition(textColumn) && isPosition(labelColumn) && !first.includes(textColumn)) {
    return byPosition(path, first.length, Number(textColumn), Number(labelColumn), names);
  }
  const [text, label] = [find(first, names, 'text'), find(first, names, 'label')];
  const layout = bareLayout(first, records, names);
  if (layout !== undefined) {
    found?.(layout.fact);
    const { text, label } = layout;
    return { text, label, weight: -1, group: -1, splitGroup: -1, count: first.length, header: false };
  }
  if (text < 0 && label < 0 && !isTable(records)) throw noTable(path, first);
  if (text < 0 || label < 0) throw missingPair(path, [first, ...records.slice(1)], { ...names, text, label });
  if (text === label)
    throw new UserError(`text and label are both column "${first[text]}" of ${path}: name two`);
  const weight = findOptional(path, first, names.weightColumn, WEIGHT, [text, label]);
  const splitGroup = findOptional(path, first, names.splitGroupColumn, SPLIT_GROUP, [text, label]);
  const group = names.groupColumn === undefined ? -1 : indexOfName(first, names.groupColumn);
  if (names.groupColumn !== undefined && group < 0) throw missing(path, '--by', names.groupColumn, first);
  for (const column of [text, label, weight, group, splitGroup]) refuseTwice(path, first, column);
  if (weight >= 0 && names.weightColumn === undefined) {
    refuseOddWeights(
      path,
      first[weight],
      records.slice(1).map((record) => record[weight]),
    );
  }
  tell(first, { text, label, weight }, names);
  return { text, label, weight, group, splitGroup, count: first.length, header: true };
}

function isPosition(name: string | undefined): name is string {
  return name !== undefined && POSITION.test(name);
}

/** The column that was asked for; else the one with the usual name, or the only one with a name that others use for it. */
function find(first: readonly string[], names: ColumnNames, role: ColumnRole): number {
  const asked = role === 'text' ? names.textColumn : names.labelColumn;
  return asked === undefined ? synonymOf(first, role) : indexOfName(first, asked);
}

/** The order of a table without a header, where no column was asked for and the first row names none. */
function bareLayout(first: readonly string[], records: readonly (readonly string[])[], names: ColumnNames) {
  const { textColumn, labelColumn, groupColumn, splitGroupColumn } = names;
  const isAsked = [textColumn, labelColumn, groupColumn, splitGroupColumn].some(
    (name) => typeof name === 'string',
  );
  return isAsked || isHeader(first, records) || !isTable(records) ? undefined : layoutOf(records);
}

/** Says which columns were taken where their names are not those that were asked for. */
function tell(
  first: readonly string[],
  { text, label, weight }: Pick<Columns, 'text' | 'label' | 'weight'>,
  { textColumn, labelColumn, found }: FindOptions,
): void {
  const named = (column: number) => json(first[column].slice(0, 40));
  if (first[text] !== (textColumn ?? 'text')) found?.(`text from column ${named(text)}`);
  if (first[label] !== (labelColumn ?? 'label')) found?.(`label from column ${named(label)}`);
  if (weight >= 0) found?.(`weights from column ${named(weight)}`);
}

/** @throws UserError when another column has the same name: which of them is meant, nobody knows. */
function refuseTwice(path: string, first: readonly string[], column: number): void {
  if (column < 0 || first.indexOf(first[column], column + 1) < 0) return;
  throw new UserError(
    `${path} has two columns "${first[column].slice(0, 40)}": rename one, or name the column that is meant ` +
      '(--help lists the flags of columns)',
  );
}

/** A column of the role's name that nobody asked for counts, unless it is the text or the label. */
function findOptional(
  path: string,
  first: readonly string[],
  wanted: string | false | undefined,
  { about, flag, column }: Role,
  taken: readonly number[],
): number {
  if (wanted === false) return -1;
  const found = indexOfName(first, wanted ?? column);
  if (wanted === undefined) return taken.includes(found) ? -1 : found;
  if (found < 0) throw missing(path, flag, wanted, first);
  if (taken.includes(found)) throw new UserError(`"${wanted}" of ${path} cannot be the ${about} as well`);
  return found;
}

function byPosition(
  path: string,
  count: number,
  text: number,
  label: number,
  { weightColumn, groupColumn, splitGroupColumn }: ColumnNames,
): Columns {
  const [weight, group, splitGroup] = [weightColumn, groupColumn, splitGroupColumn].map((wanted) =>
    typeof wanted === 'string' && POSITION.test(wanted) ? Number(wanted) : 0,
  );
  if (groupColumn !== undefined && group === 0) {
    throw new UserError(`the group column is "${groupColumn}", but text and label are named by position`);
  }
  if (typeof splitGroupColumn === 'string' && splitGroup === 0) {
    throw new UserError(`--split-group is "${splitGroupColumn}", but text and label are named by position`);
  }
  for (const position of [text, label, weight, group, splitGroup]) {
    if (position > count) {
      throw new UserError(`column ${position} is not in ${path}: its first row has ${count} columns`);
    }
  }
  if (text === label) throw new UserError(`text and label are both column ${text} of ${path}: name two`);
  return {
    ...{ text: text - 1, label: label - 1, weight: weight - 1, group: group - 1, splitGroup: splitGroup - 1 },
    ...{ count, header: false },
  };
}
