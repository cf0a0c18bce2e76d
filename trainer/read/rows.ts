import { open, stat } from 'node:fs/promises';
import { UserError, withFile } from '../errors.ts';
import { detectFormat, FORMAT_NAMES, type Format, formatOfName, HEAD_BYTES } from './formats/detect.ts';
import { readFastText } from './formats/fasttext.ts';
import { readJson } from './formats/json.ts';
import { readParquet } from './formats/parquet.ts';
import { readJsonl } from './jsonl.ts';
import { type ParseOptions, readChunks } from './lines.ts';
import { type Peeked, peek } from './peek.ts';
import { type Parsed, readCsv, readTsv } from './tables.ts';

export type RowOptions = ParseOptions & {
  /** Undefined: by what the file has, and then by its extension. */
  format?: Format | undefined;
};

/**
 * The rows of a file. `unit` is what their numbers count. JSON Lines have their bytes as well: whoever reads them reads no
 * row.
 */
export type Rows = { unit: 'line' | 'row'; rows: AsyncGenerator<Parsed>; jsonLines?: Peeked };

const READERS: Record<Format, (path: string, options: ParseOptions) => AsyncGenerator<Parsed>> = {
  tsv: readTsv,
  csv: readCsv,
  jsonl: readJsonl,
  json: readJson,
  fasttext: readFastText,
  parquet: readParquet,
};

const PARQUET_MAGIC = 'PAR1';

/**
 * Opens a file of rows in any format, and reports in one line what it took it for.
 *
 * @param path `-` is standard input.
 * @throws UserError when it cannot be opened.
 */
export async function openRows(path: string, options: RowOptions): Promise<Rows> {
  const facts: string[] = [];
  const found = (fact: string) => {
    facts.push(fact);
    options.found?.(fact);
  };
  if (options.format === 'parquet' || (options.format === undefined && (await isParquet(path)))) {
    if (path === '-') throw fromPipe(path);
    const rows = readParquet(path, { ...options, found });
    return { unit: 'row', rows: announced(path, 'parquet', facts, rows, options) };
  }
  const enough = (head: Buffer) => head.length >= HEAD_BYTES;
  const peeked = await peek(readChunks(path, { ...options, found }), enough);
  const format = options.format ?? detectFormat(path, peeked.head, peeked.isWhole);
  if (format === 'parquet' || peeked.head.toString('latin1', 0, 4) === PARQUET_MAGIC)
    throw notParquet(path, peeked.head);
  const rows = READERS[format](path, { ...options, found, onBytes: undefined, chunks: peeked.all });
  const isObject = format === 'json' && !/^[\s\ufeff]*\[/.test(peeked.head.toString('utf8', 0, 1024));
  return {
    unit: isObject ? 'row' : 'line',
    rows: announced(path, format, facts, rows, options),
    ...(format === 'jsonl' && {
      jsonLines: { ...peeked, all: announced(path, format, facts, peeked.all, options) },
    }),
  };
}

/** By its first bytes; what is no file cannot be read from its end, as Parquet must. */
export async function isParquet(path: string): Promise<boolean> {
  if (path === '-') return false;
  return withFile(path, async () => {
    if (!(await stat(path)).isFile()) return false;
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PARQUET_MAGIC.length), 0);
    return buffer.toString('latin1', 0, bytesRead) === PARQUET_MAGIC;
  });
}

function notParquet(path: string, head: Buffer): UserError {
  if (head.toString('latin1', 0, 4) === PARQUET_MAGIC) return fromPipe(path);
  return new UserError(
    `${path} is no Parquet: it does not begin with ${PARQUET_MAGIC}; if it is something else, say --format NAME`,
  );
}

function fromPipe(path: string): UserError {
  return new UserError(`${nameOf(path)} is Parquet, which is read from its end: give a file, not a pipe`);
}

/** Rows or bytes as they are, with a report before the first; none where the name says all, and nothing was guessed. */
async function* announced<Value>(
  path: string,
  format: Format,
  facts: readonly string[],
  rows: AsyncIterable<Value>,
  { report }: RowOptions,
): AsyncGenerator<Value> {
  let isFirst = true;
  for await (const row of rows) {
    if (isFirst && (facts.length > 0 || formatOfName(path) !== format)) {
      report?.(`reading ${nameOf(path)} as ${[FORMAT_NAMES[format], ...facts].join(', ')}`);
    }
    isFirst = false;
    yield row;
  }
}

/** What messages call a file. */
export function nameOf(path: string): string {
  return path === '-' ? 'standard input' : path;
}
