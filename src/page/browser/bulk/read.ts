import { CsvError, type Options, parse } from 'csv-parse/browser/esm/sync';
import { findTextColumn } from './columns.ts';
import type { Task } from './protocol.ts';

/** Rows with the same columns. */
export type Table = {
  columns: string[];
  rows: string[][];
  /** Which column has the texts; null where nobody has said and no name says so. */
  text: number | null;
  /** Whether the file's first row names the columns. */
  isNamed: boolean;
  /** False for lines of text. */
  isTable: boolean;
};

/** The file, its rows, their answers and the file to download lie in the tab's memory together. */
export const MAX_FILE_BYTES = 100_000_000;
/** In which a first row that names columns ends. */
const FIRST_ROW = 65_536;
const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Reads what the page was given.
 *
 * @throws RangeError when it is too large or has no row. @throws SyntaxError when it is not UTF-8, or a quote is broken.
 */
export async function readTable(task: Task): Promise<Table> {
  if (task.kind === 'lines') return readLines(task.text);
  const { file, choice } = task;
  if (file.size > MAX_FILE_BYTES) {
    throw new RangeError(
      `${file.name} has ${file.size} bytes, allowed up to ${MAX_FILE_BYTES}: cut it into several files`,
    );
  }
  const text = decode(file.name, new Uint8Array(await file.arrayBuffer()));
  const [extension] = /[^.]*$/.exec(file.name.toLowerCase()) ?? [''];
  const isTable = ['csv', 'tsv', 'tab'].includes(extension);
  if (!isTable) return readLines(text);
  const cells = readCells(file.name, text, extension === 'csv' ? undefined : '\t');
  const found = findTextColumn(cells[0]);
  const isNamed = choice?.isNamed ?? true;
  const names = cells[0].map((name, i) => (isNamed && name.trim() !== '' ? name : `column ${i + 1}`));
  const rows = isNamed ? cells.slice(1) : cells;
  return { columns: names, rows, text: choice?.column ?? found, isNamed, isTable };
}

/** A row a line, blank ones too: line n of the file is row n. */
export function readLines(text: string): Table {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return { columns: ['text'], rows: lines.map((line) => [line]), text: 0, isNamed: false, isTable: false };
}

/** Excel writes UTF-16 with a mark as "Unicode text". */
function decode(name: string, bytes: Uint8Array): string {
  const marks: Record<string, string> = { '255,254': 'utf-16le', '254,255': 'utf-16be' };
  const encoding = marks[String(bytes.subarray(0, 2))] ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new SyntaxError(`${name} is not UTF-8: save it as text or as "CSV UTF-8"`);
  }
}

/** @param delimiter found out from the first row where it is undefined: spreadsheets of many countries write semicolons. */
export function readCells(name: string, text: string, delimiter?: string): string[][] {
  try {
    const separator = delimiter ?? findDelimiter(text);
    // As `trainer/read/tables.ts`: TSV has no quotes.
    const cells = parse(text, { ...options(separator), quote: separator === '\t' ? null : '"' });
    if (cells.length === 0) throw new RangeError(`${name} has no row, needed is at least one`);
    return cells;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SyntaxError(`${name} cannot be read as a table: ${error.message}`);
  }
}

function findDelimiter(text: string): string {
  const start = text.slice(0, FIRST_ROW);
  const width = (delimiter: string) => widthOf(start, delimiter);
  const widths = DELIMITERS.map(width);
  return DELIMITERS[widths.indexOf(Math.max(...widths))];
}

/** Cells of the first row, as far as it is looked at: a quoted cell may be longer. */
function widthOf(start: string, delimiter: string): number {
  try {
    return parse(start, { ...options(delimiter), to: 1 })[0]?.length ?? 0;
  } catch (error) {
    if (error instanceof CsvError) return 1;
    throw error;
  }
}

function options(delimiter: string): Options & { columns: false } {
  return {
    columns: false,
    delimiter,
    bom: true,
    // A file may mix them.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  };
}
