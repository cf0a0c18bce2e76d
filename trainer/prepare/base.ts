import { resolve } from 'node:path';
import type { Model } from '../../src/model/file/modelfile.ts';
import { embeddingRows, type NetworkConfig } from '../../src/model/network/config.ts';
import type { NgramTensors } from '../../src/model/network/ngrams.ts';
import { floats, parameterSpecs, required, sizeOf } from '../../src/model/network/parameters.ts';
import { addRows, lookupOf } from '../../src/model/text/encode.ts';
import { Vocabulary, type VocabularyTensors } from '../../src/model/text/vocabulary.ts';
import { tokensOf } from '../encode/vocabulary.ts';
import { UserError } from '../errors.ts';
import { shippedModel } from '../files/shipped.ts';
import { type KnownTexts, readKnownTexts } from '../read/knowntexts.ts';
import { loadAnyFormat } from '../scoring/load.ts';
import { weightTypeOf as typeOf, type WeightType } from '../scoring/quantise.ts';
import { type Origin, originOf } from './origin.ts';
import { withTodaysTokens } from './todaystokens.ts';

/** A model that training goes on from. */
export type Base = {
  model: Model;
  /** What the new model says of it; undefined: nothing. */
  origin?: Origin;
  /** The texts that it was trained on, where a file beside it says so. */
  known?: KnownTexts | undefined;
  /** Whether it is the file that ships. */
  isShipped?: boolean;
};

/** Also of a model of an older format, with the tokens that today's tokenizer makes. @throws UserError when the file is no model. */
export async function loadBase(path: string): Promise<Base> {
  const { model, isOld } = await loadAnyFormat(path);
  const isShipped = resolve(path) === shippedModel();
  return {
    isShipped,
    model: isOld ? withTodaysTokens(model) : model,
    origin: await originOf(model, path),
    known: await readKnownTexts(path, model.version),
  };
}

/** A model as people know it: the one that ships by what it is, another by name and version. */
export function describeBase({ model: { name, version }, isShipped }: Base): string {
  return isShipped ? `the default model (${version})` : `${name}@${version}`;
}

/** @throws UserError where a flag is given that says how to go on from a model. */
export function refuseWithoutBase({ rehearse }: { rehearse?: string | true | undefined }): void {
  if (rehearse === undefined) return;
  throw new UserError('--rehearse keeps what a model knew: say which one with --fine-tune MODEL', 2);
}

/** What the weights of a model are held in. */
export function weightTypeOf({ model }: Base): WeightType {
  return typeOf(model);
}

/** A table of n-grams, and the labels whose weights it has. */
export type BaseTable = { labels: readonly string[]; ngrams: number; tensors: NgramTensors };

/** The table of a model; undefined where it has none. */
export function tableOf({ model: { config, ngrams: tensors } }: Base): BaseTable | undefined {
  if (config.ngrams === undefined || tensors === undefined) return undefined;
  return { labels: config.labels, ngrams: config.ngrams, tensors };
}

/** All tokens that the model knows. */
export function knownTokens({ model }: Base): string[] {
  return tokensOf(new Vocabulary(model.vocabulary));
}

/**
 * What the parameters of a network begin with that has the model's shape, and tells other labels apart or knows more tokens: the model's own. A
 * token that is new to the model begins as what the model takes it for, the mean of its n-grams, and a label at zero, so that texts read as before.
 *
 * @param network the model's, but for `labels` and `vocabulary`.
 * @param vocabulary its tokens, the model's among them.
 * @returns float32 by the names of `parameterSpecs(network)`.
 */
export function parametersFrom(
  { model }: Base,
  network: NetworkConfig,
  vocabulary: VocabularyTensors,
): Map<string, Float32Array> {
  const own = (name: string) => floats(required(model.parameters, name));
  return new Map(
    parameterSpecs(network).map(({ name, layer, shape }) => {
      if (layer === 'embedding') return [name, embeddingFrom(model, own(name), network, vocabulary)];
      return [
        name,
        layer === 'head' ? columnsFrom(model.config.labels, own(name), network.labels, shape) : own(name),
      ];
    }),
  );
}

/** Rows of tokens, then of n-grams: [embeddingRows, embedding]. */
function embeddingFrom(
  { config, vocabulary }: Model,
  table: Float32Array,
  network: NetworkConfig,
  tensors: VocabularyTensors,
): Float32Array {
  const { embedding, ngramBuckets } = config;
  const before = new Vocabulary(vocabulary);
  const now = new Vocabulary(tensors);
  const rows = new Float32Array(embeddingRows(network) * embedding);
  for (let row = 0; row < now.size; row++) {
    const target = rows.subarray(row * embedding, (row + 1) * embedding);
    const sources = rowsOf(now.token(row), before, ngramBuckets);
    for (const source of sources) {
      for (let c = 0; c < embedding; c++) target[c] += table[source * embedding + c] / sources.length;
    }
  }
  rows.set(table.subarray(before.size * embedding), now.size * embedding);
  return rows;
}

/** What a vocabulary has for a token; for a pair of characters that it lacks, what it has for the second, beside which the pair stands. */
function rowsOf(token: string, vocabulary: Vocabulary, ngramBuckets: number): number[] {
  const row = vocabulary.lookup(token);
  if (row >= 0) return [row];
  const rows: number[] = [];
  addRows(rows, { text: lookupOf(token).text, pair: undefined }, vocabulary, ngramBuckets);
  return rows;
}

/** The columns of labels by their names; zeros for those that are new. */
function columnsFrom(
  before: readonly string[],
  values: Float32Array,
  labels: readonly string[],
  shape: readonly number[],
): Float32Array {
  const target = new Float32Array(sizeOf(shape));
  for (let row = 0; row < target.length / labels.length; row++) {
    labels.forEach((label, column) => {
      const source = before.indexOf(label);
      if (source >= 0) target[row * labels.length + column] = values[row * before.length + source];
    });
  }
  return target;
}
