import { UserError } from '../errors.ts';
import { json } from '../print.ts';
import type { Columns, FindOptions } from './columns.ts';
import { unlabelledLayoutOf } from './headerless.ts';
import { didYouMean } from './offers.ts';
import { indexOfName, synonymOf } from './roles.ts';

const POSITION = /^[1-9]\d{0,3}$/;

/**
 * Where a table keeps texts and ids, if no labels are read. By position from 1 where the text's column is a number: then the
 * first row is a row, as it is where the rows say so.
 *
 * @param records the first rows of the table.
 * @throws UserError when the column is not there.
 */
export function findUnlabelled(
  path: string,
  first: readonly string[],
  records: readonly (readonly string[])[],
  { textColumn, idColumn, found }: FindOptions,
): Columns {
  const none = { label: -1, weight: -1, group: -1, splitGroup: -1, count: first.length };
  if (textColumn !== undefined && POSITION.test(textColumn) && indexOfName(first, textColumn) < 0) {
    const id = idColumn !== undefined && POSITION.test(idColumn) ? Number(idColumn) - 1 : -1;
    const text = Number(textColumn) - 1;
    if (Math.max(text, id) >= first.length) {
      throw new UserError(
        `column ${Math.max(text, id) + 1} is not in ${path}: its first row has ${first.length} columns`,
      );
    }
    return { ...none, text, id, header: false };
  }
  const layout = textColumn === undefined && idColumn === undefined ? unlabelledLayoutOf(records) : undefined;
  if (layout !== undefined) {
    found?.(layout.fact);
    return { ...none, text: layout.text, header: false };
  }
  const text = textColumn === undefined ? synonymOf(first, 'text') : indexOfName(first, textColumn);
  if (text < 0) {
    const what =
      textColumn === undefined ? 'which column has the texts is not plain' : `column "${textColumn}" is not`;
    throw missing(
      path,
      first,
      what,
      'say --text-column NAME, or --text-column 2 for the second where no header is',
      textColumn,
    );
  }
  const id = indexOfName(first, idColumn ?? 'id');
  if (id < 0 && idColumn !== undefined) {
    throw missing(path, first, `column "${idColumn}" is not`, 'say --id-column NAME', idColumn);
  }
  if (first[text] !== (textColumn ?? 'text')) found?.(`text from column ${json(first[text].slice(0, 40))}`);
  return { ...none, text, id: id === text ? -1 : id, header: true };
}

function missing(
  path: string,
  first: readonly string[],
  what: string,
  remedy: string,
  wanted = '',
): UserError {
  const found = first.slice(0, 12).map((name) => name.slice(0, 40));
  const near = didYouMean(wanted, first);
  const advice = near || `; ${remedy}, or --format text if each line is a text`;
  return new UserError(`${what} in ${path}: it has ${found.join(', ')}${advice}`);
}
