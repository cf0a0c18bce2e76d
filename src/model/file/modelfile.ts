import { parseNetworkConfig } from '../network/config.ts';
import { TOKENIZER_VERSION } from '../text/tokenizer.ts';
import {
  type Calibration,
  metadataObject,
  metadataText,
  parseCalibration,
  parseLanguages,
} from './metadata.ts';
import { attempt, readSafetensors, refuse, type Safetensors, writeSafetensors } from './safetensors.ts';
import { checkWeights, takeWeights, tensorsOf, type Weights } from './tensors.ts';

/** All that a model file holds. */
export type Model = Weights & {
  /** What answers call the model: see `checkModelName`. */
  name: string;
  /** The first 12 digits of the SHA-256 of the file written with an empty version: `writeModel` works it out. */
  version: string;
  calibration: Calibration;
  /** The summary of the training run, for people and reports: any JSON object. */
  training: Record<string, unknown>;
  licence: string;
  /** What it was trained to read, as BCP 47 tags; left out where nothing says so. */
  languages?: readonly string[];
};

export const MODEL_FORMAT = 'edge-sentiment/3';
/** Lacks a name, a version, and some files a dilation. */
export const FIRST_FORMAT = 'edge-sentiment/1';
/** Their tokens are those of the tokenizer's version 1: `train --fine-tune` alone reads them. */
export const OLD_FORMATS: readonly string[] = [FIRST_FORMAT, 'edge-sentiment/2'];

/** SHA-256 of bytes, 64 hexadecimal digits. Whoever reads or writes files has a library for it; the Worker needs none. */
export type Sha256 = (bytes: Uint8Array) => string;

const VERSION = /^[0-9a-f]{12}$/;
/** What most names are: the classes of Unicode in `isName` take a start half a millisecond. */
const PLAIN_NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

/**
 * The model as a safetensors file, with the version that its content gives it. Equal models give equal bytes; no clock, host or
 * path enters.
 *
 * @param model its version, where it has one, is not read.
 * @throws ModelFileError for whatever `readModel` would refuse: a missing or extra parameter, a wrong size, a weight
 *   that is not finite, a damaged vocabulary.
 */
export function writeModel(model: Omit<Model, 'version'>, sha256: Sha256): Uint8Array {
  const tensors = tensorsOf(model);
  const metadata = {
    format: MODEL_FORMAT,
    name: model.name,
    network: JSON.stringify(model.config),
    tokenizer: JSON.stringify({ version: TOKENIZER_VERSION }),
    calibration: JSON.stringify(model.calibration),
    training: JSON.stringify(model.training),
    licence: model.licence,
    ...(model.languages ? { languages: JSON.stringify(model.languages) } : {}),
  };
  const version = contentVersion({ metadata, tensors }, sha256);
  const file = writeSafetensors(tensors, { ...metadata, version });
  readModel(file, { verify: sha256 });
  return file;
}

/** The version of a file with this content, whatever version it says. */
function contentVersion(file: Safetensors, sha256: Sha256): string {
  return sha256(unversioned(file)).slice(0, 12);
}

function unversioned({ metadata, tensors }: Safetensors): Uint8Array {
  return writeSafetensors(tensors, { ...metadata, version: '' });
}

/** What the version of a model file is the digest of, for who can hash only asynchronously. @throws ModelFileError when the bytes are no file of tensors. */
export function hashedBytes(bytes: Uint8Array): Uint8Array {
  return unversioned(readSafetensors(bytes));
}

/**
 * Reads a model whose origin is unknown. Parameters and vocabulary are views of `bytes` where it is aligned.
 *
 * @param options.verify also reads every weight and every token, and compares the version with the content. Without it
 *   it is `openModel`.
 * @throws ModelFileError naming the field at fault.
 */
export function readModel(bytes: Uint8Array, options: { verify?: Sha256 | undefined } = {}): Model {
  const file = readSafetensors(bytes);
  const model = modelOf(file);
  if (options.verify) {
    checkWeights(model);
    checkVersion(model, contentVersion(file, options.verify));
  }
  return model;
}

/**
 * The model of a file that the build has verified, at a cost that is independent of its number of weights and tokens: for a Worker, which
 * bundles nothing then that only verifies. Parameters and vocabulary are views of `bytes` where it is aligned.
 *
 * @throws ModelFileError as `readModel` without `verify`.
 */
export function openModel(bytes: Uint8Array): Model {
  return modelOf(readSafetensors(bytes));
}

function modelOf({ metadata, tensors }: Safetensors): Model {
  checkFormat(metadataText(metadata, 'format'));
  checkTokenizer(metadataObject(metadata, 'tokenizer'));
  const config = attempt('network', () => parseNetworkConfig(metadataObject(metadata, 'network')));
  const languages = parseLanguages(metadata);
  return {
    name: takeName(metadata),
    version: takeVersion(metadata),
    calibration: parseCalibration(metadataObject(metadata, 'calibration'), config.labels.length),
    training: metadataObject(metadata, 'training'),
    licence: metadataText(metadata, 'licence'),
    ...(languages && { languages }),
    ...takeWeights(config, tensors),
  };
}

/** @returns the name. @throws RangeError when it is none that a model can have. */
export function checkModelName(name: string): string {
  if (isName(name)) return name;
  throw new RangeError(
    `is ${JSON.stringify(name.slice(0, 70))}, allowed 1 to 64 letters, digits, ".", "_" and "-", a letter or digit first`,
  );
}

function isName(name: string): boolean {
  return PLAIN_NAME.test(name) || /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(name);
}

function checkFormat(format: string): void {
  if (format === MODEL_FORMAT) return;
  const way =
    'its tokens are those of an older tokenizer, and training goes on from it with npm run train -- --data LABELLED --fine-tune OLD';
  const isOld = OLD_FORMATS.includes(format);
  refuse('format', `is ${format.slice(0, 60)}, allowed ${MODEL_FORMAT}${isOld ? `: ${way}` : ''}`);
}

function takeName(metadata: Record<string, string>): string {
  const name = metadataText(metadata, 'name');
  return attempt('name', () => checkModelName(name));
}

function takeVersion(metadata: Record<string, string>): string {
  const version = metadataText(metadata, 'version');
  if (VERSION.test(version)) return version;
  return refuse('version', `is ${JSON.stringify(version.slice(0, 20))}, allowed 12 hexadecimal digits`);
}

function checkVersion({ version }: Model, own: string): void {
  if (version === own) return;
  refuse(
    'version',
    `is ${version}, but the content of the file gives ${own}: it was changed after it was written; copy or make it again`,
  );
}

function checkTokenizer({ version }: Record<string, unknown>): void {
  if (version !== TOKENIZER_VERSION) {
    const received = typeof version === 'number' ? version : typeof version;
    refuse('tokenizer', `version is ${received}, allowed ${TOKENIZER_VERSION}`);
  }
}
