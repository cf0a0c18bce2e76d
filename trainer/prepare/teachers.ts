import { setImmediate } from 'node:timers/promises';
import type { Model } from '../../src/model/file/modelfile.ts';
import { Vocabulary } from '../../src/model/text/vocabulary.ts';
import { encodeTokens, packDataset, textOf } from '../encode/dataset.ts';
import type { Texts } from '../encode/texts.ts';
import { UserError } from '../errors.ts';
import { inShort } from '../read/labels.ts';
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

/** Loads teachers. They may know other tokens and be of another shape. @throws UserError when a file is no model. */
export async function loadTeachers(paths: readonly string[]): Promise<Teachers> {
  const loaded = await Promise.all(paths.map(loadModelParts));
  const models = loaded.map(({ model }) => model);
  return { models, versions: models.map(({ version }) => version) };
}

/**
 * Whom a network learns from beside its labels: the teachers that are named, or the model that it goes on from, so that it does not
 * forget what that says (Li & Hoiem 2016); undefined where it learns from labels alone.
 *
 * @throws UserError as `loadTeachers`, or where both are asked for.
 */
export async function teachersOf({
  teachers,
  rehearse,
  base,
}: TeacherChoices): Promise<Teachers | undefined> {
  if (rehearse !== true || base === undefined) {
    return teachers?.length ? await loadTeachers(teachers) : undefined;
  }
  if (teachers?.length)
    throw new UserError('--rehearse without a file and --teacher are two teachers: give one', 2);
  return { models: [base.model], versions: [base.model.version] };
}

/** @throws UserError when a teacher has other labels than the network is to tell apart. */
export function checkTeachers(
  { models }: Teachers,
  { teachers: paths = [] }: TeacherChoices,
  labels: readonly string[],
): void {
  const stray = models.findIndex(({ config }) => config.labels.join('\n') !== labels.join('\n'));
  if (stray < 0) return;
  const both = `its labels are ${inShort(models[stray].config.labels)}, those of the data ${inShort(labels)}`;
  if (paths.length > 0) throw new UserError(`${paths[stray]} cannot teach: ${both}`);
  throw new UserError(
    `--rehearse without a file learns what the model says of your texts, and ${both}: ` +
      'name labelled rows to rehearse, --rehearse FILE',
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
    const encoded = encodeTokens(tokens(), new Vocabulary(vocabulary), config);
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
