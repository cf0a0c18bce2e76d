import { UserError } from '../errors.ts';
import { json } from '../print.ts';
import { shortHash } from './heldout.ts';
import { inShort } from './labels.ts';
import { plainLabel } from './spelling.ts';

/** What labels of a file are called from here on; the empty name leaves their rows out. Other labels stay. */
export type LabelMap = ReadonlyMap<string, string>;

/** A name in quotes, in which a quote is doubled, or one without; then what ends it. */
const PART = /\s*(?:"((?:[^"]|"")*)"|([^",=]*))\s*([,=]|$)/y;

/**
 * Reads `1,2=negative,3=neutral,4,5=positive`: names before `=` get the name after it. Names with commas, `=` or quotes stand in quotes.
 *
 * @param before what an earlier list says, to which this one is added.
 * @throws RangeError when the list is no such list.
 */
export function parseLabelMap(list: string, before: LabelMap = new Map()): LabelMap {
  const map = new Map(before);
  let waiting: string[] = [];
  let isTarget = false;
  for (const { name, end } of parts(list)) {
    if (isTarget) {
      if (end === '=')
        throw new RangeError(`has two "=" in a row at ${json(name)}: put names with "=" in quotes`);
      for (const source of waiting) setOnce(map, source, name);
      waiting = [];
    } else {
      if (name === '') {
        const where = end === '' ? 'at its end' : `before "${end}"`;
        throw new RangeError(`has no name ${where}: give one, such as 1,2=negative`);
      }
      waiting.push(name);
    }
    isTarget = end === '=';
  }
  if (waiting.length === 0) return map;
  throw new RangeError(
    `does not say what ${waiting.join(', ')} become: add =NAME, or = alone to leave their rows out`,
  );
}

function* parts(list: string): Generator<{ name: string; end: string }> {
  PART.lastIndex = 0;
  while (true) {
    const begin = PART.lastIndex;
    const match = PART.exec(list);
    if (match === null)
      throw new RangeError(`has a quote that is not closed at ${json(list.slice(begin, begin + 40))}`);
    const [, quoted, bare, end] = match;
    yield { name: (quoted?.replaceAll('""', '"') ?? bare).trim(), end };
    if (end === '') return;
  }
}

function setOnce(map: Map<string, string>, source: string, target: string): void {
  if (map.has(source) && map.get(source) !== target) {
    throw new RangeError(`names ${json(source)} twice, for ${json(map.get(source))} and for ${json(target)}`);
  }
  map.set(source, target);
}

/** Labels that are remembered: a file whose labels are texts must not be kept label by label. */
const MAX_KNOWN = 4096;

/** Names the labels of one file as a map says. */
export class LabelMapper {
  readonly #map: LabelMap;
  readonly #plain: LabelMap;
  /** What each label was found to be called. */
  readonly #known = new Map<string, string>();
  readonly #met = new Set<string>();
  /** Rows that are left out. */
  skipped = 0;

  constructor(map: LabelMap) {
    this.#map = map;
    this.#plain = new Map([...map.keys()].toReversed().map((source) => [plainLabel(source), source]));
  }

  /** A label's name; undefined where its row is left out, which is counted. */
  nameOf(label: string): string | undefined {
    const name = this.#known.get(label) ?? this.#find(label);
    if (name === '') this.skipped++;
    return name === '' ? undefined : name;
  }

  #find(label: string): string {
    const source = this.#map.has(label) ? label : this.#plain.get(plainLabel(label));
    const name = source === undefined ? label : this.#map.get(source)!;
    if (source !== undefined) this.#met.add(source);
    if (this.#known.size < MAX_KNOWN) this.#known.set(label, name);
    return name;
  }

  /** @throws UserError when the file has no row with a label that the map names. */
  check(path: string): void {
    const stray = [...this.#map.keys()].find((source) => !this.#met.has(source));
    if (stray === undefined) return;
    const labels = [...this.#known.keys()].sort();
    throw new UserError(`--map-labels names ${json(stray)}, ${path} has ${inShort(labels)}`, 2);
  }
}

/** Characters of a map that a summary holds as they are. */
const MAX_SHOWN = 2000;

/** A map as one short line, equal for equal maps: of a long one the digest, since the header of a model file is bounded. */
export function describeLabelMap(map: LabelMap): string {
  const pairs = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify(Object.fromEntries(pairs));
  return text.length > MAX_SHOWN ? shortHash(text) : text;
}
