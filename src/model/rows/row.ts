import { isBlank } from '../text/tokenizer.ts';
import type { RowFormat } from './format.ts';
import { isDeeper, isNumber, MAX_LEVELS, parseJson } from './json.ts';

/** What a row is called, and what it has beside its text. */
export type Named = { id?: unknown; line?: number; fields?: object };

/** A row as its line says: its text, or one sentence on why it has none. */
export type Row = Named & ({ text: string } | { error: string });

/** How lines are read. @param columns of `tsv`, as its header names them. */
export type RowReading = { format: RowFormat; columns?: readonly string[] | undefined };

/** Makes of bytes that are not UTF-8 an error, and leaves a byte order mark where it is: it begins files, not lines. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const VALUE = 'allowed a text in quotes or an object with a "text"';

/** Reads the line of a row. @param bytes without the end of the line; at most `MAX_ROW_BYTES`, more have `readTooLong`. */
export function readRow(bytes: Uint8Array, { format, columns = [] }: RowReading): Row {
  const text = decode(bytes);
  if (text === null) return { error: 'The row is not UTF-8, which is the only encoding allowed.' };
  if (isBlank(text)) return { error: 'The row has no visible character, at least one is needed.' };
  if (format === 'text') return { text };
  return checked(format === 'tsv' ? readCells(text, columns) : readValue(text));
}

/** Null where the bytes are not UTF-8. */
export function decode(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** A row whose text is not blank. */
function checked(row: Row): Row {
  if (!('text' in row) || !isBlank(row.text)) return row;
  const { text: _, ...named } = row;
  return { ...named, error: 'The text has no visible character, at least one is needed.' };
}

function readCells(line: string, columns: readonly string[]): Row {
  const cells = line.split('\t');
  if (cells.length !== columns.length)
    return { error: `The row has ${cells.length} columns, allowed are the header's ${columns.length}.` };
  let text = '';
  const named: Named = {};
  const fields: [string, string][] = [];
  for (const [i, column] of columns.entries()) {
    if (column === 'text') text = cells[i];
    else if (column === 'id') named.id = cells[i];
    else fields.push([column, cells[i]]);
  }
  // fromEntries defines own properties, so that a column named __proto__ is one like any other.
  if (fields.length > 0) named.fields = Object.fromEntries(fields);
  return { ...named, text };
}

function readValue(line: string): Row {
  const value = parseJson(line);
  if (value === undefined) return { error: `The row is not one JSON value, ${VALUE}.` };
  if (typeof value === 'string') return { text: value };
  if (!isObject(value)) return { error: `The row is ${kindOf(value)}, ${VALUE}.` };
  return readObject(value as Record<string, unknown>);
}

function readObject({ text, ...rest }: Record<string, unknown>): Row {
  const named = takeName(rest);
  const error = errorOf(text, rest);
  if (isDeeper(rest, 1 + MAX_LEVELS))
    return withFields(
      named,
      {},
      `A field of the row has more than ${MAX_LEVELS} levels, allowed are ${MAX_LEVELS}.`,
    );
  return error === undefined
    ? { ...withFields(named, rest), text: text as string }
    : withFields(named, rest, error);
}

/** Takes the id or else the line out of the fields. */
export function takeName(rest: Record<string, unknown>): Named {
  const { id, line } = rest;
  if (typeof id === 'string' || isNumber(id)) {
    delete rest.id;
    return { id };
  }
  if (!Number.isSafeInteger(line)) return {};
  delete rest.line;
  return { line: line as number };
}

/** Why a row has no text. Its sender may have said so: then that is taken out of the fields. */
function errorOf(text: unknown, rest: Record<string, unknown>): string | undefined {
  if (typeof text === 'string') return undefined;
  if (text !== undefined) return `"text" is ${kindOf(text)}, allowed a string.`;
  const { error } = rest;
  if (typeof error !== 'string') return 'The row has no field "text", which is needed.';
  delete rest.error;
  return error;
}

function withFields(named: Named, fields: object): Named;
function withFields(named: Named, fields: object, error: string): Row;
function withFields(named: Named, fields: object, error?: string): object {
  const found = Object.keys(fields).length > 0 ? { ...named, fields } : named;
  return error === undefined ? found : { ...found, error };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumber(value);
}

/** What kind of value it is; nothing that stands in it. */
function kindOf(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (isNumber(value)) return 'a number';
  return Array.isArray(value) ? 'a list' : 'an object';
}
