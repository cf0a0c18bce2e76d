import { type Entry, type Known, readObjects } from './formats/objects.ts';
import { decodeLine, type ParseOptions, readChunks, readLines } from './lines.ts';
import type { Parsed } from './tables.ts';

/** Rows of JSON Lines: one object a line, with the text a string and the label a string, number or boolean. */
export function readJsonl(path: string, options: ParseOptions, known?: Known): AsyncGenerator<Parsed> {
  return readObjects(path, entriesOf(path, options), options, known);
}

async function* entriesOf(path: string, options: ParseOptions): AsyncGenerator<Entry> {
  for await (const entry of readLines(readChunks(path, options))) {
    const decoded = decodeLine(entry);
    if ('problem' in decoded) yield { line: entry.line, problem: decoded.problem };
    else if (decoded.text.trim() !== '') yield { line: entry.line, ...parseJson(decoded.text) };
    // Each line of texts alone has an answer, so that the n-th is about the n-th line.
    else if (options.unlabelled) yield { line: entry.line, problem: 'is blank' };
  }
}

/** The value of a JSON text, or that it is none. */
export function parseJson(text: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: 'is not JSON' };
  }
}
