import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { explainFileError, UserError } from '../errors.ts';
import { writeWhole } from '../files/writewhole.ts';
import { checkServable, MAX_SERVED_BYTES, type Servable, tooMany } from './bundle.ts';

/**
 * Which models the Worker serves: `models/models.json` lists them, the first first, and copies of them lie beside it, each under its
 * version. git ignores the folder. Without a list it is the model that ships.
 */
const FOLDER = 'models';
const LIST = 'models.json';
/** In the list and on the command line: the model that ships. */
const DEFAULT = 'default';
const DEFAULT_FILE = 'src/weights/default.safetensors';
const VERSION = /^[0-9a-f]{12}$/;
const COPY = /^([0-9a-f]{12})\.(?:safetensors|json)$/;

/** A model of the list. @param file where it lies, from the root of the project. */
export type Listed = Servable & { file: string };

/**
 * The models of the list, the first first, each checked whole.
 *
 * @param root of the project.
 * @throws UserError when the list, a model or a card is damaged or missing.
 */
export function servedModels(root: string): Listed[] {
  const entries = readList(join(root, FOLDER, LIST));
  try {
    const models = entries.map((entry) => ({ ...checkEntry(root, entry), file: fileOf(entry) }));
    checkTogether(models);
    return models;
  } catch (error) {
    if (!(error instanceof UserError) || isDefault(entries)) throw error;
    throw new UserError(`${error.message}; choose what is served again with npm run use`);
  }
}

/**
 * Checks models, copies them, and lists them in place of those that were.
 *
 * @param given folders with a `model.safetensors`, files of models, or `default`.
 * @throws UserError when one is missing or damaged, or they cannot be served together: then the old list stays.
 */
export async function serveModels(root: string, given: readonly string[]): Promise<Listed[]> {
  const models = given.map((each) => {
    const servable = checkServable(each === DEFAULT ? join(root, DEFAULT_FILE) : modelFile(each));
    const entry = each === DEFAULT ? DEFAULT : servable.model.version;
    return { ...servable, entry, file: fileOf(entry) };
  });
  checkTogether(models);
  const entries = models.map(({ entry }) => entry);
  for (const { entry, file, weights, card } of models) {
    if (entry === DEFAULT) continue;
    await writeWhole(join(root, file), weights);
    await writeWhole(join(root, cardOf(file)), card);
  }
  const list = join(root, FOLDER, LIST);
  if (isDefault(entries)) await rm(list, { force: true });
  else await writeWhole(list, `${JSON.stringify(entries)}\n`);
  await removeOthers(join(root, FOLDER), entries);
  return models;
}

/** Where the card of a listed model lies, from the root of the project. */
export function cardOf(file: string): string {
  return file.replace(/\.safetensors$/, '.json');
}

function fileOf(entry: string): string {
  return entry === DEFAULT ? DEFAULT_FILE : `${FOLDER}/${entry}.safetensors`;
}

function isDefault(entries: readonly string[]): boolean {
  return entries.length === 1 && entries[0] === DEFAULT;
}

/** @throws UserError when the file is no list of models. */
function readList(path: string): string[] {
  if (!existsSync(path)) return [DEFAULT];
  const entries = parse(path);
  const isEntry = (entry: unknown) => typeof entry === 'string' && (entry === DEFAULT || VERSION.test(entry));
  if (Array.isArray(entries) && entries.length > 0 && entries.every(isEntry)) return entries;
  throw new UserError(
    `${path} is not a list of "default" and versions: choose what is served again with npm run use`,
  );
}

/** Undefined for what is no JSON. */
function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw explainFileError(path, error);
  }
}

function checkEntry(root: string, entry: string): Servable {
  const path = join(root, fileOf(entry));
  const servable = checkServable(path);
  const { version } = servable.model;
  if (entry === DEFAULT || entry === version) return servable;
  throw new UserError(`${path} is of version ${version}, not of the one that it is called`);
}

/** The model that a folder holds, or a file. @throws UserError for what is neither. */
function modelFile(path: string): string {
  if (path.trim() === '') throw new UserError('the path of a model is empty: give one', 2);
  try {
    if (statSync(path).isDirectory()) return join(path, 'model.safetensors');
  } catch (error) {
    throw explainFileError(path, error);
  }
  if (path.endsWith('.safetensors')) return path;
  throw new UserError(
    `${path} is neither a folder with a model.safetensors nor a file that ends with .safetensors`,
  );
}

/** @throws UserError when two models would answer to one name and version, or all are larger than a Worker may be. */
function checkTogether(models: readonly Servable[]): void {
  const names = models.map(({ model: { name, version } }) => `${name}@${version}`);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new UserError(`${twice} is there twice: name each model once`);
  const bytes = models.reduce((sum, { weights, card }) => sum + weights.length + card.length, 0);
  if (bytes > MAX_SERVED_BYTES) throw new UserError(`the models have ${tooMany(bytes)}`);
}

/** Removes copies that are listed no longer. Files of others stay. */
async function removeOthers(folder: string, entries: readonly string[]): Promise<void> {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const version = COPY.exec(name)?.[1];
    if (version !== undefined && !entries.includes(version)) await rm(join(folder, name), { force: true });
  }
}
