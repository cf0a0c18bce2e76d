/** Where a spreadsheet may take a cell for a formula (https://owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** What other spreadsheets separate cells with, and a formula behind it. */
const INNER_FORMULA = /([;\t|])(?=[=+\-@＝＋－＠])/g;
/** A number is none, whatever its sign. */
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * A row of CSV (RFC 4180). A cell that could be a formula has `'` before it, as the page writes it too
 * (`src/page/browser/bulk/download.ts`).
 */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(text: string): string {
  const safe = withoutFormula(text);
  return /[",;\t|\r\n]/.test(safe) ? quoted(safe) : safe;
}

/** Ends of lines, tabs and other controls, of which a row has none. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** What turns the direction in which a line is shown (https://unicode.org/reports/tr9): a cell could look like another. */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A row of TSV on one line, quoted where it has quotes: what would end a cell or a line is a blank.
 * Formulas have `'` before them, as in `csvRow`, and nothing turns the direction of writing.
 */
export function tsvRow(cells: readonly string[]): string {
  return `${cells.map(tsvCell).join('\t')}\n`;
}

function tsvCell(text: string): string {
  const safe = withoutFormula(text.replace(CONTROLS, ' ').replace(DIRECTIONS, ''));
  return safe.includes('"') ? quoted(safe) : safe;
}

function withoutFormula(text: string): string {
  const inner = text.replaceAll(INNER_FORMULA, "$1'");
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${inner}` : inner;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
