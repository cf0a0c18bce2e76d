import { UserError } from '../../errors.ts';
import type { ParseOptions } from '../lines.ts';
import type { Fields, Parsed } from '../tables.ts';
import { type FieldNames, fieldOf, findFields, namesOf } from './fields.ts';
import { isName, kindOf, labelOf, problemOfName } from './labels.ts';
import { PLAIN, type Shape, type Shaped, shaped, shapeOf } from './shapes.ts';

/** A value of a file as it was written, or why there is none. */
export type Entry = { line: number; value: unknown } | { line: number; problem: string };

/** Rows from which names of fields and the tool that wrote a file are told. */
const SAMPLE_ROWS = 20;

/** Rows at the beginning that are held until one of them can be read. */
const MOST_HELD = 1000;

/** What some formats know of their fields. */
export type Known = {
  /** Names of the numbers that a field has, such as Hugging Face's `ClassLabel`. */
  classNames?: (field: string) => readonly string[] | undefined;
  /** What the numbers of rows count; lines unless told. */
  unit?: 'line' | 'row';
  /** Whether rows are as their file says, whatever names fields have. */
  isPlain?: boolean;
  /** Rows to look at before the first is given; 20 unless told. */
  sample?: number;
};

/**
 * Labelled rows from objects, whatever tool wrote them.
 *
 * @throws UserError when text or label cannot be found, or labels are of parts of texts.
 */
export async function* readObjects(
  path: string,
  entries: AsyncIterable<Entry>,
  options: ParseOptions,
  known: Known = {},
): AsyncGenerator<Parsed> {
  const first: Entry[] = [];
  let reader: RowReader | undefined;
  const { sample = SAMPLE_ROWS } = known;
  const begin = () => new RowReader(path, first, options, known);
  for await (const entry of entries) {
    if (reader !== undefined) yield* reader.read(entry);
    else if (first.push(entry) >= sample && (first.length >= MOST_HELD || first.some(hasValue))) {
      reader = begin();
      for (const each of first) yield* reader.read(each);
    }
  }
  if (reader === undefined) {
    reader = begin();
    for (const each of first) yield* reader.read(each);
  }
  reader.reportLeftOut();
}

function hasValue(entry: Entry): boolean {
  return 'value' in entry;
}

class RowReader {
  readonly #path: string;
  readonly #options: ParseOptions;
  readonly #unit: 'line' | 'row';
  readonly #shape: Shape;
  readonly #fields: FieldNames;
  readonly #names: readonly string[] | undefined;
  readonly #leftOut = new Map<string, number>();

  constructor(
    path: string,
    first: readonly Entry[],
    options: ParseOptions,
    { classNames, unit = 'line', isPlain = false }: Known,
  ) {
    this.#path = path;
    this.#options = options;
    this.#unit = unit;
    const values = first.flatMap((entry) => ('value' in entry ? [entry.value] : []));
    this.#shape = isPlain ? PLAIN : shapeOf(values);
    if (this.#shape.name !== undefined) options.found?.(this.#shape.name);
    const known = first.map((entry) =>
      'value' in entry ? { line: entry.line, row: this.#shaped(entry.value) } : undefined,
    );
    const spans = known.find((each) => each !== undefined && 'spans' in each.row);
    if (spans !== undefined) throw this.#spansError(spans.line);
    const objects = known.flatMap((each) =>
      each !== undefined && 'fields' in each.row ? [each.row.fields] : [],
    );
    this.#fields = findFields(path, [...new Set(objects.flatMap(namesOf))], options, objects);
    this.#names = options.unlabelled ? undefined : classNames?.(this.#fields.label);
    if (this.#names !== undefined) options.found?.('names of labels from its schema');
  }

  /** The row of an entry; none where it is left out. */
  *read(entry: Entry): Generator<Parsed> {
    const { line } = entry;
    if ('problem' in entry) return yield entry;
    const row = this.#shaped(entry.value);
    if ('spans' in row) throw this.#spansError(line);
    if ('leftOut' in row) this.#leftOut.set(row.leftOut, (this.#leftOut.get(row.leftOut) ?? 0) + 1);
    else if ('problem' in row) yield { line, ...row };
    else {
      // What a tool's shape was made into is of no row.
      const others = row.fields === entry.value ? this.#othersOf(row.fields) : {};
      yield { line, ...this.#fieldsOf(row.fields, line), ...others };
    }
  }

  /** Says how many rows were left out on purpose, and why. */
  reportLeftOut(): void {
    if (this.#leftOut.size === 0) return;
    const counts = [...this.#leftOut].map(([why, count]) => `${count} ${why}`);
    this.#options.report?.(`left out of ${this.#path}, as ${this.#shape.name} says: ${counts.join(', ')}`);
  }

  #shaped(value: unknown): Shaped {
    return shaped(this.#shape, value, this.#options.unlabelled === true);
  }

  #fieldsOf(object: object, line: number): Fields | { problem: string } {
    const { text: textName, label: labelName, id: idName } = this.#fields;
    const text = fieldOf(object, textName);
    if (typeof text !== 'string') return { problem: `"${textName}" is ${kindOf(text)}, allowed a string` };
    if (this.#options.unlabelled) {
      const id = idName === undefined ? undefined : fieldOf(object, idName);
      return { text, label: '', ...(isName(id) ? { id: typeof id === 'number' ? id : String(id) } : {}) };
    }
    const label = labelOf(labelName, this.#named(fieldOf(object, labelName)));
    if ('spans' in label) throw this.#spansError(line);
    if ('problem' in label) return label;
    return this.#withOthers(object, { text, label: label.label });
  }

  /** What a row has beside text and id, where it was asked for. Within a field that has one of them, nothing is. */
  #othersOf(object: object): { others?: object } {
    if (!this.#options.keepOthers || !this.#options.unlabelled) return {};
    const own = [this.#fields.text, this.#fields.id].map((name) =>
      name === undefined || Object.hasOwn(object, name) ? name : name.split('.')[0],
    );
    const others = Object.entries(object).filter(([name]) => !own.includes(name));
    // fromEntries defines own properties, so that a field named __proto__ is one like any other.
    return others.length === 0 ? {} : { others: Object.fromEntries(others) };
  }

  /** A number as the name that the file gives it. */
  #named(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => (Array.isArray(each) ? each : this.#named(each)));
    if (this.#names === undefined || !isName(value) || !/^-?\d+$/.test(String(value))) return value;
    // Hugging Face writes −1 where a label is not known.
    return this.#names[Number(value)] ?? (Number(value) === -1 ? [] : value);
  }

  #withOthers(object: object, row: Fields): Fields | { problem: string } {
    const { group, splitGroup, needsSplitGroup, weight, needsWeight } = this.#fields;
    if (group !== undefined) {
      const value = fieldOf(object, group);
      if (!isName(value)) return { problem: problemOfName(group, value) };
      row.group = String(value);
    }
    if (splitGroup !== undefined) {
      const value = fieldOf(object, splitGroup);
      const isMissing = value === null || (value === undefined && !needsSplitGroup);
      if (isName(value)) row.splitGroup = String(value);
      else if (!isMissing) return { problem: problemOfName(splitGroup, value) };
    }
    if (weight === undefined) return row;
    const value = fieldOf(object, weight);
    if (value === undefined && needsWeight) return { problem: `"${weight}" is missing` };
    return { ...row, weight: value };
  }

  #spansError(line: number): UserError {
    return new UserError(
      `${this.#unit} ${line} of ${this.#path} labels parts of its text, allowed one label for a text as a whole: ` +
        'export a project of text classification instead',
    );
  }
}
