/** Whether a stream shows what it is given on a terminal that obeys escapes; `TERM=dumb` says that one does not. */
export function isTerminal({ isTTY }: { isTTY?: boolean }): boolean {
  return isTTY === true && process.env.TERM !== 'dumb';
}

/**
 * A line in as many as a terminal needs, parted between words and set in by two from the second on. A word that is longer than a
 * line stays whole.
 *
 * @param columns of the terminal; 0 or undefined where nothing tells.
 */
export function fold(line: string, columns: number | undefined): string {
  if (!columns || line.length <= columns) return line;
  const lines: string[] = [];
  let last = '';
  for (const word of line.split(' ')) {
    const longer = last === '' ? word : `${last} ${word}`;
    if (longer.length <= columns || last.trim() === '') last = longer;
    else {
      lines.push(last);
      last = `  ${word}`;
    }
  }
  return [...lines, last].join('\n');
}
