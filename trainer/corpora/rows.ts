import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { type Options, parse } from 'csv-parse';
import { UserError } from '../errors.ts';
import { readUpTo } from '../files/bytes.ts';
import { decodeLine, readLines } from '../read/lines.ts';
import { plainText } from './markup.ts';

/** A text of a corpus with one of our labels. */
export type CorpusExample = {
  text: string;
  label: Sentiment;
  /** A file and a place in it, for messages. */
  place: string;
  /** Equal for texts that stay together when a file is split; undefined: the text stands for itself. */
  splitGroup?: string;
};

export type Sentiment = 'negative' | 'neutral' | 'positive';

/** A row that cannot be used, and why. */
export type BadRow = { place: string; problem: string };

/** Reads a corpus from its files, which lie in the order of the source's `files`. */
export type CorpusReader = (paths: readonly string[]) => AsyncGenerator<CorpusExample | BadRow>;

/** Labels by the numbers that corpora write. */
export const BINARY: Readonly<Record<string, Sentiment>> = { 0: 'negative', 1: 'positive' };
/** Labels by our own names. */
export const NAMES: Readonly<Record<string, Sentiment>> = {
  negative: 'negative',
  neutral: 'neutral',
  positive: 'positive',
};

/** The texts of a corpus that has markup; where there is nothing else, there is no text. */
export async function* asPlainText(
  rows: AsyncGenerator<CorpusExample | BadRow>,
): AsyncGenerator<CorpusExample | BadRow> {
  for await (const row of rows) {
    if ('problem' in row) yield row;
    else {
      const text = plainText(row.text);
      if (text.trim() !== '') yield { ...row, text };
    }
  }
}

/** The lines of a file as texts. */
export async function* linesOf(
  name: string,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<{ place: string; text: string } | BadRow> {
  for await (const entry of readLines(bytes as AsyncIterable<Uint8Array>)) {
    const decoded = decodeLine(entry);
    const place = `${name}, line ${entry.line}`;
    yield 'problem' in decoded ? { place, problem: decoded.problem } : { place, text: decoded.text };
  }
}

/** Of two files one whose name matches is positive. */
export function positiveIf(pattern: RegExp): (name: string) => Sentiment {
  return (name) => (pattern.test(name) ? 'positive' : 'negative');
}

/** One text a line; the file's name tells the label. */
export async function* readFileALabel(paths: readonly string[], labelOf: (name: string) => Sentiment) {
  for (const path of paths) {
    const name = basename(path);
    const label = labelOf(name);
    for await (const row of linesOf(name, createReadStream(path))) {
      if ('problem' in row) yield row;
      else if (row.text.trim() !== '') yield { ...row, label };
    }
  }
}

/** Columns separated by tabs; `pick` finds text and label in them, or null where the row is not meant for us. */
export async function* readTabs(
  name: string,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  pick: (fields: string[]) => { text: string; label: Sentiment | undefined } | null,
): AsyncGenerator<CorpusExample | BadRow> {
  for await (const row of linesOf(name, bytes)) {
    if ('problem' in row) {
      yield row;
      continue;
    }
    const picked = pick(row.text.split('\t'));
    if (picked === null) continue;
    const { text, label } = picked;
    if (label === undefined || text === undefined || text.trim() === '')
      yield { place: row.place, problem: 'has no text and label' };
    else yield { place: row.place, text, label };
  }
}

/** Where a table has text and label, and what its labels are to us: null is a row not meant for us, undefined one that should not be. */
export type Columns = {
  text: string;
  label: string;
  labelOf: (label: string) => Sentiment | null | undefined;
  splitGroup?: (record: Readonly<Record<string, string>>) => string;
};

/** Labels by what a corpus calls them; null are rows that are not meant for us. */
export function named(labels: Readonly<Record<string, Sentiment | null>>): Columns['labelOf'] {
  return (label) => (Object.hasOwn(labels, label) ? labels[label] : undefined);
}

/**
 * The rows of a table with a header.
 *
 * @param format what differs from CSV in UTF-8.
 * @throws UserError when it is none.
 */
export async function* readTable(
  path: string,
  bytes: NodeJS.ReadableStream,
  { text: textColumn, label: labelColumn, labelOf, splitGroup }: Columns,
  format: Options = {},
): AsyncGenerator<CorpusExample | BadRow> {
  const name = basename(path);
  const options = { columns: true, bom: true, relaxColumnCount: true, info: true, ...format };
  const parser = bytes.pipe(parse(options));
  try {
    for await (const { record, info } of parser) {
      const { [textColumn]: text = '', [labelColumn]: said = '' } = record as Record<string, string>;
      // Some rows of these corpora are empty; they are no text.
      if (text.trim() === '') continue;
      const place = `${name}, line ${info.lines}`;
      const label = labelOf(said);
      if (label === undefined) yield { place, problem: `has the label "${said.slice(0, 40)}"` };
      else if (label !== null)
        yield { place, text, label, ...(splitGroup && { splitGroup: splitGroup(record) }) };
    }
  } catch (error) {
    throw new UserError(`${path} is not the table of the recipe: ${(error as Error).message}`);
  }
}

const MAX_JSON_BYTES = 16 * 1024 * 1024;

/** A file of JSON. @throws UserError when it is none, or is larger than any of a corpus. */
export async function readJson(path: string): Promise<unknown> {
  const refuse = () => new UserError(`${path} is not the JSON of the recipe: remove it and pull again`);
  const bytes = await readUpTo(path, MAX_JSON_BYTES, refuse);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw refuse();
  }
}
