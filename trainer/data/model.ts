import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { type Classifier, loadClassifier } from '../../src/model/classifier.ts';
import { type Model, readModel } from '../../src/model/modelfile.ts';
import { MAX_FILE_BYTES, ModelFileError } from '../../src/model/safetensors.ts';
import { UserError } from '../errors.ts';
import { kernelEngine } from '../kernel.ts';
import { readUpTo } from './source.ts';

const VERSION_DIGITS = 12;

/**
 * Loads a model whose origin is unknown. It is called by its file's name, its version is the file's SHA-256.
 *
 * @throws UserError naming the file, and the field at fault where it is no model.
 */
export function loadModel(path: string): Promise<Classifier> {
  const name = basename(path, '.safetensors');
  return readFrom(path, (bytes) =>
    loadClassifier(bytes, { name, version: versionOf(bytes), thorough: true, engine: kernelEngine }),
  );
}

/** A model file whose origin is unknown, with its parts. @throws UserError as `loadModel` does. */
export function loadModelParts(path: string): Promise<{ model: Model; bytes: Uint8Array }> {
  return readFrom(path, (bytes) => ({ model: readModel(bytes, { thorough: true }), bytes }));
}

async function readFrom<Value>(path: string, read: (bytes: Uint8Array) => Value): Promise<Value> {
  const bytes = await readBounded(path);
  try {
    return read(bytes);
  } catch (error) {
    if (!(error instanceof ModelFileError)) throw error;
    throw new UserError(`${path} is not a model of edge-sentiment: ${error.message}`);
  }
}

/** The size is checked first: a file of gigabytes must not be read to be refused. */
function readBounded(path: string): Promise<Uint8Array> {
  return readUpTo(path, MAX_FILE_BYTES, (size) => {
    return new UserError(`${path} has ${size} bytes, allowed up to ${MAX_FILE_BYTES} for a model`);
  });
}

/** The first 12 digits of the file's SHA-256. */
export function versionOf(model: Uint8Array): string {
  return createHash('sha256').update(model).digest('hex').slice(0, VERSION_DIGITS);
}
