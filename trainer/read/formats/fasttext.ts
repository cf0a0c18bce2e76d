import { decodeLine, type ParseOptions, readChunks, readLines } from '../lines.ts';
import type { Parsed } from '../tables.ts';

/** How fastText marks labels (https://fasttext.cc/docs/en/supervised-tutorial.html). */
const PREFIX = '__label__';

/** Rows of fastText: `__label__NAME` before the text, one a line. */
export async function* readFastText(path: string, options: ParseOptions): AsyncGenerator<Parsed> {
  for await (const entry of readLines(readChunks(path, options))) {
    const decoded = decodeLine(entry);
    if ('problem' in decoded) yield { line: entry.line, problem: decoded.problem };
    else if (decoded.text.trim() !== '') yield { line: entry.line, ...parseLine(decoded.text, options) };
  }
}

function parseLine(line: string, { unlabelled }: ParseOptions) {
  const [marks] = /^\s*(?:__label__\S*(?:\s+|$))*/.exec(line) ?? [''];
  const labels = marks.split(/\s+/).filter((mark) => mark !== '');
  const text = line.slice(marks.length);
  if (unlabelled) return { text, label: '' };
  if (labels.length === 0) return { problem: `has no label: it does not begin with ${PREFIX}` };
  if (labels.length > 1) {
    const names = labels.map((label) => label.slice(PREFIX.length, PREFIX.length + 40)).join(', ');
    return { problem: `has ${labels.length} labels (${names}), allowed one` };
  }
  return { text, label: labels[0].slice(PREFIX.length) };
}
