import { UserError } from '../errors.ts';

/** Where a table keeps text and label. `header` says whether the first row names the columns or is data already. */
export type Columns = { text: number; label: number; count: number; header: boolean };

/** Columns by name, or both by position from 1 in a file without a header. Undefined: `text` and `label`. */
export type ColumnNames = { textColumn?: string | undefined; labelColumn?: string | undefined };

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
    return byPosition(path, first.length, Number(textColumn), Number(labelColumn));
  }
  const text = first.indexOf(textColumn);
  const label = first.indexOf(labelColumn);
  const asked = names.textColumn !== undefined || names.labelColumn !== undefined;
  if (bare && !asked && first.length === 2 && text < 0 && label < 0) {
    return { label: 0, text: 1, count: 2, header: false };
  }
  if (text < 0) throw missing(path, 'text', textColumn, first);
  if (label < 0) throw missing(path, 'label', labelColumn, first);
  if (text === label)
    throw new UserError(`text and label are both column "${textColumn}" of ${path}: name two`);
  return { text, label, count: first.length, header: true };
}

function byPosition(path: string, count: number, text: number, label: number): Columns {
  for (const position of [text, label]) {
    if (position > count) {
      throw new UserError(`column ${position} is not in ${path}: its first row has ${count} columns`);
    }
  }
  if (text === label) throw new UserError(`text and label are both column ${text} of ${path}: name two`);
  return { text: text - 1, label: label - 1, count, header: false };
}

function missing(path: string, role: string, wanted: string, first: readonly string[]): UserError {
  const found = first.slice(0, 12).map((name) => name.slice(0, 40));
  return new UserError(
    `column "${wanted}" is not in ${path}: it has ${found.join(', ')}; say --${role}-column NAME, ` +
      'or give both columns by position (--text-column 2 --label-column 1) if the file has no header',
  );
}
