import { UserError } from '../errors.ts';
import type { ColumnNames } from './columns.ts';
import { didYouMean, flagsFor } from './offers.ts';

/** Columns that a message names. */
const MAX_NAMED = 20;
const BY_POSITION =
  'give both columns by position (--text-column 2 --label-column 1) if the file has no header';

/** A column that was asked for is not there. */
export function missing(path: string, flag: string, wanted: string, first: readonly string[]): UserError {
  const near = didYouMean(wanted, first);
  const said = `column "${wanted}" is not in ${path}: it has ${listed(first)}`;
  if (near !== '') return new UserError(`${said}${near}`);
  return new UserError(`${said}; say ${flag} NAME${OF_BOTH.has(flag) ? `, or ${BY_POSITION}` : ''}`);
}

/** What a table without a header needs. */
const OF_BOTH = new Set(['--text-column', '--label-column']);

type Found = ColumnNames & { text: number; label: number };

/**
 * The columns of text and label, one of which is not there; where none was asked for, the message has both flags to copy.
 *
 * @param rows of the table, the first is that of the names.
 */
export function missingPair(path: string, rows: readonly (readonly string[])[], names: Found): UserError {
  const { text, label, textColumn, labelColumn } = names;
  const [first, ...others] = rows;
  if (text < 0 && textColumn !== undefined) return missing(path, '--text-column', textColumn, first);
  if (label < 0 && labelColumn !== undefined) return missing(path, '--label-column', labelColumn, first);
  if (first.length === 1) return single(path, first[0]);
  const offer = flagsFor({ names: first, rows: others, textColumn, labelColumn });
  if (offer === undefined) return noLabel(path, first);
  const wanted = text < 0 ? 'text' : 'label';
  return new UserError(
    `column "${wanted}" is not in ${path}: it has ${listed(first)}; say ${offer}, or ${BY_POSITION}`,
  );
}

function noLabel(path: string, first: readonly string[]): UserError {
  return new UserError(
    `${path} seems to have no label: it has ${listed(first)}, and beside the text no value comes again; ` +
      'add a column "label", or say --label-column NAME if one is the label',
  );
}

/** The rows have no columns in common, as texts alone that are full of commas. */
export function noTable(path: string, first: readonly string[]): UserError {
  return new UserError(
    `${path} has no label column: its first row has ${first.length} fields, and most others another number; ` +
      'text and label must stand in each, and the text in quotes where it has the delimiter in it',
  );
}

function single(path: string, name: string): UserError {
  return new UserError(
    `${path} has no label column: its first row is "${name.slice(0, 40)}" alone, where text and label must stand, ` +
      'separated by comma, tab, ; or | (--delimiter names another)',
  );
}

function listed(first: readonly string[]): string {
  const names = first.slice(0, MAX_NAMED).map((name) => name.slice(0, 40));
  const more = first.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
