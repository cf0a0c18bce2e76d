import { UserError } from '../../errors.ts';
import { SPLIT_GROUP, WEIGHT } from '../columns.ts';
import type { ParseOptions } from '../lines.ts';
import { didYouMean, flagsFor } from '../offers.ts';
import { indexOfName, type Role, synonymOf } from '../roles.ts';

/** Which fields of an object hold what. `data.text` is a field within a field. */
export type FieldNames = {
  text: string;
  label: string;
  weight: string | undefined;
  /** Whether every row must have it. */
  needsWeight: boolean;
  group: string | undefined;
  splitGroup: string | undefined;
  needsSplitGroup: boolean;
  id: string | undefined;
};

/** Names that a message lists, or that are looked at in one object. */
const MAX_NAMES = 100;

/**
 * Finds the fields from the first rows of a file, and tells what it took for what.
 *
 * @param names of fields that the first rows have; none where none could be read.
 * @param objects the first rows, by which a message tells what may be the label.
 * @throws UserError when text or label are not there, or more than one field may be meant.
 */
export function findFields(
  path: string,
  names: readonly string[],
  options: ParseOptions,
  objects: readonly object[] = [],
): FieldNames {
  const { weightColumn, groupColumn, splitGroupColumn, idColumn, found } = options;
  const find = (wanted: string) => names[indexOfName(names, wanted)] ?? wanted;
  const rows = objects.map((object) => names.map((name) => cellOf(fieldOf(object, name))));
  const text = findRole(path, names, 'text', options, rows);
  const label = options.unlabelled ? '' : findRole(path, names, 'label', options, rows);
  if (text === label) throw new UserError(`text and label are both field "${text}" of ${path}: name two`);
  const free = (role: { column: string }) =>
    role.column === text || role.column === label ? undefined : role.column;
  const fields: FieldNames = {
    ...{ text, label },
    weight: weightColumn === false ? undefined : find(weightColumn ?? WEIGHT.column),
    needsWeight: weightColumn !== undefined,
    group: groupColumn === undefined ? undefined : find(groupColumn),
    splitGroup:
      splitGroupColumn === false ? undefined : splitGroupColumn ? find(splitGroupColumn) : free(SPLIT_GROUP),
    needsSplitGroup: splitGroupColumn !== undefined,
    id: options.unlabelled ? find(idColumn ?? 'id') : undefined,
  };
  if (idColumn !== undefined && fields.id !== undefined && !names.includes(fields.id)) {
    throw missing(path, names, `field "${idColumn}" is not`, 'say --id-column NAME');
  }
  if (text !== 'text') found?.(`text from field "${text}"`);
  if (label !== 'label' && label !== '') found?.(`label from field "${label}"`);
  if (fields.weight !== undefined && names.includes(fields.weight)) {
    found?.(`weights from field "${fields.weight}"`);
  }
  return fields;
}

function findRole(
  path: string,
  names: readonly string[],
  role: Role,
  options: ParseOptions,
  rows: readonly (readonly string[])[],
): string {
  const wanted = role === 'text' ? options.textColumn : options.labelColumn;
  if (names.length === 0) return wanted ?? role;
  const other = names[indexOfName(names, (role === 'text' ? options.labelColumn : options.textColumn) ?? '')];
  const free = names.filter((name) => name !== other);
  const index = wanted === undefined ? synonymOf(free, role) : indexOfName(names, wanted);
  if (index >= 0) return wanted === undefined ? free[index] : names[index];
  const what =
    wanted === undefined ? `which field has the ${role}s is not plain` : `field "${wanted}" is not`;
  const near = wanted === undefined ? '' : didYouMean(wanted, names);
  if (near !== '') throw missing(path, names, what, near.slice(2));
  const { textColumn, labelColumn } = options;
  const flags = flagsFor({ names, rows, textColumn, labelColumn });
  if (options.unlabelled)
    throw missing(
      path,
      names,
      what,
      `say ${flags?.replace(/ --label-column .*/, '') ?? '--text-column NAME'}`,
    );
  throw missing(path, names, what, flags === undefined ? NO_LABEL : `say ${flags}`);
}

const NO_LABEL =
  'beside the text no value comes again, so that it seems to have no label: say --label-column NAME if one is the label';

function missing(path: string, names: readonly string[], what: string, remedy: string): UserError {
  const some = names.slice(0, 12).map((name) => name.slice(0, 40));
  return new UserError(`${what} in ${path}: it has ${some.join(', ')}; ${remedy}`);
}

/** A value as a table would have it; an object is none. */
function cellOf(value: unknown): string {
  return typeof value === 'object' || value === undefined ? '' : String(value);
}

/** The names of an object's fields, those of objects in it too: `data`, `data.text`. */
export function namesOf(value: object): string[] {
  const names: string[] = [];
  for (const [name, part] of Object.entries(value)) {
    if (names.length >= MAX_NAMES) break;
    names.push(name);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) continue;
    names.push(
      ...Object.keys(part)
        .slice(0, MAX_NAMES)
        .map((inner) => `${name}.${inner}`),
    );
  }
  return names;
}

/** A field's value: of that very name, or else of the path that its dots make. */
export function fieldOf(object: object, name: string): unknown {
  if (Object.hasOwn(object, name)) return (object as Record<string, unknown>)[name];
  if (!name.includes('.')) return undefined;
  return name.split('.').reduce<unknown>((value, part) => {
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, part);
    return isObject ? (value as Record<string, unknown>)[part] : undefined;
  }, object);
}
