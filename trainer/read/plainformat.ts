import { areObjects, detectFormat, type Format } from './formats/detect.ts';
import { unlabelledLayoutOf } from './headerless.ts';
import type { ParseOptions } from './lines.ts';
import type { Peeked } from './peek.ts';
import { indexOfName, synonymOf } from './roles.ts';
import { nameOf } from './rows.ts';
import { scan } from './scan.ts';

/** The text of a file's beginning, without a byte order mark. */
export function textOf(head: Buffer): string {
  return head.toString('utf8').replace(/^\ufeff/, '');
}

/** The format of a file that its name does not say; undefined for lines of text, unless it is plain that they are not. */
export function plainFormat(path: string, peeked: Peeked, options: ParseOptions): Format | undefined {
  const { head, isWhole } = peeked;
  const format = detectFormat(path, head, isWhole);
  const text = textOf(head).trimStart();
  const lines = text.split('\n');
  if (format === 'json') return /^\[?\s*\{\s*"/.test(text) ? format : undefined;
  if (format === 'jsonl') return areObjects(lines.slice(0, isWhole ? undefined : -1)) ? format : undefined;
  if (format === 'fasttext') return format;
  const table = tableFormat(peeked);
  if (table === undefined && format === 'tsv') reportTable(path, format, options);
  return table;
}

/** Rows by which it is told whether lines are a table. */
const TABLE_ROWS = { most: 100 };

/**
 * The format of lines that are a table. With a header each name is one word, and one names the texts; without one a tab is
 * in every line, which no text has, and it is plain which side the texts are on. Undefined for any other lines.
 */
export function tableFormat({ head, isWhole }: Peeked): 'tsv' | 'csv' | undefined {
  const text = textOf(head).trimStart();
  const [first] = text.split('\n', 1);
  const names = namesOf(first);
  const isNamed = names !== undefined && synonymOf(names, 'text') >= 0;
  if (isNamed && indexOfName(names, 'text') >= 0) return first.includes('\t') ? 'tsv' : 'csv';
  // Two words of which one names texts and one labels are no text.
  if (!first.includes('\t')) return isNamed && synonymOf(names, 'label') >= 0 ? 'csv' : undefined;
  const whole = isWhole ? text : text.slice(0, text.lastIndexOf('\n') + 1);
  const { records } = scan(whole, '\t', 'none', TABLE_ROWS);
  if (records.length < 2 || records.some(({ length }) => length !== records[0].length)) return undefined;
  return isNamed || unlabelledLayoutOf(records) !== undefined ? 'tsv' : undefined;
}

/** The names of a header, each one word; undefined for any other line. */
function namesOf(line: string): string[] | undefined {
  const names = line.split(/[\t,;|]/).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  const isHeader = names.length > 1 && names.every((name) => /^[\p{L}\p{N}_.-]{1,40}$/u.test(name));
  return isHeader ? names : undefined;
}

/** Says how lines that may be a table are read. */
export function reportTable(path: string, format: 'tsv' | 'csv', { report }: ParseOptions): void {
  report?.(
    `note: each line of ${nameOf(path)} is read as one text; if it is a table, say --format ${format}`,
  );
}
