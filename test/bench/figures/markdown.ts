type Table = readonly (readonly string[])[];

/** Cells of a table's head by which it is found: a table may gain columns after them. */
const TELLING = 2;

/**
 * The document with another head and other rows in the table whose head begins as this one.
 *
 * @throws Error where no table has it, or two have.
 */
export function withTable(markdown: string, head: readonly string[], rows: Table): string {
  const lines = markdown.split('\n');
  const telling = head.slice(0, TELLING).join();
  const found = lines.flatMap((line, i) => (cellsOf(line).slice(0, TELLING).join() === telling ? [i] : []));
  if (found.length !== 1)
    throw new Error(
      `${found.length} tables have a head that begins with ${head.slice(0, TELLING).join(', ')}`,
    );
  const [begin] = found;
  const length = lines.slice(begin).findIndex((line) => !line.startsWith('|'));
  lines.splice(begin, length < 0 ? lines.length : length, ...tableLines([head, ...rows]));
  return lines.join('\n');
}

/**
 * The document with other cells in one row of a table, which keep their widths.
 *
 * @param cells by their columns, the first being 0; others stay.
 * @throws Error where no row begins with the name.
 */
export function withRow(markdown: string, name: string, cells: Readonly<Record<number, string>>): string {
  const lines = markdown.split('\n');
  const at = lines.findIndex((line) => cellsOf(line)[0] === name);
  if (at < 0) throw new Error(`no table has a row "${name}"`);
  const parts = lines[at].split('|').slice(1, -1);
  lines[at] =
    `|${parts.map((part, i) => (i in cells ? ` ${cells[i].padEnd(part.length - 2)} ` : part)).join('|')}|`;
  return lines.join('\n');
}

/** The document with all that matches replaced. @throws Error where nothing does. */
export function withText(markdown: string, pattern: RegExp, text: string): string {
  if (markdown.search(pattern) < 0) throw new Error(`nothing reads ${pattern}`);
  return markdown.replace(pattern, () => text);
}

function cellsOf(line: string): string[] {
  if (!line.startsWith('|')) return [];
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function tableLines(rows: Table): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lineOf = (row: readonly string[]) =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  const [head, ...rest] = rows.map(lineOf);
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest];
}
