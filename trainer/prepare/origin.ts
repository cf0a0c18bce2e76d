import { readFile } from 'node:fs/promises';
import type { Model } from '../../src/model/file/modelfile.ts';

/** What a model was made of that went on from another: `training.base` of its file and its card. */
export type Origin = {
  name: string;
  version: string;
  licence: string;
  /** Names of the public sources that it learned from; left out where neither file nor card says them. */
  sources?: string[];
  /** Models that it went on from itself, the last first, as NAME@VERSION; left out where there are none. */
  ancestors?: string[];
};

/** A file or a card is another's: lists are cut there. */
const MAX_NAMES = 64;
const MAX_NAME = 120;
const MAX_CARD_BYTES = 1_000_000;
const SAID_OF_TEXTS = 'fine-tuned on other texts, whose terms are not stated';

/** @param path of the model: beside it may lie a card that says the sources. */
export async function originOf(
  { name, version, licence, training }: Pick<Model, 'name' | 'version' | 'licence' | 'training'>,
  path: string,
): Promise<Origin> {
  const before = objectOf(training.base);
  const sources = namesOf(before.sources) ?? (await sourcesBeside(path, version));
  const parent = namesOf([`${before.name}@${before.version}`]);
  const ancestors = [
    ...(before.version === undefined ? [] : (parent ?? [])),
    ...(namesOf(before.ancestors) ?? []),
  ];
  return {
    ...{ name, version, licence },
    ...(sources === undefined ? {} : { sources }),
    ...(ancestors.length === 0 ? {} : { ancestors: ancestors.slice(0, MAX_NAMES) }),
  };
}

/**
 * The terms of a model, with those of the model that it went on from.
 *
 * @param given by the user; undefined where nothing was said.
 */
export function licenceWith(given: string | undefined, origin: Origin | undefined): string {
  if (origin === undefined) return given ?? 'unstated';
  if (given !== undefined) return `${given}; base: ${origin.licence}`;
  return origin.licence.endsWith(SAID_OF_TEXTS) ? origin.licence : `${origin.licence}; ${SAID_OF_TEXTS}`;
}

/** What the card beside a model says, if it is its card. */
async function sourcesBeside(path: string, version: string): Promise<string[] | undefined> {
  try {
    const text = await readFile(`${path.replace(/\.(?:safetensors|bin)$/, '')}.json`);
    const card = text.length > MAX_CARD_BYTES ? {} : objectOf(JSON.parse(text.toString()));
    return card.version === version ? namesOf(namedIn(card.sources)) : undefined;
  } catch {
    // A card is for people: a run needs none.
    return undefined;
  }
}

/** The names of sources, which a card of a recipe has with their terms and counts. */
function namedIn(sources: unknown): unknown {
  return Array.isArray(sources) ? sources.map((each) => objectOf(each).name ?? each) : sources;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function namesOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const names = value.filter((name): name is string => typeof name === 'string' && name.length <= MAX_NAME);
  return names.length === 0 ? undefined : names.slice(0, MAX_NAMES);
}
