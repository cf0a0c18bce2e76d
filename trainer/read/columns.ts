import { UserError } from '../errors.ts';
import { findUnlabelled } from './unlabelled.ts';

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

/**
 * Finds the columns from a table's first row.
 *
 * @param bare the file may be `label, text` without a header, when nothing was asked for: what TSV files often are.
 * @throws UserError when a column is not there.
 */
export function findColumns(
  path: string,
  first: readonly string[],
  names: ColumnNames,
  bare: boolean,
): Columns {
  if (names.unlabelled) return findUnlabelled(path, first, names);
  const { textColumn = 'text', labelColumn = 'label' } = names;
  if (POSITION.test(textColumn) && POSITION.test(labelColumn) && !first.includes(textColumn)) {
    return byPosition(path, first.length, Number(textColumn), Number(labelColumn), names);
  }
  const text = first.indexOf(textColumn);
  const label = first.indexOf(labelColumn);
  const asked = [names.textColumn, names.labelColumn, names.groupColumn, names.splitGroupColumn].some(
    (name) => typeof name === 'string',
  );
  if (bare && !asked && first.length === 2 && text < 0 && label < 0) {
    return { label: 0, text: 1, weight: -1, group: -1, splitGroup: -1, count: 2, header: false };
  }
  if (text < 0) throw missing(path, '--text-column', textColumn, first);
  if (label < 0) throw missing(path, '--label-column', labelColumn, first);
  if (text === label)
    throw new UserError(`text and label are both column "${textColumn}" of ${path}: name two`);
  const weight = findOptional(path, first, names.weightColumn, WEIGHT, [text, label]);
  const splitGroup = findOptional(path, first, names.splitGroupColumn, SPLIT_GROUP, [text, label]);
  const group = names.groupColumn === undefined ? -1 : first.indexOf(names.groupColumn);
  if (names.groupColumn !== undefined && group < 0) throw missing(path, '--by', names.groupColumn, first);
  for (const column of [text, label, weight, group, splitGroup]) refuseTwice(path, first, column);
  return { text, label, weight, group, splitGroup, count: first.length, header: true };
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
  const found = first.indexOf(wanted ?? column);
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

function missing(path: string, flag: string, wanted: string, first: readonly string[]): UserError {
  const found = first.slice(0, 12).map((name) => name.slice(0, 40));
  return new UserError(
    `column "${wanted}" is not in ${path}: it has ${found.join(', ')}; say ${flag} NAME, ` +
      'or give both columns by position (--text-column 2 --label-column 1) if the file has no header',
  );
}
