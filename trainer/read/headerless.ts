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
