import { namesOf } from './formats/fields.ts';
import { parseJson } from './jsonl.ts';
import type { Peeked } from './peek.ts';
import { textOf } from './plainformat.ts';
import { indexOfName, synonymOf } from './roles.ts';
import { openTexts, type TextOptions, type TextRow } from './texts.ts';

/** A file as bytes of lines: texts, or JSON objects with `text`. Pieces end anywhere. */
export type RowLines = { format: 'text' | 'ndjson'; pieces: AsyncIterable<Uint8Array> };

/** Rows by which it is told what fields mean. */
const SAMPLE_ROWS = 20;
/** Of converted rows that are handed on together. */
const PIECE_CHARACTERS = 64 * 1024;

/**
 * Opens a file of texts in any format as lines that the row codec reads (`src/model/rows/`). Lines of text, and of JSON whose
 * objects have their text in `text`, are left as they are; other rows become objects with `id`, or else `line`, and `text`,
 * or `error` where they cannot be read, and then their other fields.
 *
 * @param path `-` is standard input, whose rows are handed on one by one.
 * @throws UserError as `openTexts` does.
 */
export async function openRowLines(path: string, options: TextOptions): Promise<RowLines> {
  const { isPlain, rows, lines } = await openTexts(path, { ...options, keepOthers: true });
  if (isPlain && lines !== undefined) return { format: 'text', pieces: lines.all };
  if (lines !== undefined && isReady(lines, options)) return { format: 'ndjson', pieces: lines.all };
  return { format: 'ndjson', pieces: converted(rows, path === '-' ? 0 : PIECE_CHARACTERS) };
}

/** Whether objects have their text in `text` and their id, where they have one, in `id`. */
function isReady({ head, isWhole }: Peeked, { textColumn = 'text', idColumn = 'id' }: TextOptions): boolean {
  const lines = textOf(head).split('\n');
  const values = firstValues(isWhole ? lines : lines.slice(0, -1));
  const objects = values.filter((value): value is object => typeof value === 'object' && value !== null);
  // Pairs of text and annotations, as spaCy writes them.
  if (objects.some(Array.isArray)) return false;
  const names = [...new Set(objects.flatMap(namesOf))];
  if (names.length === 0) return textColumn === 'text';
  const id = names[indexOfName(names, idColumn)] ?? 'id';
  const text = names[textColumn === 'text' ? synonymOf(names, 'text') : indexOfName(names, textColumn)];
  return text === 'text' && id === 'id';
}

/** Of the first lines that are JSON: many before them may be blank or damaged. */
function firstValues(lines: readonly string[]): unknown[] {
  const values: unknown[] = [];
  for (const line of lines) {
    const parsed = parseJson(line);
    if ('value' in parsed && values.push(parsed.value) === SAMPLE_ROWS) break;
  }
  return values;
}

/** Rows as objects, a line each. */
async function* converted(rows: AsyncIterable<TextRow>, pieceCharacters: number): AsyncGenerator<Buffer> {
  let piece = '';
  try {
    for await (const row of rows) {
      piece += `${lineOf(row)}\n`;
      if (piece.length < pieceCharacters) continue;
      yield Buffer.from(piece);
      piece = '';
    }
  } catch (error) {
    // What was read before a file breaks off is answered.
    if (piece !== '') yield Buffer.from(piece);
    throw error;
  }
  if (piece !== '') yield Buffer.from(piece);
}

/** Names that the codec gives a meaning: another field of such a name is left out. */
const RESERVED = ['id', 'line', 'text', 'error'];

/** A row as the line that the row codec reads, without its end. */
export function lineOf(row: TextRow): string {
  const name = row.id === undefined ? { line: row.line } : { id: row.id };
  const said = 'text' in row ? { text: row.text } : { error: row.problem };
  const others = Object.entries(row.others ?? {}).filter(([field]) => !RESERVED.includes(field));
  return JSON.stringify({ ...name, ...said, ...Object.fromEntries(others) });
}
