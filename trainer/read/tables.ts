import { pipeline } from 'node:stream';
import { CsvError, type Parser, parse } from 'csv-parse';
import { UserError } from '../errors.ts';
import { type Columns, findColumns } from './columns.ts';
import {
  decodeLine,
  decodeStrictly,
  LINE_FEED,
  MAX_ROW_LENGTH,
  type ParseOptions,
  readChunks,
  readLines,
} from './lines.ts';

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
  id?: string;
};

/** A row longer than this can only be a quote that nothing closes. */
const MAX_CSV_RECORD = 16 * 1024 * 1024;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** Rows from which on a label that only the first row has is taken for a column's name. */
const HEADER_DOUBT_ROWS = 20;

/** Rows of tab-separated values. A quote is a character like any other; there is no escape. */
export async function* readTsv(path: string, options: ParseOptions): AsyncGenerator<Parsed> {
  let columns: Columns | undefined;
  const doubt = new HeaderDoubt(path);
  for await (const entry of readLines(readChunks(path, options))) {
    const decoded = decodeLine(entry);
    if ('problem' in decoded) {
      yield { line: entry.line, problem: decoded.problem };
      continue;
    }
    if (decoded.text === '') continue;
    const fields = decoded.text.split('\t');
    const first = columns === undefined;
    columns ??= findColumns(path, fields, options, true);
    if (first && columns.header) continue;
    if (!columns.header) doubt.add(fields[columns.label]);
    yield pick(entry.line, fields, columns);
  }
  doubt.settle(options);
}

/** Notices a header that was read as the first row of a file without one. */
class HeaderDoubt {
  #path: string;
  #first: string | undefined;
  #again = 0;
  #rows = 0;

  constructor(path: string) {
    this.#path = path;
  }

  add(label: string): void {
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
      throw new UserError(`${found}; ${remedy}, and if it is a row, --text-column 2 --label-column 1`);
    }
    report?.(`note: ${found}; ${remedy}`);
  }
}

/** Rows of comma-separated values, quoted as in RFC 4180. */
export async function* readCsv(path: string, options: ParseOptions): AsyncGenerator<Parsed> {
  let columns: Columns | undefined;
  const doubt = new HeaderDoubt(path);
  const progress = { line: 1 };
  const parser = openCsv(path, options, progress);
  try {
    for await (const { line, fields } of parser as AsyncIterable<CsvRow>) {
      if (fields.length === 1 && fields[0].length === 0) continue;
      const decoded = decodeFields(fields);
      if (typeof decoded === 'string') {
        yield { line, problem: decoded };
      } else if (columns === undefined) {
        columns = findColumns(path, decoded, options, false);
        if (columns.header) continue;
        doubt.add(decoded[columns.label]);
        yield pick(line, decoded, columns);
      } else {
        if (!columns.header) doubt.add(decoded[columns.label]);
        yield pick(line, decoded, columns);
      }
    }
    doubt.settle(options);
  } catch (error) {
    throw explainCsvError(path, progress.line, error);
  }
}

type CsvRow = { line: number; fields: Buffer[] };

/** Fields stay bytes, so that what is no UTF-8 can be told from a replacement character. */
function openCsv(path: string, options: ParseOptions, progress: { line: number }): Parser {
  const parser = parse({
    encoding: null,
    relaxColumnCount: true,
    // Both, as a file may mix them; found out by itself, the first one would hold for all.
    recordDelimiter: ['\r\n', '\n'],
    maxRecordSize: MAX_CSV_RECORD,
    // Counted here: the parser's own count takes CRLF within quotes for two lines.
    onRecord: (record) => {
      const row = { line: progress.line, fields: record as unknown as Buffer[] };
      progress.line += 1 + row.fields.reduce((sum, field) => sum + countLineFeeds(field), 0);
      return row as unknown as string[];
    },
  });
  pipeline(readChunks(path, options), dropByteOrderMark, parser, () => {});
  return parser;
}

function countLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}

/** The parser's own option for this turns fields into strings. */
async function* dropByteOrderMark(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of source) {
    yield first && chunk.subarray(0, 3).equals(BYTE_ORDER_MARK) ? chunk.subarray(3) : chunk;
    first = false;
  }
}

function decodeFields(fields: readonly Buffer[]): string[] | string {
  const length = fields.reduce((sum, field) => sum + field.length + 1, -1);
  if (length > MAX_ROW_LENGTH) return `has ${length} bytes, allowed up to ${MAX_ROW_LENGTH}`;
  const decoded = fields.map(decodeStrictly);
  return decoded.includes(null) ? 'is not UTF-8' : (decoded as string[]);
}

function explainCsvError(path: string, line: number, error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  const broken =
    error.code === 'CSV_MAX_RECORD_SIZE'
      ? `does not end within ${MAX_CSV_RECORD} bytes, so a quote is probably not closed`
      : 'has a broken quote, so the rows after it cannot be told apart';
  return new UserError(
    `the row of ${path} that begins at line ${line} ${broken}. A field with quotes or commas must be enclosed in ` +
      'quotes, and quotes in it doubled ("") (RFC 4180)',
  );
}

function pick(
  line: number,
  fields: readonly string[],
  { text, label, weight, group, splitGroup, count, id = -1 }: Columns,
): Parsed {
  if (fields.length !== count) {
    return { line, problem: `has ${fields.length} fields, the first row has ${count}` };
  }
  const row: Parsed = { line, text: fields[text], label: label < 0 ? '' : fields[label] };
  if (id >= 0) row.id = fields[id];
  if (weight >= 0) row.weight = fields[weight];
  if (group >= 0) row.group = fields[group];
  if (splitGroup >= 0) row.splitGroup = fields[splitGroup];
  return row;
}
