import { MAX_ROW_BYTES } from '../../src/model/rows/format.ts';
import { TOO_LONG } from '../../src/model/rows/toolong.ts';
import { lineParts } from '../read/lineparts.ts';
import { lineOf, openRowLines } from '../read/ndjson.ts';
import { openTexts, type TextOptions, type TextRow } from '../read/texts.ts';
import type { AnswerTask } from './answers.ts';

/** A file as parts to answer. `isPlain`: one text a line, without more about it. */
export type AnswerTasks = { isPlain: boolean; tasks: AsyncIterable<AnswerTask> };

/** Rows of a table that are answered together. */
const ROWS = 256;

/** Opens a file to be answered with JSON lines. @throws UserError as `openRowLines` does. */
export async function lineTasks(path: string, options: TextOptions, partBytes: number): Promise<AnswerTasks> {
  const { format, pieces } = await openRowLines(path, options);
  async function* tasks(): AsyncGenerator<AnswerTask> {
    for await (const part of lineParts(pieces, partBytes)) yield { kind: 'lines', format, ...part };
  }
  return { isPlain: format === 'text', tasks: tasks() };
}

/** Opens a file to be answered with a table. What is too long for JSON lines is so here too. @throws UserError as `openTexts` does. */
export async function rowTasks(path: string, options: TextOptions): Promise<AnswerTasks> {
  const asked = { ...options, keepOthers: true, lineBytes: MAX_ROW_BYTES };
  const { isPlain, rows } = await openTexts(path, asked);
  return { isPlain, tasks: batches(isPlain ? rows : bounded(rows)) };
}

/** Rows without their other fields, which count towards what a row may have. */
async function* bounded(rows: AsyncIterable<TextRow>): AsyncGenerator<TextRow> {
  for await (const row of rows) {
    const isLong = 'text' in row && Buffer.byteLength(lineOf(row)) > MAX_ROW_BYTES;
    const { others: _, ...own } = row;
    if (!isLong) yield own;
    else {
      const { text: __, ...named } = own as TextRow & { text: string };
      yield { ...named, problem: TOO_LONG };
    }
  }
}

async function* batches(all: AsyncIterable<TextRow>): AsyncGenerator<AnswerTask> {
  let named: 'id' | 'line' | undefined;
  let isFirst = true;
  let rows: TextRow[] = [];
  for await (const row of all) {
    named ??= row.id === undefined ? 'line' : 'id';
    rows.push(row);
    if (rows.length < ROWS) continue;
    yield { kind: 'rows', rows, named, isFirst };
    isFirst = false;
    rows = [];
  }
  if (named !== undefined && rows.length > 0) yield { kind: 'rows', rows, named, isFirst };
}
