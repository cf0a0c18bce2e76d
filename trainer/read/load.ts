import { stat } from 'node:fs/promises';
import { UserError, withFile } from '../errors.ts';
import { type Example, type ReadOptions, readExamples } from './examples.ts';
import { type LabelMap, LabelMapper } from './mapping.ts';

export type LoadOptions = Omit<ReadOptions, 'onBadRow' | 'onBytes'> & {
  /** Told how many bytes of how many were read. */
  onRead?: ((read: number, size: number) => void) | undefined;
  /** What labels are called from here on. */
  mapLabels?: LabelMap | undefined;
  /** The map is about another file too, so that this one need not have all labels that it names. */
  isPart?: boolean | undefined;
};

export type LoadedExamples = { examples: Example[] /** Rows left out. */; bad: number };

/** Bad rows that are named; the rest is only counted. */
const NAMED_BAD_ROWS = 5;
/** A file with more bad rows than this is probably not what the user takes it for. */
const MAX_BAD_SHARE = 0.1;

/**
 * Visits the rows of a labelled file, one at a time, under the names that `mapLabels` gives their labels. Rows of labels that it leaves out are
 * reported.
 *
 * @returns how many rows were left out because they could not be used.
 * @throws UserError as `readExamples` does, when more than a tenth of the rows are bad or none is good, and when `mapLabels` names a label that
 *   the file lacks or leaves no row.
 */
export async function visitExamples(
  path: string,
  { report, onRead, signal, mapLabels, isPart, ...options }: LoadOptions,
  visit: (row: Example) => void,
): Promise<number> {
  const named: string[] = [];
  let bad = 0;
  let good = 0;
  const onBadRow = (line: number, reason: string, unit: string) => {
    if (bad++ < NAMED_BAD_ROWS) named.push(`  ${unit} ${line} ${reason}`);
  };
  const mapper = mapLabels && new LabelMapper(mapLabels);
  const onBytes = onRead && (await byteCounter(path, onRead));
  for await (const row of readExamples(path, { ...options, report, signal, onBadRow, onBytes })) {
    signal?.throwIfAborted();
    good++;
    const label = mapper ? mapper.nameOf(row.label) : row.label;
    if (label !== undefined) visit(label === row.label ? row : { ...row, label });
  }
  if (good + bad === 0) throw new UserError(`${path} is empty: it has no row with text and label`);
  const found = [`${bad} of ${good + bad} rows of ${path} left out:`, ...named];
  if (bad > named.length) found.push(`  and ${bad - named.length} more`);
  if (bad > MAX_BAD_SHARE * (good + bad)) {
    throw new UserError([
      ...found,
      `More than ${MAX_BAD_SHARE * 100} % of the rows are bad: correct or remove them`,
    ]);
  }
  if (bad > 0) for (const message of found) report?.(message);
  if (!isPart) mapper?.check(path);
  reportSkipped(path, mapper?.skipped ?? 0, good, report);
  return bad;
}

/** @throws UserError when no row is left. */
function reportSkipped(path: string, skipped: number, rows: number, report: LoadOptions['report']): void {
  if (skipped === 0) return;
  if (skipped === rows) throw new UserError(`--map-labels leaves none of the ${rows} rows of ${path}`);
  const count = `${skipped.toLocaleString('en-US')} ${skipped === 1 ? 'row' : 'rows'}`;
  report?.(`${count} of ${path} left out: --map-labels gives their labels no name`);
}

/** What takes the bytes of each chunk and tells how many of how many were read; nothing where a pipe has no size. */
export async function byteCounter(
  path: string,
  onRead: (read: number, size: number) => void,
): Promise<(bytes: number) => void> {
  if (path === '-') return () => {};
  const { size } = await withFile(path, () => stat(path));
  // A pipe has no size.
  if (size === 0) return () => {};
  let read = 0;
  return (bytes) => {
    read += bytes;
    onRead(read, size);
  };
}

/** All rows of a labelled file, in memory. @throws UserError as `visitExamples` does. */
export async function loadExamples(path: string, options: LoadOptions = {}): Promise<LoadedExamples> {
  const examples: Example[] = [];
  const bad = await visitExamples(path, options, (example) => examples.push(example));
  return { examples, bad };
}
