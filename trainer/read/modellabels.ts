import type { Labelled } from './labels.ts';
import { type LabelCount, mergeSpellings, plainLabel, type Spelled } from './spelling.ts';

const BINARY: Readonly<Record<string, string>> = { '0': 'negative', '1': 'positive' };

/**
 * What a model calls the labels of a file: its own names, however they are spelled. 0 and 1 are negative and positive where the file has no
 * others, and the model has these and not those: so public test sets are written.
 *
 * @param labels of the file, each spelling once.
 * @param known names of the model.
 */
export function namesFor(labels: readonly LabelCount[], known: readonly string[]): Spelled {
  const own = new Map(known.toReversed().map((name) => [plainLabel(name), name]));
  const sides = labels.map(({ label }) => BINARY[plainLabel(label)]);
  const isBinary = labels.length > 0 && sides.every((side) => side !== undefined);
  if (!isBinary || own.has('0') || own.has('1') || !own.has('negative') || !own.has('positive')) {
    return mergeSpellings(labels, known);
  }
  const note = `note: 0 and 1 are read as ${own.get('negative')} and ${own.get('positive')}: the model has no labels 0 and 1`;
  return { names: sides.map((side) => own.get(side)!), notes: [note] };
}

/** Rows under the names that a model has for their labels; `written` is as the file has them. @param report told of labels that the file spells in another way. */
export function underNames<Row extends Labelled>(
  known: readonly string[],
  rows: readonly Row[],
  report: (note: string) => void,
): (Row & { written: string })[] {
  const firsts = new Map<string, LabelCount>();
  for (const { label, line } of rows) {
    const first = firsts.get(label);
    if (first) first.count++;
    else firsts.set(label, { label, line, count: 1 });
  }
  const { names, notes } = namesFor([...firsts.values()], known);
  for (const note of notes) report(note);
  const nameOf = new Map([...firsts.keys()].map((label, i) => [label, names[i]]));
  return rows.map((row) => ({ ...row, label: nameOf.get(row.label)!, written: row.label }));
}
