import { UserError } from '../errors.ts';
import { consistency, type Quotes, type Scan, scan } from './scan.ts';

/** How a table is written. */
export type Dialect = {
  delimiter: string;
  quotes: Quotes;
  /** Whether a quote where none may stand is a character like any other, as far as the first rows are readable so. */
  lenient: boolean;
  /** Whether the first line only says what separates, as `sep=;` does for Excel. */
  hasSeparatorLine: boolean;
  /** The first rows, for finding columns. */
  records: string[][];
};

export type DialectOptions = {
  /** What separates the fields where the rows leave it open: by the extension or the format. */
  usual: ',' | '\t';
  /** Undefined: found out. */
  delimiter?: string | undefined;
  /** Whether a first row names columns that are wanted. */
  namesColumns: (first: readonly string[]) => boolean;
};

const DELIMITERS = ['\t', ';', '|', ','] as const;
/** Rows from which a delimiter is told. */
const DELIMITER_ROWS = { most: 100 };
/** Rows from which columns are told. */
const COLUMN_ROWS = { most: 1000 };
/** Rows from which quotes are told, if the sample has so many. */
const QUOTE_ROWS = { most: 20_000 };
const SEPARATOR_LINE = /^"?sep=(.)"?\r?\n/i;
/** So much better must other rows fit for a delimiter that the extension does not say. */
const MARGIN = 0.05;

type Quoting = Pick<Dialect, 'quotes' | 'lenient' | 'records'>;

/** @returns the character that a flag names. @throws UserError when it names none, or one that has a meaning of its own. */
export function checkDelimiter(name: string): string {
  const character = ['tab', '\\t'].includes(name.toLowerCase()) ? '\t' : name;
  if (/^[^"\\\r\n]$/u.test(character)) return character;
  throw new UserError(`the delimiter is "${name}", allowed one character other than " and \\, or tab`);
}

/** Finds out how a table is written from its beginning. @param sample whole lines, as far as possible. */
export function findDialect(sample: string, options: DialectOptions): Dialect {
  const separatorLine = SEPARATOR_LINE.exec(sample);
  const text = separatorLine === null ? sample : sample.slice(separatorLine[0].length);
  const delimiter = options.delimiter ?? separatorLine?.[1] ?? findDelimiter(text, options);
  const quoting = delimiter === '\t' ? tabQuotes(text) : commaQuotes(text, delimiter);
  return { delimiter, hasSeparatorLine: separatorLine !== null, ...quoting };
}

function findDelimiter(text: string, { usual, namesColumns }: DialectOptions): string {
  let best: { delimiter: string; score: number } = { delimiter: usual, score: 0 };
  for (const delimiter of DELIMITERS) {
    const quoted = scan(text, delimiter, 'rfc', DELIMITER_ROWS);
    const found = quoted.broken === 0 ? quoted : scan(text, delimiter, 'none', DELIMITER_ROWS);
    if (found.records.length === 0 || found.records[0].length < 2) continue;
    const named = namesColumns(found.records[0]) ? 1 : 0;
    const score = named + consistency(found) + (delimiter === usual ? MARGIN : 0);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/**
 * In a table with tabs a quote is mostly a character like any other. It encloses fields where all rows are as a writer of
 * CSV would write them: every field with a quote is in quotes, and some field needs them.
 */
function tabQuotes(text: string): Quoting {
  if (text.includes('"')) {
    for (const quotes of ['rfc', 'backslash'] as const) {
      const { records, ...quoted } = scan(text, '\t', quotes, { ...QUOTE_ROWS, atOddQuote: true });
      if (isQuoted(text, { records, ...quoted })) return { quotes, lenient: true, records };
    }
  }
  return { quotes: 'none', lenient: true, records: scan(text, '\t', 'none', COLUMN_ROWS).records };
}

function isQuoted(text: string, quoted: Scan): boolean {
  const { records, broken, bare, enclosed, doubled } = quoted;
  if (broken + bare > 0 || enclosed === 0) return false;
  const fits = consistency(quoted);
  const fitsPlain = consistency(scan(text, '\t', 'none', QUOTE_ROWS));
  const inEveryRow = records.length > 2 && enclosed >= records.length - 1;
  return fits > fitsPlain || (fits === fitsPlain && (doubled > 0 || inEveryRow));
}

/** Quotes as in RFC 4180, unless the rows are readable only with backslashes before quotes. */
function commaQuotes(text: string, delimiter: string): Quoting {
  const { broken, records } = scan(text, delimiter, 'rfc', text.includes('"') ? QUOTE_ROWS : COLUMN_ROWS);
  if (broken > 0 && text.includes('\\"')) {
    const escaped = scan(text, delimiter, 'backslash', QUOTE_ROWS);
    if (escaped.broken === 0) return { quotes: 'backslash', lenient: true, records: escaped.records };
  }
  return { quotes: 'rfc', lenient: broken === 0, records };
}
