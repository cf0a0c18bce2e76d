import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { type Model, readModel } from '../../src/model/file/modelfile.ts';
import { ModelFileError } from '../../src/model/file/safetensors.ts';
import { ModelFaultError } from '../../src/model/reader.ts';
import { Vocabulary } from '../../src/model/text/vocabulary.ts';
import { tokensOf } from '../encode/vocabulary.ts';
import { explainFileError, UserError } from '../errors.ts';
import { classifierOf, sha256 } from '../scoring/load.ts';
import { heldOf } from '../scoring/score.ts';
import { cardPath } from './card.ts';

/** Words that the model is asked about, from all over its vocabulary. */
const ASKED = 32;
/** Cloudflare takes Workers of 64 MiB (https://developers.cloudflare.com/workers/platform/limits/#worker-size); the code has up to 150 KiB of it. */
export const MAX_SERVED_BYTES = 64 * 1024 * 1024 - 256 * 1024;

/** A model that may be served, with its card. */
export type Servable = {
  model: Pick<Model, 'name' | 'version' | 'config'>;
  /** The files as they were checked, whatever becomes of them. */
  weights: Buffer;
  card: Buffer;
};

/**
 * Checks a model that is to be served and the card beside it: every weight, every token, the version, that the model can answer, and
 * that the card says what the file says. The Worker itself only does the cheap checks at its start.
 *
 * @param path of the model, `model.safetensors`; its card is `model.json`.
 * @throws UserError saying which file is at fault.
 */
export function checkServable(path: string): Servable {
  const weights = readFile(path);
  const model = readWeights(path, weights);
  const at = cardPath(path);
  const card = readFile(at);
  const said = parseCard(at, card);
  for (const [field, own] of Object.entries(saidBy(model))) {
    const value = valueAt(said, field);
    if (own === undefined || JSON.stringify(value) === JSON.stringify(own)) continue;
    throw new UserError(
      `${at} is the card of another model: its ${field} is ${shown(value)}, that of ${basename(path)} beside it ` +
        `is ${shown(own)}; take the card that lay beside it when it was made`,
    );
  }
  return { model, weights, card };
}

/** What a card must repeat, by its fields; undefined where the file does not say it. */
function saidBy({ name, version, config, licence, languages, training }: Model): Record<string, unknown> {
  return {
    name,
    version,
    labels: config.labels,
    licence,
    languages,
    network: training.network,
    equalised: training.equalised,
    'training.config': training.config,
    'training.data': training.data,
    'training.epochs': training.epochs,
    'training.kept': training.best,
    'training.choice': training.choice,
    'training.base': training.base,
  };
}

function valueAt(card: object, field: string): unknown {
  return field.split('.').reduce((value: unknown, name) => (value as Record<string, unknown>)?.[name], card);
}

function readWeights(path: string, file: Buffer): Model {
  try {
    const model = readModel(file, { verify: sha256 });
    const words = tokensOf(new Vocabulary(model.vocabulary));
    const step = Math.ceil(words.length / ASKED);
    heldOf(
      classifierOf(file),
      words.filter((_, at) => at % step === 0).map((text) => ({ text, label: '' })),
    );
    return model;
  } catch (error) {
    const isFault = error instanceof ModelFileError || error instanceof ModelFaultError;
    if (isFault) throw new UserError(`${path} cannot be served: ${error.message}`);
    throw error;
  }
}

/** @throws UserError for what is missing, too large, or no file, such as a pipe, which reading would wait for. */
function readFile(path: string): Buffer {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw new UserError(`${path} is not a file`);
    if (stats.size > MAX_SERVED_BYTES) throw new UserError(`${path} has ${tooMany(stats.size)}`);
    return readFileSync(path);
  } catch (error) {
    throw explainFileError(path, error);
  }
}

/** What to do about so many bytes of models. */
export function tooMany(bytes: number): string {
  return `${bytes} bytes, allowed up to ${MAX_SERVED_BYTES} in all, since a Worker may have 64 MiB: trainer export --weights i8 makes a model smaller`;
}

function parseCard(path: string, file: Buffer): object {
  let card: unknown;
  try {
    card = JSON.parse(file.toString());
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserError(`${path} is not JSON`);
    throw error;
  }
  if (typeof card === 'object' && card !== null) return card;
  throw new UserError(`${path} is not a JSON object`);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'missing').slice(0, 80);
}
