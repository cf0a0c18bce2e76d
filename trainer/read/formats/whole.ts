import { UserError } from '../../errors.ts';

/** The rows of an object, what it was taken for, and the names of numbered labels, where it has them. */
export type WholeRows = {
  fact: string | undefined;
  rows: Iterable<unknown>;
  classNames?: (field: string) => readonly string[] | undefined;
};

type Fieldful = Record<string, unknown>;

/**
 * The rows that an object holds: columns (`{"text": […]}`), columns by index as pandas writes them, the answer of Hugging
 * Face's dataset server, `{"columns": […], "data": [[…]]}`, or one array of objects; else it is a row itself.
 *
 * @throws UserError when columns differ in length.
 */
export function rowsOf(path: string, value: unknown): WholeRows {
  if (!isObject(value)) return { fact: undefined, rows: [value] };
  if (Object.keys(value).length === 0) return { fact: undefined, rows: [] };
  const { columns, data } = value;
  if (Array.isArray(columns) && Array.isArray(data))
    return { fact: 'columns and rows', rows: split(columns, data) };
  const values = Object.values(value);
  const arrays = Object.entries(value).filter(([, part]) => isArrayOfObjects(part));
  if (Array.isArray(value.features) && isArrayOfObjects(value.rows))
    return ofServer(value.features, value.rows);
  if (values.every(Array.isArray) && arrays.length !== 1) {
    return { fact: 'an object of columns', rows: transposed(path, value as Record<string, unknown[]>) };
  }
  if (values.length > 1 && values.every(isObject)) {
    const parts = Object.entries(value).map(([name, part]) => [name, Object.values(part as Fieldful)]);
    return { fact: 'an object of columns', rows: transposed(path, Object.fromEntries(parts)) };
  }
  if (arrays.length === 1)
    return { fact: `the array "${arrays[0][0].slice(0, 40)}"`, rows: arrays[0][1] as unknown[] };
  return { fact: undefined, rows: [value] };
}

function* transposed(path: string, columns: Record<string, unknown[]>): Generator<object> {
  const names = Object.keys(columns);
  const rows = columns[names[0]].length;
  const odd = names.find((name) => columns[name].length !== rows);
  if (odd !== undefined) {
    throw new UserError(
      `the columns of ${path} differ in length: "${names[0].slice(0, 40)}" has ${rows} rows, "${odd.slice(0, 40)}" ` +
        `${columns[odd].length}`,
    );
  }
  for (let row = 0; row < rows; row++) {
    yield Object.fromEntries(names.map((name) => [name, columns[name][row]]));
  }
}

function* split(columns: readonly unknown[], data: readonly unknown[]): Generator<unknown> {
  for (const row of data) {
    yield Array.isArray(row) ? Object.fromEntries(columns.map((name, at) => [String(name), row[at]])) : row;
  }
}

/** As https://huggingface.co/docs/dataset-viewer/rows has it. */
function ofServer(features: readonly unknown[], rows: readonly Fieldful[]): WholeRows {
  const named = features.filter(isObject).map(({ name, type }) => [name, namesOfClasses(type)] as const);
  return {
    fact: 'rows of Hugging Face',
    rows: rows.map(({ row, ...others }) => row ?? others),
    classNames: (field) => named.find(([name]) => name === field)?.[1],
  };
}

/** The names of Hugging Face's `ClassLabel`, undefined where a feature is something else. */
export function namesOfClasses(feature: unknown): readonly string[] | undefined {
  if (!isObject(feature)) return undefined;
  // A list of them.
  if (isObject(feature.feature)) return namesOfClasses(feature.feature);
  const names = feature._type === 'ClassLabel' || feature.dtype === 'class_label' ? feature.names : undefined;
  return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined;
}

function isObject(value: unknown): value is Fieldful {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isArrayOfObjects(value: unknown): value is Fieldful[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}
