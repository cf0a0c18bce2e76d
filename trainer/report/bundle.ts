import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Model, readModel } from '../../src/model/file/modelfile.ts';
import { ModelFileError } from '../../src/model/file/safetensors.ts';
import { ModelFaultError } from '../../src/model/reader.ts';
import { Vocabulary } from '../../src/model/text/vocabulary.ts';
import { tokensOf } from '../encode/vocabulary.ts';
import { explainFileError, UserError } from '../errors.ts';
import { classifierOf, sha256 } from '../scoring/load.ts';
import { heldOf } from '../scoring/score.ts';

/** Words that the model is asked about, from all over its vocabulary. */
const ASKED = 32;

/**
 * Checks the model that the Worker bundles and the card beside it: every weight, every token, the version, that the model can answer, and
 * that the card says what the file says. The Worker itself only does the cheap checks at its start.
 *
 * @param folder with `default.safetensors` and `default.json`.
 * @throws UserError saying which file is at fault.
 */
export function checkBundle(folder: string): void {
  const model = readWeights(join(folder, 'default.safetensors'));
  const path = join(folder, 'default.json');
  const card = readCard(path);
  for (const [field, own] of Object.entries(saidBy(model))) {
    const said = valueAt(card, field);
    if (own === undefined || JSON.stringify(said) === JSON.stringify(own)) continue;
    throw new UserError(
      `${path} is the card of another model: its ${field} is ${shown(said)}, that of default.safetensors beside it ` +
        `is ${shown(own)}; copy the model.json that lies beside your model.safetensors too`,
    );
  }
}

/** What a card must repeat, by its fields; undefined where the file does not say it. */
function saidBy({ name, version, config, licence, training }: Model): Record<string, unknown> {
  return {
    name,
    version,
    labels: config.labels,
    licence,
    network: training.network,
    'training.config': training.config,
    'training.data': training.data,
    'training.epochs': training.epochs,
    'training.kept': training.best,
  };
}

function valueAt(card: object, field: string): unknown {
  return field.split('.').reduce((value: unknown, name) => (value as Record<string, unknown>)?.[name], card);
}

function readWeights(path: string): Model {
  const file = readFile(path);
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

/** @throws UserError for what is missing or no file, such as a pipe, which reading would wait for. */
function readFile(path: string): Buffer {
  try {
    if (!statSync(path).isFile()) throw new UserError(`${path} is not a file`);
    return readFileSync(path);
  } catch (error) {
    throw explainFileError(path, error);
  }
}

function readCard(path: string): object {
  let card: unknown;
  try {
    card = JSON.parse(readFile(path).toString());
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
