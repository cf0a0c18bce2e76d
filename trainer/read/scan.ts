/** How fields are quoted: not at all, as in RFC 4180, or with quotes inside escaped by a backslash. */
export type Quotes = 'none' | 'rfc' | 'backslash';

/** The first rows of a table, and how well they fit what it was read as. */
export type Scan = {
  records: string[][];
  /** Places where a field begins with a quote and does not end with one. */
  broken: number;
  /** Fields with a quote that are not in quotes. */
  bare: number;
  /** Fields in quotes. */
  enclosed: number;
  /** Fields in quotes that have a doubled quote in them. */
  doubled: number;
};

/** A row with more columns is no row of a table that people make. */
export const MAX_COLUMNS = 4096;

/** Where a scan stops: after so many rows, or at the first quote that is not as a writer of CSV would write it. */
export type ScanLimits = { most: number; atOddQuote?: boolean };

/**
 * Reads rows from the beginning of a table, blank ones left out.
 *
 * @param text whole lines, as far as possible.
 * @param delimiter one character.
 */
export function scan(
  text: string,
  delimiter: string,
  quotes: Quotes,
  { most, atOddQuote = false }: ScanLimits,
): Scan {
  const found: Scan = { records: [], broken: 0, bare: 0, enclosed: 0, doubled: 0 };
  const pattern = fieldPattern(delimiter, quotes);
  let record: string[] = [];
  for (let at = 0; at < text.length && found.records.length < most; at = pattern.lastIndex) {
    if (atOddQuote && found.broken + found.bare > 0) break;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) {
      found.broken++;
      record = [];
      const end = text.indexOf('\n', at);
      pattern.lastIndex = end < 0 ? text.length : end + 1;
      continue;
    }
    const [, quoted, plain = '', end] = match;
    count(found, quoted, plain);
    if (record.length <= MAX_COLUMNS) record.push(unquoted(quoted, quotes) ?? plain);
    if (end === delimiter && pattern.lastIndex < text.length) continue;
    if (end === delimiter) record.push('');
    endRecord(found, record);
    record = [];
  }
  return found;
}

function count(found: Scan, quoted: string | undefined, plain: string): void {
  if (quoted === undefined) {
    if (plain.includes('"')) found.bare++;
    return;
  }
  found.enclosed++;
  if (quoted.includes('""')) found.doubled++;
}

function endRecord(found: Scan, record: string[]): void {
  const last = record.length - 1;
  if (record[last].endsWith('\r')) record[last] = record[last].slice(0, -1);
  if (record.length > 1 || record[0] !== '') found.records.push(record);
}

function unquoted(field: string | undefined, quotes: Quotes): string | undefined {
  return quotes === 'rfc' ? field?.replaceAll('""', '"') : field?.replace(/\\(["\\\n])/g, '$1');
}

/** One field from where the last one ended: what is within its quotes or what it is without, and what ends it. */
function fieldPattern(delimiter: string, quotes: Quotes): RegExp {
  const escaped = delimiter.replace(/[\\\]^-]/, '\\$&');
  const end = `([${escaped}]|\\r?\\n|\\r?$)`;
  const plain = `[^${escaped}\\n]*`;
  // The first group never takes part.
  if (quotes === 'none') return new RegExp(`(?:(?!)())?(${plain})${end}`, 'y');
  const inner = quotes === 'rfc' ? '[^"]*(?:""[^"]*)*' : '[^"\\\\]*(?:\\\\[^][^"\\\\]*)*';
  return new RegExp(`(?:"(${inner})"|((?!")${plain}))${end}`, 'y');
}

/** Share of the rows that have as many fields as the first; 0 of no rows. */
export function consistency({ records }: Scan): number {
  if (records.length === 0) return 0;
  const [first] = records;
  return records.filter(({ length }) => length === first.length).length / records.length;
}
