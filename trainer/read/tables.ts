import { UserError } from '../errors.ts';
import { Peekable } from '../files/peekable.ts';
import { json } from '../print.ts';
import { type Columns, findColumns, namesColumns } from './columns.ts';
import { type Dialect, findDialect } from './dialect.ts';
import { HeaderAgain } from './headeragain.ts';
import { LINE_FEED, MAX_ROW_LENGTH, type ParseOptions, readChunks } from './lines.ts';
import { MAX_COLUMNS } from './scan.ts';
import { openRecords } from './table.ts';

/** A row as its file has it: its fields, or why there are none. Numbered by the line where it begins. */
export type Parsed = ({ line: number } & Fields) | { line: number; problem: string };

/**
 * A weight stands where the file has weights, a group where one was asked for, a split group where the file has them, an id
 * where no label is read and the file has ids; the label is empty then.
 */
export type Fields = {
  text: string;
  label: string;
  weight?: unknown;
  group?: string;
  splitGroup?: string;
  id?: string | number;
  /** All other fields of an object, as they came, where they were asked for and there are any. */
  others?: object;
};

/** Enough of a table to tell how it is written. */
const SAMPLE_BYTES = 1024 * 1024;
/** Rows from which on a label that only the first row has is taken for a column's name. */
const HEADER_DOUBT_ROWS = 20;

/** Rows of a table that a tab separates, unless its rows say otherwise. A quote is mostly a character like any other. */
export function readTsv(path: string, options: ParseOptions): AsyncGenerator<Parsed> {
  return readTable(path, '\t', options);
}

/** Rows of a table that a comma separates, unless its rows say otherwise, quoted as in RFC 4180. */
export function readCsv(path: string, options: ParseOptions): AsyncGenerator<Parsed> {
  return readTable(path, ',', options);
}

async function* readTable(path: string, usual: ',' | '\t', options: ParseOptions): AsyncGenerator<Parsed> {
  const source = new Peekable(readChunks(path, options));
  try {
    const dialect = await openTable(path, source, usual, options);
    const { entries, toRow, explain } = openRecords(path, source, dialect);
    const doubt = new HeaderDoubt(path);
    const header = new HeaderAgain(path);
    let columns: Columns | undefined;
    try {
      for await (const entry of entries) {
        const row = toRow(entry);
        if (row === null) continue;
        if ('problem' in row) {
          yield row;
          continue;
        }
        const isFirst = columns === undefined;
        columns ??= findColumns(path, row.fields, dialect.records, options);
        // Every row of texts alone has an answer, and one of them may be called as its column is.
        if (columns.header && (isFirst || !options.unlabelled) && header.take(row)) continue;
        if (!columns.header) doubt.add(row.fields, columns);
        yield pick(row.line, row.fields, columns);
      }
    } catch (error) {
      throw explain(error);
    }
    doubt.settle(options);
    header.tell(options.report);
  } finally {
    await source.close();
  }
}

/** Finds out how the table is written, and takes away the line that says so. */
async function openTable(
  path: string,
  source: Peekable,
  usual: ',' | '\t',
  options: ParseOptions,
): Promise<Dialect> {
  const head = await source.head(SAMPLE_BYTES);
  const firstEnd = head.indexOf(LINE_FEED);
  if ((firstEnd < 0 ? head.length : firstEnd) > MAX_ROW_LENGTH) {
    throw new UserError(
      `the first line of ${path} is over ${MAX_ROW_LENGTH} bytes long, so it names no columns: is this a table?`,
    );
  }
  const sample = source.ended ? head : head.subarray(0, head.lastIndexOf(LINE_FEED) + 1);
  const dialect = findDialect(sample.toString(), {
    ...{ usual, delimiter: options.delimiter },
    namesColumns: (first) => namesColumns(first, options),
  });
  const count = dialect.records[0]?.length ?? 0;
  if (count > MAX_COLUMNS) {
    throw new UserError(
      `${path} has over ${MAX_COLUMNS} columns, allowed up to that: is this a table of texts?`,
    );
  }
  if (dialect.hasSeparatorLine) {
    await source.next();
    source.unread(head.subarray(firstEnd + 1));
  }
  tell(dialect, usual, options);
  return dialect;
}

function tell({ delimiter, quotes }: Dialect, usual: string, { found }: ParseOptions): void {
  if (delimiter !== usual) found?.(`separated by ${delimiter === '\t' ? 'tabs' : json(delimiter)}`);
  if (quotes === 'backslash') found?.('quotes escaped by \\');
  if (quotes === 'rfc' && delimiter === '\t') found?.('quoted as in CSV');
}

/** Notices a header that was read as the first row of a file without one. */
class HeaderDoubt {
  #path: string;
  #first: string | undefined;
  #again = 0;
  #rows = 0;
  #positions = '';

  constructor(path: string) {
    this.#path = path;
  }

  add(fields: readonly string[], columns: Columns): void {
    const label = fields[columns.label];
    this.#positions = `--text-column ${columns.text + 1} --label-column ${columns.label + 1}`;
    this.#first ??= label;
    if (label === this.#first) this.#again++;
    this.#rows++;
  }

  /**
   * @param options say whether the columns were asked for by position: who does so knows that there is no header.
   * @throws UserError when they were not, and the file has rows enough to be sure.
   */
  settle({ textColumn, report }: ParseOptions): void {
    if (this.#rows < 2 || this.#again > 1) return;
    const found = `only the first row of ${this.#path} has the label "${this.#first?.slice(0, 40)}"`;
    const remedy = 'if it is a header, say --text-column NAME and --label-column NAME';
    if (textColumn === undefined && this.#rows >= HEADER_DOUBT_ROWS) {
      throw new UserError(`${found}; ${remedy}, and if it is a row, ${this.#positions}`);
    }
    report?.(`note: ${found}; ${remedy}`);
  }
}

function pick(
  line: number,
  fields: readonly string[],
  { text, label, weight, group, splitGroup, count, id = -1 }: Columns,
): Parsed {
  if (fields.length !== count) {
    return { line, problem: `has ${fields.length} fields, the first row has ${count}` };
  }
  if (fields[text].includes('\0')) return { line, problem: 'has a NUL character in its text' };
  const row: Parsed = { line, text: fields[text], label: label < 0 ? '' : fields[label] };
  if (id >= 0) row.id = fields[id];
  if (weight >= 0) row.weight = fields[weight];
  if (group >= 0) row.group = fields[group];
  if (splitGroup >= 0) row.splitGroup = fields[splitGroup];
  return row;
}
