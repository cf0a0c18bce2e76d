import type { Language } from '../../src/model/classification.ts';
import type { Classifier } from '../../src/model/classifier.ts';
import { csvRow } from '../files/csv.ts';
import { json } from '../print.ts';
import type { TextRow } from '../read/texts.ts';

/** How answers are written. */
export type AnswerOptions = {
  /** Whether answers say which row they are of: the id where it has one, else the line. */
  named: boolean;
  /** Whether they repeat the text. */
  withText: boolean;
  /** Of all texts, where the caller knows it; found out by default. */
  language?: Language | undefined;
};

/** One JSON object a row, in order. A row that cannot be read has `error` instead of an answer. */
export async function* answerLines(
  model: Classifier,
  rows: AsyncIterable<TextRow>,
  { named, withText, language }: AnswerOptions,
): AsyncGenerator<string> {
  const options = language && { language };
  for await (const row of rows) {
    const name = row.id === undefined ? { line: row.line } : { id: row.id };
    const text = withText && 'text' in row ? { text: row.text } : {};
    const answer = 'text' in row ? model.classify(row.text, options) : { error: row.problem };
    yield `${json({ ...(named ? name : {}), ...text, ...answer })}\n`;
  }
}

/**
 * A table of answers, a row a row: the id or the line, the text where it is asked for, the label, its probability, that of
 * each label, and what was wrong with the row.
 */
export async function* answerTable(
  model: Classifier,
  rows: AsyncIterable<TextRow>,
  options: Omit<AnswerOptions, 'named'>,
): AsyncGenerator<string> {
  const { withText } = options;
  const { labels } = model.config;
  let named: 'id' | 'line' | undefined;
  for await (const row of rows) {
    if (named === undefined) {
      named = row.id === undefined ? 'line' : 'id';
      const own = [named, ...(withText ? ['text'] : []), 'label', 'score'];
      yield csvRow([...own, ...labels.map((label) => freeName(label, [...own, 'error'])), 'error']);
    }
    const name = String(named === 'id' ? (row.id ?? '') : row.line);
    yield csvRow([name, ...cellsOf(model, row, options)]);
  }
}

function cellsOf(
  model: Classifier,
  row: TextRow,
  { withText, language }: Omit<AnswerOptions, 'named'>,
): string[] {
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
