/** How wide the first column of a table is, and each of the others. */
export type Widths = { first: number; others: number };

/** What a mix kept of each source. */
export const MIX_TABLE: Widths = { first: 20, others: 14 };

/**
 * Rows in columns: the first to the left, the others to the right, numbers with their thousands parted.
 *
 * @param rows of cells; a row may have fewer than others, and none is a blank line.
 */
export function table(rows: readonly (readonly (string | number)[])[], { first, others }: Widths): string {
  const line = ([name = '', ...cells]: readonly (string | number)[]) =>
    shown(name).padEnd(first) + cells.map((cell) => shown(cell).padStart(others)).join('');
  return rows
    .map(line)
    .map((text) => text.trimEnd())
    .join('\n');
}

/** Columns of a terminal where none says how wide it is: a pipe, a file. */
const USUAL_WIDTH = 80;
const LEAST_WIDTH = 20;
/** Where less than this is left for a name, the terminal breaks the line: a name that is cut so short says nothing. */
const LEAST_NAME = 14;
const GAP = 2;

/** Columns that lines may take. */
export function terminalWidth(): number {
  return Math.max(LEAST_WIDTH, process.stdout.columns ?? USUAL_WIDTH);
}

/**
 * Rows in columns that are as wide as their cells: the first to the left, the others to the right. Where they are wider
 * than the terminal, the first column is cut, or the terminal breaks the lines.
 *
 * @param rows of cells; a row may have fewer than others, and none is a blank line.
 */
export function grid(rows: readonly (readonly (string | number)[])[], width: number): string {
  const cells = rows.map((row) => row.map(shown));
  const others = widthsOf(cells)
    .slice(1)
    .map((most) => most + GAP);
  const left = width - others.reduce((total, each) => total + each, 0);
  const first = Math.min(left < LEAST_NAME ? USUAL_WIDTH : left, widthsOf(cells)[0] ?? 0);
  return cells
    .map(
      ([name = '', ...rest]) =>
        padEnd(cut(name, first), first) + rest.map((cell, i) => padStart(cell, others[i])).join(''),
    )
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Columns that the rows take beside one another, uncut. */
export function gridWidth(rows: readonly (readonly (string | number)[])[]): number {
  const widths = widthsOf(rows.map((row) => row.map(shown)));
  return widths.reduce((total, width) => total + width + GAP, -GAP);
}

/** The widest cell of each column. */
function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
    });
  }
  return widths;
}

/** A text on one line of a terminal: what does not fit ends in an ellipsis. */
export function cut(text: string, width: number): string {
  // No character takes more than its own place twice, so what comes later is cut anyway.
  if (text.length <= width && displayWidth(text) <= width) return text;
  let kept = '';
  let taken = 0;
  for (const character of text) {
    taken += displayWidth(character);
    if (taken > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Chinese, Japanese and Korean characters and emoji take two columns (Unicode Standard Annex 11), accents none. */
function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += /\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

function shown(cell: string | number): string {
  return typeof cell === 'number' ? cell.toLocaleString('en-US') : cell;
}
