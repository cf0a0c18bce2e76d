import { json } from '../print.ts';
import type { Labelled } from './labels.ts';

/** A label of a file: where it first stands, and how many rows have it. */
export type LabelCount = Labelled & { count: number };

/** What a file's labels are called, in the order in which they were given, and what is to be said of it. */
export type Spelled = { names: string[]; notes: string[] };

/** Labels that a sentence names. */
const MAX_NAMED = 5;
/** A whole number, as JSON, a table of decimals and a typist write it. */
const WHOLE = /^([+\-\u2212]?)(\d+)(?:\.0+)?$/;

/**
 * What of a label is left when case, Unicode normalisation, invisible characters and kinds of blanks do not count. `5.0` is `5`: a column of
 * whole numbers with a gap is written with decimals by pandas.
 */
export function plainLabel(label: string): string {
  const plain = label
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Cf}|\p{Cc}(?<!\s)|[\ufe00-\ufe0f]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.replace(
    WHOLE,
    (_, sign: string, digits: string) => (/^[-\u2212]/.test(sign) ? '-' : '') + digits,
  );
}

/**
 * Takes labels for one that differ only in spelling. The name is that of `known` where it has one, else the most frequent spelling, the first by
 * name of equals.
 *
 * @param labels of a file, each spelling once.
 * @param known names that stay as they are: those of a model.
 */
export function mergeSpellings(labels: readonly LabelCount[], known: readonly string[] = []): Spelled {
  const exact = new Set(known);
  const alike = new Map(known.toReversed().map((name) => [plainLabel(name), name]));
  const free = labels.filter(({ label }) => !exact.has(label));
  const groups = Map.groupBy(free, ({ label }) => plainLabel(label));
  const chosen = new Map(
    [...groups].map(([plain, group]) => [plain, alike.get(plain) ?? mostFrequent(group)]),
  );
  const names = labels.map(({ label }) => (exact.has(label) ? label : chosen.get(plainLabel(label))!));
  const merged = [...groups].filter(([plain, { length }]) => length > 1 && !alike.has(plain));
  const notes = merged.map(([plain, group]) => describeMerged(group, chosen.get(plain)!));
  const adopted = free.filter(({ label }) => alike.has(plainLabel(label)));
  return { names, notes: [...describeAdopted(adopted, alike), ...shortened(notes)] };
}

function mostFrequent(group: readonly LabelCount[]): string {
  const [first] = group.toSorted((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
  return first.label;
}

function describeMerged(group: readonly LabelCount[], name: string): string {
  const named = group.map(({ label, line }) => `${json(label)} (line ${line})`);
  return `note: labels ${inList(named)} are taken for one, ${json(name)}`;
}

function describeAdopted(labels: readonly LabelCount[], alike: ReadonlyMap<string, string>): string[] {
  if (labels.length === 0) return [];
  const spelled = labels.map(({ label, line }) => `${json(label)} (line ${line})`);
  const names = labels.map(({ label }) => json(alike.get(plainLabel(label))));
  const verb = labels.length > 1 ? 'labels' : 'the label';
  const is = labels.length > 1 ? 'are' : 'is';
  return [`note: ${verb} ${inList(spelled)} ${is} taken for the model's ${inList(names)}`];
}

/** The first notes, and how many more there are. */
function shortened(notes: readonly string[]): string[] {
  const more = notes.length - MAX_NAMED;
  return more > 0
    ? [...notes.slice(0, MAX_NAMED), `note: ${more} more labels are spelled in several ways`]
    : [...notes];
}

/** `a, b and c`; of many the first. */
function inList(names: readonly string[]): string {
  if (names.length > MAX_NAMED)
    return `${names.slice(0, MAX_NAMED).join(', ')} and ${names.length - MAX_NAMED} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
