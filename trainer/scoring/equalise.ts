import type { Model } from '../../src/model/file/modelfile.ts';
import { extendNgram, type NgramTensors } from '../../src/model/network/ngrams.ts';
import {
  type ByteRows,
  floats,
  isByteRows,
  required,
  type Values,
} from '../../src/model/network/parameters.ts';
import { addRows, lookupOf, tokenHash } from '../../src/model/text/encode.ts';
import { buildVocabulary, Vocabulary } from '../../src/model/text/vocabulary.ts';
import { tokensOf } from '../encode/vocabulary.ts';
import { quantiseRows } from './quantise.ts';

/** Tokens, or pairs of characters, by the name of their list: those of one list are to mean the same. */
export type TokenLists = Readonly<Record<string, readonly string[]>>;

/** An embedding and where it stands in the table. */
type Rows = { table: Float32Array; columns: number };

const EMBEDDING = 'embedding.weight';

/**
 * The model with one embedding for all tokens of a list: the mean of what the network read for each of them, all weighed the same (the
 * equalising of Bolukbasi et al. 2016). A token that the vocabulary lacks joins it. All other rows stay as they are, bit for bit.
 *
 * Where the model has a table of n-grams, the tokens have no part in any of them.
 *
 * A pair of characters is read together with its second character. Its row becomes what makes the mean of both the list's embedding.
 *
 * @param lists where a token is in two of them, the first has it.
 * @returns the model, whose training summary says `equalised`: how many tokens of each list share an embedding.
 */
export function equalise(model: Model, lists: TokenLists): Model {
  const before = new Vocabulary(model.vocabulary);
  const { ngramBuckets, embedding: columns } = model.config;
  const rows = { table: floats(required(model.parameters, EMBEDDING)), columns };
  const read = (token: string) => meanOf(rows, rowsRead(token, before, ngramBuckets));
  const shared = new Map<string, Float32Array>();
  const equalised: Record<string, number> = {};
  for (const [name, tokens] of Object.entries(lists)) {
    const own = [...new Set(tokens)].filter((token) => !shared.has(token));
    if (own.length === 0) continue;
    const mean = meanOf({ table: joined(own.map(read), columns), columns }, [...own.keys()]);
    for (const token of own) shared.set(token, mean);
    equalised[name] = own.length;
  }
  const changed = new Map<string, Float32Array>();
  for (const [token, mean] of shared) {
    const { text, pair } = lookupOf(token);
    const own = shared.has(text) ? 1 : rowsRead(text, before, ngramBuckets).length;
    changed.set(token, pair === undefined ? mean : besides(mean, shared.get(text) ?? read(text), own));
  }
  const { ngrams } = model;
  const told = saying(withRows(model, before, changed), equalised);
  return ngrams ? { ...told, ngrams: silenced(ngrams, [...changed.keys()]) } : told;
}

/** The table without n-grams of these tokens, or of the two characters of these pairs: none of them says anything of its own. */
function silenced(table: NgramTensors, tokens: readonly string[]): NgramTensors {
  const hashes = tokens.map((token) => {
    const parts = lookupOf(token).pair === undefined ? [token] : [...token];
    return parts.reduce((hash, part) => extendNgram(hash, tokenHash(part)), 0);
  });
  return { ...table, silent: Int32Array.from(new Set([...(table.silent ?? []), ...hashes])).sort() };
}

/** The model whose training summary says how it was equalised and how many tokens the network has now. */
function saying(model: Model, equalised: Record<string, number>): Model {
  const { vocabulary } = model.config;
  const network = { ...(model.training.network as object), vocabulary };
  return { ...model, training: { ...model.training, network, equalised } };
}

/** The rows whose mean the network reads for a token, or for a pair and its second character. */
function rowsRead(token: string, vocabulary: Vocabulary, ngramBuckets: number): number[] {
  const rows: number[] = [];
  addRows(rows, lookupOf(token), vocabulary, ngramBuckets);
  return rows;
}

/** The row that makes `mean` of itself and of `count` rows whose mean is `others`. */
function besides(mean: Float32Array, others: Float32Array, count: number): Float32Array {
  return mean.map((value, c) => (count + 1) * value - count * others[c]);
}

function meanOf({ table, columns }: Rows, rows: readonly number[]): Float32Array {
  const sum = new Float64Array(columns);
  for (const row of rows) for (let c = 0; c < columns; c++) sum[c] += table[row * columns + c];
  return Float32Array.from(sum, (value) => value / rows.length);
}

function joined(parts: readonly Float32Array[], columns: number): Float32Array {
  const table = new Float32Array(parts.length * columns);
  parts.forEach((part, i) => {
    table.set(part, i * columns);
  });
  return table;
}

/** The model with these rows, of tokens that its vocabulary has or lacks. */
function withRows(model: Model, before: Vocabulary, changed: ReadonlyMap<string, Float32Array>): Model {
  const tokens = new Set([...tokensOf(before), ...changed.keys()]);
  const vocabulary = buildVocabulary(tokens);
  const now = new Vocabulary(vocabulary);
  const { embedding, ngramBuckets } = model.config;
  const sources = [
    ...tokensOf(now).map((token) => changed.get(token) ?? before.lookup(token)),
    // One row stands for all unknown tokens where there are no n-grams.
    ...Array.from({ length: Math.max(1, ngramBuckets) }, (_, row) => before.size + row),
  ];
  const table = takeRows(required(model.parameters, EMBEDDING), embedding, sources);
  return {
    ...model,
    config: { ...model.config, vocabulary: now.size },
    vocabulary,
    parameters: new Map(model.parameters).set(EMBEDDING, table),
  };
}

/** A table of rows of another one, by their numbers, and of new rows. */
function takeRows(values: Values, columns: number, sources: readonly (number | Float32Array)[]): Values {
  if (isByteRows(values)) return takeByteRows(values, columns, sources);
  const length = sources.length * columns;
  const table = values instanceof Float32Array ? new Float32Array(length) : new Float16Array(length);
  sources.forEach((source, row) => {
    const part =
      typeof source === 'number' ? values.subarray(source * columns, (source + 1) * columns) : source;
    table.set(part, row * columns);
  });
  return table;
}

function takeByteRows(
  { bytes, scales }: ByteRows,
  columns: number,
  sources: readonly (number | Float32Array)[],
): ByteRows {
  const table = { bytes: new Int8Array(sources.length * columns), scales: new Float32Array(sources.length) };
  sources.forEach((source, row) => {
    const isOld = typeof source === 'number';
    const part = isOld
      ? { bytes: bytes.subarray(source * columns, (source + 1) * columns), scales: scales.subarray(source) }
      : quantiseRows(source, 1);
    table.bytes.set(part.bytes, row * columns);
    table.scales[row] = part.scales[0];
  });
  return table;
}
