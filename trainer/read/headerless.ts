import { indexOfName, synonymOf } from './roles.ts';

/** Where a table without a header keeps text and label, and in words. */
export type Layout = { text: number; label: number; fact: string };

/** With fewer rows than this the usual order holds, whatever they are. */
const FEWEST_ROWS = 4;
/** Labels come again: so many rows a label, on average. */
const ROWS_A_LABEL = 2;
/** Texts are different: more than this share of them. */
const DIFFERENT_SHARE = 0.9;
/** Texts are so much longer than labels. */
const LONGER = 2;

/**
 * The order of a table without a header that has two columns, or those of Sentiment140; undefined for any other. The label
 * comes first, as in Amazon Comprehend's files, unless the rows say that it comes second.
 */
export function layoutOf(records: readonly (readonly string[])[]): Layout | undefined {
  const [first = []] = records;
  if (first.length === 6 && isSentiment140(records)) {
    return { label: 0, text: 5, fact: 'without a header, as Sentiment140: label first, text last' };
  }
  if (first.length !== 2) return undefined;
  return isLabelSecond(records)
    ? { label: 1, text: 0, fact: 'without a header: text first' }
    : { label: 0, text: 1, fact: 'without a header: label first' };
}

/** Words of a cell that is no column's name. */
const MOST_WORDS_OF_A_NAME = 2;

/**
 * Which column of a table without a header has the texts, where no labels are read: the longer of two. Undefined where it is
 * not plain that the first row is a row: its cell is then of several words, or the other of its cells comes again below.
 */
export function unlabelledLayoutOf(records: readonly (readonly string[])[]): Layout | undefined {
  const [first = []] = records;
  if (isHeader(first, records) || !isTable(records)) return undefined;
  const labelled = layoutOf(records);
  if (labelled === undefined || first.length !== 2) return labelled;
  const rows = records.filter(({ length }) => length === 2);
  const [left, right] = [0, 1].map((column) => lengthOf(rows.map((row) => row[column])));
  const text = left > right ? 0 : 1;
  const isAgain = rows.slice(1).some((row) => row[1 - text] === first[1 - text]);
  const isText = first[text].trim().split(/\s+/).length > MOST_WORDS_OF_A_NAME;
  if (!isAgain && !isText) return undefined;
  return { text, label: -1, fact: `without a header: text ${text === 0 ? 'first' : 'second'}` };
}

/**
 * Whether a row names columns: both, or one by a single word. A cell that comes again below is a label, and one of several
 * words may be a text that ends in such a word. Where it names both, or `text`, the same row below is the header of another file.
 */
export function isHeader(first: readonly string[], records: readonly (readonly string[])[]): boolean {
  const found = (['text', 'label'] as const).map((role) => {
    const exact = indexOfName(first, role);
    return exact >= 0 ? exact : synonymOf(first, role);
  });
  const isNamed = found.every((column) => column >= 0) || indexOfName(first, 'text') >= 0;
  const below = records.slice(1).filter((record) => !isNamed || !isSameRow(record, first));
  const named = found.filter((column) => {
    const isAgain = below.some((record) => record[column] === first[column]);
    return column >= 0 && !isAgain;
  });
  return named.length === 2 || named.some((column) => !/\s/.test(first[column].trim()));
}

/** Whether two rows have the same fields. */
export function isSameRow(row: readonly string[], other: readonly string[]): boolean {
  return row.length === other.length && row.every((field, column) => field === other[column]);
}

/** Whether most rows have as many fields as the first: otherwise the delimiter is a character of the texts. */
export function isTable(records: readonly (readonly string[])[]): boolean {
  return records.filter(({ length }) => length === records[0].length).length * 2 >= records.length;
}

/** Polarity 0, 2 or 4, id, date, query, user, text. */
function isSentiment140(records: readonly (readonly string[])[]): boolean {
  return records.every(
    ({ length, 0: label, 1: id }) => length !== 6 || (/^[024]$/.test(label) && /^\d+$/.test(id)),
  );
}

function isLabelSecond(records: readonly (readonly string[])[]): boolean {
  const rows = records.filter(({ length }) => length === 2);
  if (rows.length < FEWEST_ROWS) return false;
  const [left, right] = [0, 1].map((column) => rows.map((row) => row[column]));
  return (
    new Set(right).size * ROWS_A_LABEL <= rows.length &&
    new Set(left).size > DIFFERENT_SHARE * rows.length &&
    lengthOf(left) > LONGER * lengthOf(right)
  );
}

function lengthOf(cells: readonly string[]): number {
  return cells.reduce((sum, { length }) => sum + length, 0);
}
