import { setImmediate } from 'node:timers/promises';
import type { Model } from '../../src/model/file/modelfile.ts';
import { Vocabulary } from '../../src/model/text/vocabulary.ts';
import { encodeTokens, packDataset, textOf } from '../encode/dataset.ts';
import type { Texts } from '../encode/texts.ts';
import { UserError } from '../errors.ts';
import { loadModelParts } from '../scoring/load.ts';
import { scorerOf } from '../scoring/score.ts';
import type { Base } from './base.ts';

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

/**
 * Loads the teachers of a network that tells these labels apart. They may know other tokens and be of another shape.
 *
 * @throws UserError when a file is no model, or has other labels.
 */
export async function loadTeachers(paths: readonly string[], labels: readonly string[]): Promise<Teachers> {
  const teachers: Teachers = { models: [], versions: [] };
  for (const path of paths) {
    const { model } = await loadModelParts(path);
    const own = model.config.labels;
    if (own.join('\n') !== labels.join('\n')) {
      throw new UserError(
        `${path} cannot teach: its labels are ${own.join(', ')}, those of the data ${labels.join(', ')}`,
      );
    }
    teachers.models.push(model);
    teachers.versions.push(model.version);
  }
  return teachers;
}

/**
 * Whom a network learns from beside its labels: the teachers that are named, or the model that it goes on from, so that it does not
 * forget what that says (Li & Hoiem 2016); undefined where it learns from labels alone.
 *
 * @throws UserError as `loadTeachers`, or where the model that it goes on from has not all the labels.
 */
export async function teachersOf(
  { teachers, rehearse, base }: TeacherChoices,
  labels: readonly string[],
): Promise<Teachers | undefined> {
  if (rehearse !== true || base === undefined) {
    return teachers?.length ? await loadTeachers(teachers, labels) : undefined;
  }
  if (teachers?.length)
    throw new UserError('--rehearse without a file and --teacher are two teachers: give one', 2);
  const { model } = base;
  const known = model.config.labels;
  if (known.join('\n') === labels.join('\n')) return { models: [model], versions: [model.version] };
  throw new UserError(
    `--rehearse without a file learns what the model says of your texts, and its labels are ${known.join(', ')}, ` +
      `those of the data ${labels.join(', ')}: name labelled rows to rehearse, --rehearse FILE`,
  );
}

/** What decides whom a network learns from. */
type TeacherChoices = {
  /** Paths. */
  teachers?: readonly string[] | undefined;
  rehearse?: string | true | undefined;
  base?: Base | undefined;
};

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
