import { setImmediate } from 'node:timers/promises';
import type { Model } from '../../src/model/file/modelfile.ts';
import { Vocabulary } from '../../src/model/text/vocabulary.ts';
import { encodeTokens, packDataset, textOf } from '../encode/dataset.ts';
import type { Texts } from '../encode/texts.ts';
import { UserError } from '../errors.ts';
import { inShort } from '../read/labels.ts';
import { loadModelParts } from '../scoring/load.ts';
import { scorerOf } from '../scoring/score.ts';

/** Models that a network learns from: what they say of a text is part of its target (Hinton et al. 2015). */
export type Teachers = { models: Model[] /** Of their files. */; versions: string[] };

/** What teachers are asked about. */
export type TextsToJudge = {
  texts: Texts;
  /** Indices of the texts. */
  selected: Int32Array;
  /** What the numbers in `texts` stand for. */
  tokens: () => Iterable<string>;
};

export type TeachOptions = {
  /** Told now and then how many texts of how many are done, all teachers together. */
  onTaught?: ((done: number, size: number) => void) | undefined;
  /** Ends the work with its reason. */
  signal?: AbortSignal | undefined;
};

/** Texts after which signals are heard. */
const STRETCH = 500;

/** Loads teachers. They may know other tokens and be of another shape. @throws UserError when a file is no model. */
export async function loadTeachers(paths: readonly string[]): Promise<Teachers> {
  const loaded = await Promise.all(paths.map(loadModelParts));
  const models = loaded.map(({ model }) => model);
  return { models, versions: models.map(({ version }) => version) };
}

/** @throws UserError when a teacher has other labels than the network is to tell apart. @param paths of the teachers. */
export function checkTeachers(
  { models }: Teachers,
  paths: readonly string[],
  labels: readonly string[],
): void {
  const stray = models.findIndex(({ config }) => config.labels.join('\n') !== labels.join('\n'));
  if (stray < 0) return;
  const own = models[stray].config.labels;
  throw new UserError(
    `${paths[stray]} cannot teach: its labels are ${inShort(own)}, those of the data ${inShort(labels)}`,
  );
}

/**
 * The mean of the probabilities that the teachers give each text that has a token.
 *
 * @returns [texts, labels], in the order of `packDataset`.
 */
export async function teach(
  { models }: Teachers,
  { texts, selected, tokens }: TextsToJudge,
  { onTaught, signal }: TeachOptions,
): Promise<Float32Array<SharedArrayBuffer>> {
  const labels = models[0].config.labels.length;
  let taught: Float32Array<SharedArrayBuffer> | undefined;
  for (const [teacher, model] of models.entries()) {
    const { vocabulary, config } = model;
    const encoded = encodeTokens(tokens(), new Vocabulary(vocabulary), config.ngramBuckets);
    const { dataset } = packDataset(texts, selected, encoded);
    taught ??= new Float32Array(
      new SharedArrayBuffer(Float32Array.BYTES_PER_ELEMENT * dataset.size * labels),
    );
    const score = scorerOf(model);
    for (let text = 0; text < dataset.size; text++) {
      if (text % STRETCH === 0) {
        onTaught?.(teacher * dataset.size + text, models.length * dataset.size);
        await setImmediate();
        signal?.throwIfAborted();
      }
      const { probabilities } = score(textOf(dataset, text));
      for (let c = 0; c < labels; c++) taught[text * labels + c] += probabilities[c] / models.length;
    }
  }
  onTaught?.(1, 1);
  return taught ?? new Float32Array(new SharedArrayBuffer(0));
}
