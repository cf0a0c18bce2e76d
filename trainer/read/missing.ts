import { UserError } from '../errors.ts';
import type { ColumnNames } from './columns.ts';
import { flagsFor } from './roles.ts';

/** Columns that a message names. */
const MAX_NAMED = 20;
const BY_POSITION =
  'give both columns by position (--text-column 2 --label-column 1) if the file has no header';

/** A column that was asked for is not there. */
export function missing(path: string, flag: string, wanted: string, first: readonly string[]): UserError {
  return new UserError(
    `column "${wanted}" is not in ${path}: it has ${listed(first)}; say ${flag} NAME, or ${BY_POSITION}`,
  );
}

type Found = ColumnNames & { text: number; label: number };

/** The columns of text and label, one of which is not there; where none was asked for, the message has both flags to copy. */
export function missingPair(path: string, first: readonly string[], names: Found): UserError {
  const { text, textColumn, labelColumn } = names;
  if (text < 0 && textColumn !== undefined) return missing(path, '--text-column', textColumn, first);
  if (text >= 0 && labelColumn !== undefined) return missing(path, '--label-column', labelColumn, first);
  if (first.length === 1) return single(path, first[0]);
  const wanted = text < 0 ? 'text' : 'label';
  const offer = flagsFor(first, names);
  return new UserError(
    `column "${wanted}" is not in ${path}: it has ${listed(first)}; say ${offer}, or ${BY_POSITION}`,
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
