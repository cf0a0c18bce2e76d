import { pipeline } from 'node:stream';
import { CsvError, type Parser, parse } from 'csv-parse';
import { UserError } from '../errors.ts';
import type { Peekable } from '../files/peekable.ts';
import type { Dialect } from './dialect.ts';
import { decodeLine, decodeStrictly, LINE_FEED, type Line, MAX_ROW_LENGTH, readLines } from './lines.ts';

/** The fields of a row, or why they cannot be read. Numbered by the line where it begins. */
export type Row = { line: number; fields: string[] } | { line: number; problem: string };

/** A table as it comes: an entry a row, and what makes a row of it, null for a blank one. */
export type Rows = {
  entries: AsyncIterable<Line | CsvRow>;
  toRow: (entry: Line | CsvRow) => Row | null;
};

/** Fields hold a byte a character, so that what is no UTF-8 can be told from a replacement character. */
type CsvRow = { line: number; fields: string[] };

/** A row longer than this can only be a quote that nothing closes. */
const MAX_CSV_RECORD = 16 * 1024 * 1024;
const BEYOND_ASCII = /[\x80-\xff]/;

/**
 * Opens a table whose dialect is known.
 *
 * @param path of the file, for messages.
 * @param explain turns an error of the reading into one for the user.
 */
export function openRecords(path: string, source: Peekable, dialect: Dialect): Rows & { explain: Explain } {
  const firstLine = dialect.hasSeparatorLine ? 2 : 1;
  if (dialect.quotes === 'none') {
    const toRow = (entry: Line | CsvRow) => splitLine(entry as Line, dialect.delimiter, firstLine - 1);
    return { entries: readLines(source), toRow, explain: (error) => error };
  }
  const progress = { line: firstLine };
  const entries = openCsv(source, dialect, progress) as AsyncIterable<CsvRow>;
  const toRow = (entry: Line | CsvRow) => decodeFields(entry as CsvRow);
  return { entries, toRow, explain: (error) => explainCsvError(path, progress.line, error) };
}

type Explain = (error: unknown) => unknown;

function splitLine(entry: Line, delimiter: string, before: number): Row | null {
  const text = entry.bytes === null ? null : decodeStrictly(entry.bytes);
  const line = entry.line + before;
  if (text !== null) return text === '' ? null : { line, fields: text.split(delimiter) };
  const decoded = decodeLine(entry);
  return 'problem' in decoded ? { line, problem: decoded.problem } : null;
}

function openCsv(source: Peekable, dialect: Dialect, progress: { line: number }): Parser {
  const parser = parse({
    encoding: 'latin1',
    delimiter: Buffer.from(dialect.delimiter),
    relaxColumnCount: true,
    relaxQuotes: dialect.lenient,
    // Both, as a file may mix them; found out by itself, the first one would hold for all.
    recordDelimiter: ['\r\n', '\n'],
    maxRecordSize: MAX_CSV_RECORD,
    // Counted here: the parser's own count takes CRLF within quotes for two lines.
    onRecord: (record) => {
      const row: CsvRow = { line: progress.line, fields: record };
      progress.line += 1 + record.reduce((sum, field) => sum + countLineFeeds(field), 0);
      return row as unknown as string[];
    },
  });
  if (dialect.quotes === 'backslash') pipeline(source, doubleQuotes, parser, () => {});
  else pipeline(source, parser, () => {});
  return parser;
}

function countLineFeeds(field: string): number {
  let count = 0;
  for (let at = field.indexOf('\n'); at >= 0; at = field.indexOf('\n', at + 1)) count++;
  return count;
}

const BACKSLASH = 0x5c;
const QUOTE = 0x22;

/** Escapes as in RFC 4180 what a backslash escapes. The parser's own option for this takes every backslash away. */
async function* doubleQuotes(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let escaping = false;
  for await (const chunk of source) {
    const out = Buffer.allocUnsafe(2 * chunk.length + 1);
    let length = 0;
    for (const byte of chunk) {
      if (escaping) {
        if (byte === QUOTE) out[length++] = QUOTE;
        else if (byte !== BACKSLASH && byte !== LINE_FEED) out[length++] = BACKSLASH;
        out[length++] = byte;
        escaping = false;
      } else if (byte === BACKSLASH) escaping = true;
      else out[length++] = byte;
    }
    yield out.subarray(0, length);
  }
  if (escaping) yield Buffer.of(BACKSLASH);
}

function decodeFields({ line, fields }: CsvRow): Row | null {
  if (fields.length === 1 && fields[0] === '') return null;
  const length = fields.reduce((sum, field) => sum + field.length + 1, -1);
  if (length > MAX_ROW_LENGTH) {
    return { line, problem: `has ${length} bytes, allowed up to ${MAX_ROW_LENGTH}` };
  }
  const decoded = fields.map((field) =>
    BEYOND_ASCII.test(field) ? decodeStrictly(Buffer.from(field, 'latin1')) : field,
  );
  return decoded.includes(null) ? { line, problem: 'is not UTF-8' } : { line, fields: decoded as string[] };
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
