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

function shown(cell: string | number): string {
  return typeof cell === 'number' ? cell.toLocaleString('en-US') : cell;
}
