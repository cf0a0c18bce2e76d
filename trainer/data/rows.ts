import { extname } from 'node:path';
import { explainFileError, UserError } from '../errors.ts';
import type { ColumnNames } from './columns.ts';
import { readJsonl } from './jsonl.ts';
import { type Parsed, readCsv, readTsv } from './tables.ts';

/** One labelled text. `line` is where it begins in its file, from 1. */
export type Row = { text: string; label: string; line: number };

export const FORMATS = ['tsv', 'csv', 'jsonl'] as const;
export type Format = (typeof FORMATS)[number];

export type ReadOptions = ColumnNames & {
  /** Undefined: by the file's extension. */
  format?: Format | undefined;
  /** Told of every row that is left out; `reason` reads on from "line N …". */
  onBadRow?: ((line: number, reason: string) => void) | undefined;
};

const READERS: Record<Format, (path: string, names: ColumnNames) => AsyncGenerator<Parsed>> = {
  tsv: readTsv,
  csv: readCsv,
  jsonl: readJsonl,
};

const EXTENSIONS: Record<string, Format> = {
  '.tsv': 'tsv',
  '.csv': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
};

/**
 * Streams a labelled file, row by row. Rows without a usable text and label are told to `onBadRow` and left out.
 *
 * @throws UserError when the file cannot be opened, its columns cannot be found, or a CSV quote is broken.
 */
export async function* readRows(path: string, options: ReadOptions = {}): AsyncGenerator<Row> {
  const labels = new Map<string, string>();
  try {
    for await (const parsed of READERS[options.format ?? formatOf(path)](path, options)) {
      const problem = 'problem' in parsed ? parsed.problem : problemOf(parsed);
      if ('problem' in parsed || problem !== undefined) {
        options.onBadRow?.(parsed.line, problem ?? '');
      } else {
        const { text, line } = parsed;
        yield { text, label: intern(labels, parsed.label.trim()), line };
      }
    }
  } catch (error) {
    throw explainFileError(path, error);
  }
}

function formatOf(path: string): Format {
  const extension = extname(path).toLowerCase();
  if (Object.hasOwn(EXTENSIONS, extension)) return EXTENSIONS[extension];
  const received = extension === '' ? 'no extension' : `the extension ${extension}`;
  throw new UserError(
    `${path} has ${received}, allowed ${Object.keys(EXTENSIONS).join(', ')}; say --format ${FORMATS.join('|')}`,
  );
}

function problemOf({ text, label }: { text: string; label: string }): string | undefined {
  if (text.trim() === '') return 'has a blank text';
  if (label.trim() === '') return 'has a blank label';
  return undefined;
}

/** One string a label instead of one a row. */
function intern(known: Map<string, string>, label: string): string {
  const found = known.get(label);
  if (found !== undefined) return found;
  // A file whose labels are texts must not fill this map.
  if (known.size < 1000) known.set(label, label);
  return label;
}
