import { UserError } from '../errors.ts';

/**
 * Where a table keeps text, label, weight and group, −1 for no weight or group. `header` says whether the first row names the
 * columns or is data already.
 */
export type Columns = {
  text: number;
  label: number;
  weight: number;
  group: number;
  count: number;
  header: boolean;
};

/** Columns by name, or all by position from 1 in a file without a header. Undefined: `text` and `label`. */
export type ColumnNames = {
  textColumn?: string | undefined;
  labelColumn?: string | undefined;
  /** Undefined: `weight`, where the file has it. False: none, whatever the file has. */
  weightColumn?: string | false | undefined;
  /** Which rows belong together, for measuring. Undefined: none. */
  groupColumn?: string | undefined;
};

const WEIGHT = 'weight';

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
  const { textColumn = 'text', labelColumn = 'label' } = names;
  if (POSITION.test(textColumn) && POSITION.test(labelColumn) && !first.includes(textColumn)) {
    return byPosition(path, first.length, Number(textColumn), Number(labelColumn), names);
  }
  const text = first.indexOf(textColumn);
  const label = first.indexOf(labelColumn);
  const asked = [names.textColumn, names.labelColumn, names.groupColumn].some((name) => name !== undefined);
  if (bare && !asked && first.length === 2 && text < 0 && label < 0) {
    return { label: 0, text: 1, weight: -1, group: -1, count: 2, header: false };
  }
  if (text < 0) throw missing(path, 'text', textColumn, first);
  if (label < 0) throw missing(path, 'label', labelColumn, first);
  if (text === label)
    throw new UserError(`text and label are both column "${textColumn}" of ${path}: name two`);
  const weight = findWeight(path, first, names.weightColumn, [text, label]);
  const group = names.groupColumn === undefined ? -1 : first.indexOf(names.groupColumn);
  if (names.groupColumn !== undefined && group < 0) throw missing(path, 'group', names.groupColumn, first);
  for (const column of [text, label, weight, group]) refuseTwice(path, first, column);
  return { text, label, weight, group, count: first.length, header: true };
}

/** @throws UserError when another column has the same name: which of them is meant, nobody knows. */
function refuseTwice(path: string, first: readonly string[], column: number): void {
  if (column < 0 || first.indexOf(first[column], column + 1) < 0) return;
  throw new UserError(
    `${path} has two columns "${first[column].slice(0, 40)}": rename one, or name another with --text-column, ` +
      '--label-column, --weight-column or --group-column',
  );
}

/** A column `weight` that nobody asked for counts, unless it is the text or the label. */
function findWeight(
  path: string,
  first: readonly string[],
  wanted: ColumnNames['weightColumn'],
  taken: readonly number[],
): number {
  if (wanted === false) return -1;
  const weight = first.indexOf(wanted ?? WEIGHT);
  if (wanted === undefined) return taken.includes(weight) ? -1 : weight;
  if (weight < 0) throw missing(path, 'weight', wanted, first);
  if (taken.includes(weight)) throw new UserError(`"${wanted}" of ${path} cannot be the weight as well`);
  return weight;
}

function byPosition(
  path: string,
  count: number,
  text: number,
  label: number,
  { weightColumn, groupColumn }: ColumnNames,
): Columns {
  const [weight, group] = [weightColumn, groupColumn].map((wanted) =>
    typeof wanted === 'string' && POSITION.test(wanted) ? Number(wanted) : 0,
  );
  if (groupColumn !== undefined && group === 0) {
    throw new UserError(`the group column is "${groupColumn}", but text and label are named by position`);
  }
  for (const position of [text, label, weight, group]) {
    if (position > count) {
      throw new UserError(`column ${position} is not in ${path}: its first row has ${count} columns`);
    }
  }
  if (text === label) throw new UserError(`text and label are both column ${text} of ${path}: name two`);
  return { text: text - 1, label: label - 1, weight: weight - 1, group: group - 1, count, header: false };
}

function missing(path: string, role: string, wanted: string, first: readonly string[]): UserError {
  const found = first.slice(0, 12).map((name) => name.slice(0, 40));
  return new UserError(
    `column "${wanted}" is not in ${path}: it has ${found.join(', ')}; say --${role}-column NAME, ` +
      'or give both columns by position (--text-column 2 --label-column 1) if the file has no header',
  );
}
