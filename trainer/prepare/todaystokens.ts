import type { Model } from '../../src/model/file/modelfile.ts';
import { embeddingRows } from '../../src/model/network/config.ts';
import { floats, required } from '../../src/model/network/parameters.ts';
import { tokenize } from '../../src/model/text/tokenizer.ts';
import { buildVocabulary, Vocabulary } from '../../src/model/text/vocabulary.ts';
import { tokensOf } from '../encode/vocabulary.ts';
import { weightTypeOf, withWeights } from '../scoring/quantise.ts';

/**
 * A model whose tokens an older tokenizer has made, with those that today's makes of them: `4/5` and `8/10` become the rating that they
 * are. A token that several become begins as their mean, so that training can go on; what the model answers without it is not
 * promised.
 */
export function withTodaysTokens(model: Model): Model {
  const before = new Vocabulary(model.vocabulary);
  const sources = new Map<string, number[]>();
  tokensOf(before).forEach((token, row) => {
    const today = todaysToken(token);
    sources.set(today, [...(sources.get(today) ?? []), row]);
  });
  const vocabulary = buildVocabulary(sources.keys());
  const config = { ...model.config, vocabulary: sources.size };
  const rows = new Float32Array(embeddingRows(config) * config.embedding);
  const table = floats(required(model.parameters, 'embedding.weight'));
  const now = new Vocabulary(vocabulary);
  for (const [token, from] of sources) addMean(rows, now.lookup(token), table, from, config.embedding);
  // The rows of n-grams are hashed by themselves, and stay.
  rows.set(table.subarray(before.size * config.embedding), now.size * config.embedding);
  const parameters = new Map([...model.parameters, ['embedding.weight', rows]]);
  return withWeights({ ...model, config, vocabulary, parameters }, weightTypeOf(model));
}

/** What today's tokenizer makes of it; itself where that is several tokens, as of `<url>` and of pairs of characters. */
function todaysToken(token: string): string {
  const { tokens } = tokenize(token);
  return tokens.length === 1 ? tokens[0].text : token;
}

/** Adds the mean of some rows of a table to a row. */
function addMean(
  rows: Float32Array,
  row: number,
  table: Float32Array,
  from: readonly number[],
  columns: number,
): void {
  for (const source of from) {
    for (let column = 0; column < columns; column++) {
      rows[row * columns + column] += table[source * columns + column] / from.length;
    }
  }
}
