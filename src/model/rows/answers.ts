import type { Classification, ClassifyOptions } from '../classification.ts';
import type { Classifier } from '../classifier.ts';
import { ModelFaultError } from '../reader.ts';
import { withoutMark } from './header.ts';
import { escapeSteering } from './json.ts';
import { type Line, type Part, PartLines } from './lines.ts';
import { type Row, type RowReading, readRow } from './row.ts';
import { readTooLong } from './toolong.ts';

/** What may be asked of rows: explanations and sentences cost more than a file of them is worth. */
export type RowOptions = Pick<ClassifyOptions, 'topK' | 'threshold' | 'language'> & {
  /** Repeats each text in its answer, behind the row's name; false by default. */
  withText?: boolean;
};

/** What answers rows: a classifier that `ROW_CPU` was loaded with. */
export type RowClassifier = Pick<Classifier, 'classify'>;

const FAULT =
  'The model has no answer to this text, allowed are weights of which its arithmetic does not overflow.';

/**
 * Answers the rows of one part of a file: a line of JSON for each, in their order. The answers of all parts, one after the other, are those of the
 * file, however large the parts are.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { loadClassifier } from './src/model/classifier.ts';
 * import { PartAnswers } from './src/model/rows/answers.ts';
 *
 * const classifier = loadClassifier(readFileSync('src/weights/default.safetensors'));
 * const file = new TextEncoder().encode('Never boring.\nNever again.\n');
 * const answers = new PartAnswers(classifier, { begin: 0, end: file.length }, { format: 'text' });
 * const lines = answers.push(file) + answers.finish();
 * console.log(lines.split('\n').length - 1, answers.rows, answers.errors); // 2 2 0
 * ```
 */
export class PartAnswers {
  /** Rows that were answered, those with an error too. */
  rows = 0;
  errors = 0;
  private readonly classifier: RowClassifier;
  private readonly lines: PartLines;
  private readonly reading: RowReading;
  private readonly options: ClassifyOptions;
  private readonly withText: boolean;

  constructor(
    classifier: RowClassifier,
    part: Part,
    reading: RowReading,
    { withText = false, ...options }: RowOptions = {},
  ) {
    this.classifier = classifier;
    this.lines = new PartLines(part);
    this.reading = reading;
    this.options = options;
    this.withText = withText;
  }

  /** Whether no more bytes are needed. */
  get isDone(): boolean {
    return this.lines.isDone;
  }

  /** Answers of the rows that end in these bytes, the next of those that `rangeOf` names. */
  push(bytes: Uint8Array): string {
    return this.answerAll(this.lines.push(bytes));
  }

  /** The answer of the row that the file ends with, where its end is missing. */
  finish(): string {
    return this.answerAll(this.lines.finish());
  }

  private answerAll(lines: readonly Line[]): string {
    let text = '';
    for (const line of lines) {
      if (this.isHeader(line)) continue;
      text += `${escapeSteering(JSON.stringify(this.answer(line)))}\n`;
    }
    return text;
  }

  private isHeader({ offset }: Line): boolean {
    return offset === 0 && this.reading.format === 'tsv';
  }

  private answer(line: Line): object {
    this.rows++;
    const row = this.read(line);
    const { offset } = line;
    const answer = this.answerRow(row);
    const { id, line: number, fields } = row;
    const name = id !== undefined ? { id } : number !== undefined ? { line: number } : undefined;
    const others = fields === undefined ? {} : { fields };
    const text = this.withText && 'text' in row ? { text: row.text } : {};
    if (!('error' in answer)) return { ...name, ...text, ...answer, ...others };
    this.errors++;
    return { ...name, ...text, ...answer, ...(name === undefined ? { offset } : {}), ...others };
  }

  private read({ offset, bytes, beginning }: Line): Row {
    const begin = (part: Uint8Array) => (offset === 0 ? withoutMark(part) : part);
    return bytes === null ? readTooLong(begin(beginning), this.reading) : readRow(begin(bytes), this.reading);
  }

  private answerRow(row: Row): Classification | { error: string } {
    if ('error' in row) return { error: row.error };
    try {
      return this.classifier.classify(row.text, this.options);
    } catch (error) {
      if (!(error instanceof ModelFaultError)) throw error;
      return { error: FAULT };
    }
  }
}
