import { createHash } from 'node:crypto';
import { type Classifier, loadClassifier } from '../../src/model/classifier.ts';
import {
  FIRST_FORMAT,
  hashedBytes,
  MODEL_FORMAT,
  type Model,
  OLD_FORMATS,
  readModel,
  type Sha256,
  writeModel,
} from '../../src/model/file/modelfile.ts';
import {
  MAX_FILE_BYTES,
  ModelFileError,
  readSafetensors,
  writeSafetensors,
} from '../../src/model/file/safetensors.ts';
import { ROW_CPU } from '../../src/model/rows/format.ts';
import { TOKENIZER_VERSION } from '../../src/model/text/tokenizer.ts';
import { UserError } from '../errors.ts';
import { readUpTo } from '../files/bytes.ts';
import { modelPath } from '../files/shipped.ts';
import { costsOf, type LabelCost } from './costs.ts';
import { kernelEngine } from './engine.ts';

/** For what reads and writes model files. */
export const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * Loads a model whose origin is unknown.
 *
 * @param costs by which it decides, instead of those of its file.
 * @throws UserError as `costsOf`, or naming the file, and the field at fault where it is no model.
 */
export function loadModel(path: string, costs?: readonly LabelCost[]): Promise<Classifier> {
  return readFrom(path, (bytes) => {
    const classifier = loadClassifier(bytes, { verify: sha256, engine: kernelEngine });
    if (costs === undefined) return classifier;
    const { labels } = classifier.config;
    return loadClassifier(bytes, {
      engine: kernelEngine,
      costs: costsOf(costs, labels) ?? labels.map(() => 1),
    });
  });
}

/** A model file that was verified, and the costs by which it decides instead of its own: what threads load. */
export type VerifiedModel = { bytes: Uint8Array; costs: readonly number[] | undefined };

/** Verifies a model whose origin is unknown, for `rowClassifierOf`. @throws UserError as `loadModel` does. */
export function verifyModel(path: string, costs?: readonly LabelCost[]): Promise<VerifiedModel> {
  return readFrom(path, (bytes) => {
    const { config } = readModel(bytes, { verify: sha256 });
    const { labels } = config;
    return { bytes, costs: costs && (costsOf(costs, labels) ?? labels.map(() => 1)) };
  });
}

/** What answers the rows of a file: it reads the longest of them to its end, as the bulk Worker does. */
export function rowClassifierOf({ bytes, costs }: VerifiedModel): Classifier {
  return loadClassifier(bytes, { engine: kernelEngine, costs, cpu: ROW_CPU });
}

/** The classifier of a model file that was just written, or read and verified before. */
export function classifierOf(file: Uint8Array): Classifier {
  return loadClassifier(file, { engine: kernelEngine });
}

/** A model file whose origin is unknown, with its parts. @throws UserError as `loadModel` does. */
export function loadModelParts(path: string): Promise<{ model: Model; bytes: Uint8Array }> {
  return readFrom(path, (bytes) => ({ model: readModel(bytes, { verify: sha256 }), bytes }));
}

/**
 * As `loadModelParts`, also of a file of an older format. Its tokens are still those of the tokenizer that it was trained with, so that
 * it cannot answer: see `withTodaysTokens`.
 *
 * @throws UserError as `loadModel` does.
 */
export function loadAnyFormat(path: string): Promise<{ model: Model; isOld: boolean }> {
  return readFrom(path, (bytes) => {
    const old = readOld(bytes);
    return { model: old ?? readModel(bytes, { verify: sha256 }), isOld: old !== undefined };
  });
}

/** What a model is called whose file has no name. */
const UNNAMED = 'custom';

/** The model of a file of an older format, with the version that its content gives it; undefined where the file has another format. */
function readOld(bytes: Uint8Array): Model | undefined {
  const { metadata, tensors } = readSafetensors(bytes);
  if (!OLD_FORMATS.includes(metadata.format)) return undefined;
  const version = sha256(hashedBytes(bytes)).slice(0, 12);
  if (metadata.format !== FIRST_FORMAT && metadata.version !== version) {
    throw new ModelFileError(
      'version',
      `is ${metadata.version}, but the content of the file gives ${version}`,
    );
  }
  const today = {
    format: MODEL_FORMAT,
    tokenizer: JSON.stringify({ version: TOKENIZER_VERSION }),
    network: withDilation(metadata.network),
    name: metadata.name ?? UNNAMED,
    version,
  };
  const model = readModel(writeSafetensors(tensors, { ...metadata, ...today }));
  // What is written is checked whole.
  writeModel(model, sha256);
  return model;
}

/** A network's config with the dilation that it had when none was written. What is no config is left to the reader. */
function withDilation(network: string): string {
  try {
    return JSON.stringify({ dilation: 1, ...JSON.parse(network) });
  } catch {
    return network;
  }
}

async function readFrom<Value>(path: string, read: (bytes: Uint8Array) => Value): Promise<Value> {
  const bytes = await readBounded(modelPath(path));
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

/** The version that a model file says. */
export function versionOf(file: Uint8Array): string {
  return readModel(file).version;
}
