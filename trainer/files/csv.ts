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
  const inner = text.replaceAll(INNER_FORMULA, "$1'");
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${inner}` : inner;
  return /[",;\t|\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
