import { extname } from 'node:path';

export const FORMATS = ['tsv', 'csv', 'jsonl', 'json', 'fasttext', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

/** What a message calls each. */
export const FORMAT_NAMES: Record<Format, string> = {
  tsv: 'TSV',
  csv: 'CSV',
  jsonl: 'JSON Lines',
  json: 'JSON',
  fasttext: 'fastText',
  parquet: 'Parquet',
};

/** Bytes of a file that tell its format. */
export const HEAD_BYTES = 64 * 1024;

const EXTENSIONS: Record<string, Format> = {
  '.tsv': 'tsv',
  '.csv': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.json': 'json',
  '.parquet': 'parquet',
};

/** The format that a name says, undefined where it says none. What is packed keeps its name before `.gz`. */
export function formatOfName(path: string): Format | undefined {
  const extension = extname(path.replace(/\.gz$/i, '')).toLowerCase();
  return Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined;
}

/**
 * What a file is: by its content, where that is plain, else by its name, else by the tab of a table.
 *
 * @param head its beginning, up to `HEAD_BYTES` or more. @param isWhole whether that is all of it.
 */
export function detectFormat(path: string, head: Buffer, isWhole: boolean): Format {
  const named = formatOfName(path);
  const text = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  const lines = text.split('\n');
  if (!isWhole && lines.length > 1) lines.pop();
  const json = detectJson(lines, named);
  if (json !== undefined) return json;
  if (isFastText(lines)) return 'fasttext';
  if (named === 'json') return 'jsonl';
  return named ?? (lines[0].includes('\t') ? 'tsv' : 'csv');
}

/** JSON Lines or JSON, where the first line begins so that it can be nothing else. */
function detectJson(lines: readonly string[], named: Format | undefined): 'json' | 'jsonl' | undefined {
  const [first, second] = [lines[0].trimEnd(), lines.slice(1).find((line) => line.trim() !== '')];
  const isTable = named === 'csv' || named === 'tsv';
  const value = parsed(first);
  if (/^\[\s*(?:[[{]|\]|$)/.test(first) && named !== 'jsonl') {
    return isTable && value === undefined && first !== '[' ? undefined : 'json';
  }
  if (typeof value === 'object' && value !== null) {
    if (second === undefined && named !== 'jsonl' && isOneObject(value)) return 'json';
    return 'jsonl';
  }
  if (!first.startsWith('{') || isTable) return undefined;
  if (named === 'jsonl') return 'jsonl';
  // An object of rows' values, or one that is written over several lines.
  const isCut = second === undefined && first.length > HEAD_BYTES / 4;
  return !isCut || /^\{\s*"(?:[^"\\]|\\.)*"\s*:\s*[[{]/.test(first) ? 'json' : 'jsonl';
}

/** Whether an object holds rows rather than being one: its values are lists or objects. */
function isOneObject(value: object): boolean {
  if (Array.isArray(value)) return false;
  const values = Object.values(value);
  const isMany = (part: unknown) => typeof part === 'object' && part !== null;
  const hasRows = values.some((part) => Array.isArray(part) && part.length > 0 && part.every(isMany));
  return (values.length > 1 && values.every(isMany)) || (hasRows && values.filter(isMany).length === 1);
}

/** Undefined for what is no JSON, null for what is no object or list. */
function parsed(line: string): object | null | undefined {
  if (!/^[[{]/.test(line)) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' ? value : null;
  } catch {
    return undefined;
  }
}

/** Whether lines are JSON objects, each of them. */
export function areObjects(lines: readonly string[]): boolean {
  const filled = lines.map((line) => line.trim()).filter((line) => line !== '');
  return (
    filled.length > 0 && filled.every((line) => line.startsWith('{') && typeof parsed(line) === 'object')
  );
}

function isFastText(lines: readonly string[]): boolean {
  const filled = lines.filter((line) => line.trim() !== '');
  return filled.length > 0 && filled.slice(0, 20).every((line) => line.startsWith('__label__'));
}
