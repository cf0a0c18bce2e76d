import { type ColumnNames, SPLIT_GROUP, WEIGHT } from './columns.ts';
import { decodeLine, type ParseOptions, readChunks, readLines } from './lines.ts';
import type { Fields, Parsed } from './tables.ts';

/** Rows of JSON Lines: one object a line, with the text a string and the label a string, number or boolean. */
export async function* readJsonl(path: string, options: ParseOptions): AsyncGenerator<Parsed> {
  for await (const entry of readLines(readChunks(path, options))) {
    const decoded = decodeLine(entry);
    if ('problem' in decoded) yield { line: entry.line, problem: decoded.problem };
    else if (decoded.text.trim() !== '') yield { line: entry.line, ...parseObject(decoded.text, options) };
  }
}

function parseObject(
  json: string,
  { textColumn = 'text', labelColumn = 'label', weightColumn, groupColumn, splitGroupColumn }: ParseOptions,
): Fields | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { problem: 'is not JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { problem: 'is JSON, but not an object' };
  }
  const text = field(value, textColumn);
  const label = field(value, labelColumn);
  if (typeof text !== 'string') return { problem: `"${textColumn}" is ${kind(text)}, allowed a string` };
  if (!isName(label)) return { problem: problemOfName(labelColumn, label) };
  const row: Fields = { text, label: String(label) };
  if (groupColumn !== undefined) {
    const group = field(value, groupColumn);
    if (!isName(group)) return { problem: problemOfName(groupColumn, group) };
    row.group = String(group);
  }
  const splitGroup = splitGroupOf(value, { textColumn, labelColumn, splitGroupColumn });
  if (typeof splitGroup === 'object') return splitGroup;
  if (splitGroup !== undefined) row.splitGroup = splitGroup;
  if (weightColumn === false) return row;
  const weight = field(value, weightColumn ?? WEIGHT.column);
  if (weight === undefined && weightColumn !== undefined) return { problem: `"${weightColumn}" is missing` };
  return { ...row, weight };
}

/** An object's split group, or why it is none; undefined where it has none and need not. Null is an empty cell. */
function splitGroupOf(
  object: object,
  { textColumn, labelColumn, splitGroupColumn }: ColumnNames,
): string | undefined | { problem: string } {
  const name = splitGroupColumn ?? SPLIT_GROUP.column;
  if (name === false) return undefined;
  if (splitGroupColumn === undefined && [textColumn, labelColumn].includes(name)) return undefined;
  const value = field(object, name);
  if (isName(value)) return String(value);
  const isMissing = value === null || (value === undefined && splitGroupColumn === undefined);
  return isMissing ? undefined : { problem: problemOfName(name, value) };
}

/** Whether a value may name a label or a group. */
function isName(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function problemOfName(column: string, value: unknown): string {
  return `"${column}" is ${kind(value)}, allowed a string, number or boolean`;
}

function field(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

function kind(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}
