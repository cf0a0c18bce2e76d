import { candidatesOf, indexOfName } from './roles.ts';

/** With fewer rows than this no column is told from its values. */
const FEWEST_ROWS = 4;
/** Of a name's letters so many may be others: one of three, and never more than two. */
const LETTERS_A_SLIP = 3;
const MOST_SLIPS = 2;
/** Longer names are no slips, and would be compared letter by letter. */
const MOST_LETTERS = 100;

/** What a message offers is found by: names of columns, or of fields, and what rows have in them. */
export type Offered = {
  names: readonly string[];
  /** [rows][names], without the header. */
  rows?: readonly (readonly string[])[];
  /** What the user has said already. */
  textColumn?: string | undefined;
  labelColumn?: string | undefined;
};

/**
 * A complete pair of flags to copy, such as `--text-column review --label-column "my mood"`: the likeliest names, or those
 * that come first. A column whose values are all different is no label.
 *
 * @returns undefined where no column may be the label.
 */
export function flagsFor({ names, rows = [], textColumn, labelColumn }: Offered): string | undefined {
  const given = (name: string | undefined) => (name === undefined ? -1 : indexOfName(names, name));
  const isLabel = (column: number) => mayBeLabel(column, rows);
  const likelyLabel = candidatesOf(names, 'label').find(isLabel) ?? -1;
  const text = orElse(given(textColumn), () =>
    textAmong(
      names,
      rows,
      orElse(given(labelColumn), () => likelyLabel),
    ),
  );
  const label = orElse(given(labelColumn), () =>
    orElse(likelyLabel === text ? -1 : likelyLabel, () =>
      names.findIndex((_, column) => column !== text && isLabel(column)),
    ),
  );
  if (label < 0 && names.length > 1) return undefined;
  return `--text-column ${quoted(names[text])} --label-column ${quoted(names[label])}`;
}

function orElse(index: number, other: () => number): number {
  return index >= 0 ? index : other();
}

/** The likeliest column by its name, else the one with the longest values, else the first. */
function textAmong(names: readonly string[], rows: Offered['rows'], taken: number): number {
  const likely = candidatesOf(names, 'text').find((column) => column !== taken);
  if (likely !== undefined) return likely;
  const free = names.flatMap((_, column) => (column === taken ? [] : [column]));
  const lengths = names.map((_, column) =>
    valuesOf(column, rows).reduce((sum, { length }) => sum + length, 0),
  );
  return free.toSorted((a, b) => lengths[b] - lengths[a])[0] ?? -1;
}

/** Whether a value comes again, as labels do; so few rows do not tell. */
function mayBeLabel(column: number, rows: Offered['rows']): boolean {
  const values = valuesOf(column, rows);
  return values.length < FEWEST_ROWS || new Set(values).size < values.length;
}

function valuesOf(column: number, rows: Offered['rows'] = []): string[] {
  return rows.flatMap((row) => (row[column] === undefined || row[column] === '' ? [] : [row[column]]));
}

/** `; did you mean NAME?` for a name that is spelled almost so; nothing where none or several are. */
export function didYouMean(wanted: string, names: readonly string[]): string {
  if (wanted.length > MOST_LETTERS) return '';
  const most = Math.min(MOST_SLIPS, Math.floor(wanted.length / LETTERS_A_SLIP));
  const near = names.filter((name) => isNear(wanted.toLowerCase(), name.toLowerCase(), most));
  return near.length === 1 ? `; did you mean ${quoted(near[0])}?` : '';
}

/** Whether so many letters put in, left out, changed or swapped with the next make one word the other. */
function isNear(one: string, other: string, most: number): boolean {
  if (Math.abs(one.length - other.length) > most) return false;
  if (one === '' || other === '' || most === 0) return one === other || one.length + other.length <= most;
  if (one[0] === other[0]) return isNear(one.slice(1), other.slice(1), most);
  return [
    [one.slice(1), other],
    [one, other.slice(1)],
    [one.slice(1), other.slice(1)],
    ...(one[0] === other[1] && one[1] === other[0] ? [[one.slice(2), other.slice(2)]] : []),
  ].some(([left, right]) => isNear(left, right, most - 1));
}

/** A word of the shell. */
export function quoted(name = 'NAME'): string {
  return /^[\w.,:/@%+-]+$/.test(name) ? name : `'${name.slice(0, 40).replaceAll("'", `'\\''`)}'`;
}
