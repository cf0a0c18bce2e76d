import type { Classification } from '../../../model/classification.ts';
import type { Classifier } from '../../../model/classifier.ts';
import { ModelFaultError } from '../../../model/reader.ts';
import { isBlank } from '../../../model/text/tokenizer.ts';
import { BYTE_ORDER_MARK, csvRow, freeNames } from './download.ts';
import type { Result, ShownRow } from './protocol.ts';
import type { Table } from './read.ts';

/** Rows that the page shows. */
export const SHOWN_ROWS = 200;
/** Columns that the download has more than the table. */
const ADDED = ['label', 'score', 'known', 'truncated', 'language'];
/** Rows between two reports; a report costs some microseconds, a row 100 and more. */
const STEP = 50;

/**
 * Classifies every row of a table.
 *
 * @param progress is told how many rows of how many are done.
 * @throws RangeError when the table has no row, or it is not known where its texts are.
 */
export function classifyTable(
  classifier: Classifier,
  { columns, rows, text }: Table,
  progress: (rows: number, of: number) => void,
): Result {
  if (rows.length === 0)
    throw new RangeError('There is no row, needed is at least one: paste lines, or choose a file');
  if (text === null) throw new RangeError('No column is chosen, needed is the one that has the texts');
  const counts = new Map(classifier.config.labels.map((label) => [label, 0]));
  const parts = [BYTE_ORDER_MARK + csvRow([...columns, ...freeNames(ADDED, columns)])];
  const shown: ShownRow[] = [];
  for (const [i, row] of rows.entries()) {
    const answer = answerOf(classifier, row[text] ?? '');
    if (answer !== null) counts.set(answer.label, (counts.get(answer.label) ?? 0) + 1);
    if (i < SHOWN_ROWS) shown.push(shownRow(row[text] ?? '', answer));
    // Rows may be shorter than the first, and what is added must stand below its name.
    const own = Array.from({ length: columns.length }, (_, column) => row[column] ?? '');
    parts.push(csvRow([...own, ...added(answer)]));
    if ((i + 1) % STEP === 0) progress(i + 1, rows.length);
  }
  const answered = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return {
    model: classifier.model,
    rows: rows.length,
    counts: [...counts].map(([label, count]) => ({ label, count })),
    blank: rows.length - answered,
    shown,
    csv: new Blob(parts, { type: 'text/csv;charset=utf-8' }),
  };
}

/** Null where there is nothing to read, or the model has no answer. */
function answerOf(classifier: Classifier, text: string): Classification | null {
  if (isBlank(text)) return null;
  try {
    return classifier.classify(text);
  } catch (error) {
    if (error instanceof ModelFaultError) return null;
    throw error;
  }
}

function added(answer: Classification | null): string[] {
  if (answer === null) return ADDED.map(() => '');
  const { label, score, known, truncated, language } = answer;
  return [label, String(score), known.toFixed(3), String(truncated), language];
}

/** Of a long text its beginning: the whole is in the download. */
function shownRow(text: string, answer: Classification | null): ShownRow {
  const short = text.length > 300 ? `${text.slice(0, 300)}…` : text;
  return { text: short, label: answer?.label ?? '', score: answer?.score ?? null };
}
