import { UserError } from '../errors.ts';
import { type ReadOptions, type Row, readRows } from './rows.ts';

export type LoadOptions = Omit<ReadOptions, 'onBadRow'> & {
  /** Takes what the user should know of the rows left out, a line at a time. */
  report?: ((message: string) => void) | undefined;
};

export type LoadedRows = { rows: Row[] /** Rows left out. */; bad: number };

/** Bad rows that are named; the rest is only counted. */
const NAMED_BAD_ROWS = 5;
/** A file with more bad rows than this is probably not what the user takes it for. */
const MAX_BAD_SHARE = 0.1;

/**
 * Reads all rows of a labelled file.
 *
 * @throws UserError as `readRows` does, and when more than a tenth of the rows are bad or none is good.
 */
export async function loadRows(path: string, { report, ...options }: LoadOptions = {}): Promise<LoadedRows> {
  const named: string[] = [];
  let bad = 0;
  const onBadRow = (line: number, reason: string) => {
    if (bad++ < NAMED_BAD_ROWS) named.push(`  line ${line} ${reason}`);
  };
  const rows: Row[] = [];
  for await (const row of readRows(path, { ...options, onBadRow })) rows.push(row);
  if (rows.length === 0 && bad === 0)
    throw new UserError(`${path} is empty: it has no row with text and label`);
  const found = [`${bad} of ${rows.length + bad} rows of ${path} left out:`, ...named];
  if (bad > named.length) found.push(`  and ${bad - named.length} more`);
  if (bad > MAX_BAD_SHARE * (rows.length + bad)) {
    throw new UserError(
      `${found.join('\n')}\nMore than ${MAX_BAD_SHARE * 100} % of the rows are bad: correct or remove them`,
    );
  }
  if (bad > 0) for (const message of found) report?.(message);
  return { rows, bad };
}
