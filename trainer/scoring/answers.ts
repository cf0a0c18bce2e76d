import type { Language } from '../../src/model/classification.ts';
import type { Classifier } from '../../src/model/classifier.ts';
import { PartAnswers } from '../../src/model/rows/answers.ts';
import type { RowFormat } from '../../src/model/rows/format.ts';
import { csvRow } from '../files/csv.ts';
import type { LinePart } from '../read/lineparts.ts';
import type { TextRow } from '../read/texts.ts';

/** How answers are written. */
export type AnswerOptions = {
  /** Whether they repeat the text. */
  withText: boolean;
  /** Of all texts, where the caller knows it; found out by default. */
  language?: Language | undefined;
};

/** A part of a file: lines that are answered with JSON lines, or rows that are answered with rows of a table. */
export type AnswerTask =
  | ({ kind: 'lines'; format: RowFormat } & LinePart)
  | { kind: 'rows'; rows: readonly TextRow[]; named: 'id' | 'line'; isFirst: boolean };

/** Answers to a part, and to how many rows: with an answer, and with why there is none. */
export type Answered = { text: string; texts: number; bad: number };

/** Answers a part of a file. Nothing but the part and the options decides its answers. @throws ModelFaultError for rows of a table. */
export function answerPart(model: Classifier, task: AnswerTask, options: AnswerOptions): Answered {
  return task.kind === 'lines' ? answerLines(model, task, options) : answerRows(model, task, options);
}

function answerLines(
  model: Classifier,
  { format, part, bytes }: AnswerTask & { kind: 'lines' },
  { withText, language }: AnswerOptions,
): Answered {
  const answers = new PartAnswers(model, part, { format }, { withText, ...(language && { language }) });
  const text = answers.push(bytes) + answers.finish();
  return { text, texts: answers.rows - answers.errors, bad: answers.errors };
}

/**
 * Rows of a table: the id or the line, the text where it is asked for, the label, its probability, that of each label, and
 * what was wrong with the row. The first are below a header.
 */
function answerRows(
  model: Classifier,
  { rows, named, isFirst }: AnswerTask & { kind: 'rows' },
  options: AnswerOptions,
): Answered {
  const lines = rows.map((row) => {
    const name = String(named === 'id' ? (row.id ?? '') : row.line);
    return csvRow([name, ...cellsOf(model, row, options)]);
  });
  const texts = rows.filter((row) => 'text' in row).length;
  const head = isFirst ? headOf(model, named, options) : '';
  return { text: head + lines.join(''), texts, bad: rows.length - texts };
}

function headOf({ config }: Classifier, named: string, { withText }: AnswerOptions): string {
  const own = [named, ...(withText ? ['text'] : []), 'label', 'score'];
  return csvRow([...own, ...config.labels.map((label) => freeName(label, [...own, 'error'])), 'error']);
}

function cellsOf(model: Classifier, row: TextRow, { withText, language }: AnswerOptions): string[] {
  const { labels } = model.config;
  if (!('text' in row)) return [...(withText ? [''] : []), '', '', ...labels.map(() => ''), row.problem];
  // Of all labels, however many there are: each has a column.
  const { label, score, scores } = model.classify(row.text, {
    topK: labels.length,
    ...(language && { language }),
  });
  return [
    ...(withText ? [row.text] : []),
    label,
    String(score),
    ...labels.map((name) => String(scores[name])),
    '',
  ];
}

/** A label called `score` is a column of its own. */
function freeName(label: string, taken: readonly string[]): string {
  return taken.includes(label) ? freeName(`probability_${label}`, taken) : label;
}
