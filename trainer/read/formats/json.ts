import { UserError } from '../../errors.ts';
import { parseJson } from '../jsonl.ts';
import { decodeStrictly, type ParseOptions, readChunks } from '../lines.ts';
import { peek } from '../peek.ts';
import type { Parsed } from '../tables.ts';
import { MAX_ELEMENT_BYTES, readElements } from './elements.ts';
import { type Entry, type Known, readObjects } from './objects.ts';
import { rowsOf } from './whole.ts';

/** Bytes of a file that is one JSON object: all of it is in memory, as text and as values. */
const MAX_OBJECT_BYTES = 256 * 1024 * 1024;

/**
 * Rows of one JSON value: an array of objects, read one at a time, or an object of columns or with an array in it, read
 * whole.
 *
 * @throws UserError when it is neither, is cut off, or is an object of more than 256 MB.
 */
export async function* readJson(path: string, options: ParseOptions): AsyncGenerator<Parsed> {
  const { head, all } = await peek(readChunks(path, options), (bytes) => firstSign(bytes) !== '');
  if (firstSign(head) === '[') {
    options.found?.('an array');
    yield* readObjects(path, arrayEntries(path, all), options);
    return;
  }
  const { fact, rows, classNames } = rowsOf(path, parseWhole(path, await readWhole(path, all)));
  if (fact !== undefined) options.found?.(fact);
  const known: Known = { unit: 'row', ...(classNames === undefined ? {} : { classNames }) };
  yield* readObjects(path, numbered(rows), options, known);
}

function firstSign(bytes: Buffer): string {
  return /[^\s\ufeff\ufffd]/.exec(bytes.toString('utf8', 0, 1024))?.[0] ?? '';
}

async function* arrayEntries(path: string, source: AsyncIterable<Buffer>): AsyncGenerator<Entry> {
  for await (const { line, bytes } of readElements(path, source)) {
    if (bytes === null) {
      yield { line, problem: `is over ${MAX_ELEMENT_BYTES} bytes long, allowed up to that` };
      continue;
    }
    const text = decodeStrictly(bytes);
    yield text === null ? { line, problem: 'is not UTF-8' } : { line, ...parseJson(text) };
  }
}

async function* numbered(rows: Iterable<unknown>): AsyncGenerator<Entry> {
  let line = 1;
  for (const value of rows) yield { line: line++, value };
}

async function readWhole(path: string, source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_OBJECT_BYTES) {
      throw new UserError(
        `${path} is one JSON object of over ${MAX_OBJECT_BYTES / 1024 ** 2} MB, allowed up to that: write an object ` +
          'a line (JSON Lines)',
      );
    }
  }
  return Buffer.concat(chunks);
}

function parseWhole(path: string, bytes: Buffer): unknown {
  const text = decodeStrictly(bytes);
  if (text === null) throw new UserError(`${path} is not UTF-8: write it as UTF-8`);
  if (text.trim() === '') return {};
  const parsed = parseJson(text);
  if ('value' in parsed) return parsed.value;
  throw new UserError(
    `${path} is not JSON: write one array of objects, or an object a line (JSON Lines); if it is something else, say ` +
      '--format NAME',
  );
}
