import { isBlank } from '../../src/model/text/tokenizer.ts';
import { readBytes } from '../files/bytes.ts';
import { areObjects, type Format, formatOfName, HEAD_BYTES } from './formats/detect.ts';
import { readJsonl } from './jsonl.ts';
import { decodeLine, LINE_FEED, type ParseOptions, readChunks, readLines, refuseUtf16 } from './lines.ts';
import { type Peeked, peek } from './peek.ts';
import { plainFormat, reportTable, tableFormat, textOf } from './plainformat.ts';
import { isParquet, nameOf, openRows, type Rows } from './rows.ts';

/** A text to classify, or why there is none. The id is a number where the file's JSON has one. */
export type TextRow = { line: number; id?: string | number; others?: object } & (
  | { text: string }
  | { problem: string }
);

/**
 * Texts of a file. `isPlain`: one a line, without more about them. Lines of text and of JSON have their bytes as well, with
 * what they begin with: whoever reads them reads no row.
 */
export type Texts = { isPlain: boolean; rows: AsyncGenerator<TextRow>; lines?: Peeked };

export type TextOptions = Omit<ParseOptions, 'unlabelled'> & {
  /** `text`: one text a line. Undefined: by what the file has, and then by its extension. */
  format?: Format | 'text' | undefined;
  /** Bytes that a text may have where each line is one; those of a row by default. */
  lineBytes?: number | undefined;
};

/**
 * Opens a file of texts: one a line, or rows in any format, whose labels are not looked at. Standard input, `-`, is lines
 * unless they are JSON objects: it is answered while it is typed.
 *
 * @throws UserError when it cannot be opened, or no column has the texts.
 */
export async function openTexts(path: string, { format, lineBytes, ...others }: TextOptions): Promise<Texts> {
  const options = { ...others, unlabelled: true };
  if (format === 'text') return linesOf(await peek(openLines(path, options), () => true), lineBytes);
  if (format !== undefined) return textsOf(await openRows(path, { ...options, format }));
  if (path === '-') return openStandardInput(options, lineBytes);
  if (formatOfName(path) !== undefined || (await isParquet(path)))
    return textsOf(await openRows(path, options));
  const peeked = await peek(readChunks(path, options), (head) => head.length >= HEAD_BYTES);
  const found = plainFormat(path, peeked, options);
  if (found === undefined) return linesOf(peeked, lineBytes);
  return textsOf(await openRows(path, { ...options, onBytes: undefined, chunks: peeked.all, format: found }));
}

function openLines(path: string, options: ParseOptions): AsyncIterable<Uint8Array> {
  return path === '-'
    ? refuseUtf16(nameOf(path), readBytes(path, options.signal))
    : readChunks(path, options);
}

async function openStandardInput(options: ParseOptions, lineBytes: number | undefined): Promise<Texts> {
  const peeked = await peek(
    openLines('-', options),
    (head) => head.length >= HEAD_BYTES || tellsFormat(head),
  );
  const { head, isWhole, all } = peeked;
  const text = textOf(head);
  const lines = text.split('\n');
  if (!isWhole) lines.pop();
  if (areObjects(lines)) {
    // Answered row by row, so that one row must say what its fields are.
    const rows = readJsonl('-', { ...options, chunks: all }, { sample: 1 });
    return textsOf({ unit: 'line', rows, jsonLines: peeked });
  }
  if (IS_JSON.test(text)) {
    return textsOf(await openRows('-', { ...options, onBytes: undefined, chunks: all, format: 'json' }));
  }
  const table = tableFormat(peeked);
  if (table !== undefined) reportTable('-', table, options);
  return linesOf(peeked, lineBytes);
}

/** JSON over several lines, or an array of objects: no text begins so. */
const IS_JSON = /^\s*(?:\[\s*\{|\{\s*\n)\s*"/;

/** Whether a stream's beginning has a line, and after one of brackets alone another, which tells that they are JSON. */
function tellsFormat(head: Buffer): boolean {
  if (!head.includes(LINE_FEED)) return false;
  const text = textOf(head);
  return !/^\s*[[{][\s[{]*\n/.test(text) || /^[\s[{]*[^\s[{][^\n]*\n/.test(text);
}

function linesOf(lines: Peeked, lineBytes?: number): Texts {
  return { isPlain: true, rows: readTexts(lines.all, lineBytes), lines };
}

async function* readTexts(source: AsyncIterable<Uint8Array>, lineBytes?: number): AsyncGenerator<TextRow> {
  for await (const entry of readLines(source)) {
    const { line } = entry;
    const decoded = decodeLine(entry, lineBytes);
    if ('problem' in decoded) yield { line, problem: `line ${line} ${decoded.problem}` };
    else if (isBlank(decoded.text))
      yield { line, problem: `line ${line} ${blankness(decoded.text, 'is blank')}` };
    else yield { line, text: decoded.text };
  }
}

/** What is wrong with a blank text: who looks at one of invisible characters sees that something is there. */
function blankness(text: string, whitespace: string): string {
  return text.trim() === '' ? whitespace : 'has no visible character';
}

function textsOf({ unit, rows, jsonLines }: Rows): Texts {
  return { isPlain: false, rows: withoutLabels(rows, unit), ...(jsonLines && { lines: jsonLines }) };
}

async function* withoutLabels(rows: Rows['rows'], unit: Rows['unit']): AsyncGenerator<TextRow> {
  for await (const row of rows) {
    const { line } = row;
    if ('problem' in row) {
      yield { line, problem: `${unit} ${line} ${row.problem}` };
      continue;
    }
    const { id, others } = row;
    const more = { ...(id === undefined ? {} : { id }), ...(others && { others }) };
    if (isBlank(row.text))
      yield { line, ...more, problem: `${unit} ${line} ${blankness(row.text, 'has a blank text')}` };
    else yield { line, ...more, text: row.text };
  }
}
