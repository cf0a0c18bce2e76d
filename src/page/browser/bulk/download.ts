/** Where a spreadsheet may take a cell for a formula (https://owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** Spreadsheets read a file without it as of their own encoding. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** What other spreadsheets separate cells with, and a formula behind it. */
const INNER_FORMULA = /([;\t|])(?=[=+\-@＝＋－＠])/g;

/** A row of CSV (RFC 4180). A cell that could be a formula has `'` before it, which spreadsheets do not show; so has one that another separator would make. */
export function csvRow(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(text: string): string {
  const inner = text.replaceAll(INNER_FORMULA, "$1'");
  const safe = FORMULA.test(text) ? `'${inner}` : inner;
  return /[",;\t|\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Names for new columns that no other column has: `label`, else `predicted_label`, else `predicted_predicted_label`. */
export function freeNames(names: readonly string[], taken: readonly string[]): string[] {
  return names.map((name) => {
    let free = name;
    while (taken.includes(free)) free = `predicted_${free}`;
    return free;
  });
}
