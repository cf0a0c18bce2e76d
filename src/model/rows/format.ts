import { MOST_CPU } from '../budget.ts';

/**
 * What a file of rows is: a JSON value a line, a text a line, or a header line and cells with tabs between them. A line ends with `\n` or
 * `\r\n`, the last one needs no end.
 */
export const ROW_FORMATS = ['ndjson', 'text', 'tsv'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

/** Bytes of a row without the end of its line: three times as many as the longest text that a request may have. */
export const MAX_ROW_BYTES = 64 * 1024;

/** The end of the longest line, `\r\n`. */
export const LINE_END_BYTES = 2;

/** Milliseconds that a classifier of rows is loaded with: the longest row is read to its end. */
export const ROW_CPU = MOST_CPU;
