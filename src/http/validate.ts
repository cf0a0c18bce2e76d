import * as v from 'valibot';
import type { Failure, Result } from './problem.ts';
import { MAX_TEXT_LENGTH } from './schema.ts';

/** What a value is called in messages, and what the names of its fields begin with. */
export type Place = { subject: string; prefix: string };

export const BODY: Place = { subject: 'The body', prefix: '' };
export const LINE: Place = { subject: 'The line', prefix: '' };

/** A part of a body. */
export function placeAt(field: string): Place {
  return { subject: `"${field}"`, prefix: `${field}.` };
}

/** A value of this schema, or what is wrong with it. */
export function validate<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  place: Place,
): Result<v.InferOutput<Schema>> {
  // Valibot takes a list for an object with the keys 0, 1, …
  if (Array.isArray(value) && schema.type === 'strict_object') {
    return { ok: false, failure: wrongType(place, value, messageOf(schema)) };
  }
  const parsed = v.safeParse(schema, value, { abortEarly: true });
  if (parsed.success) return { ok: true, value: parsed.output };
  return { ok: false, failure: failureOf(parsed.issues[0], schema, place) };
}

/** What the first issue of a value is to the caller. */
function failureOf(issue: v.BaseIssue<unknown>, schema: v.GenericSchema, place: Place): Failure {
  const { subject, prefix } = place;
  const key = issue.path?.[0]?.key;
  if (issue.type === 'strict_object' && key !== undefined) {
    if (issue.expected !== 'never') return missing(String(key), schema, place);
    return { kind: 'field-unknown', subject, name: String(key), allowed: namesOf(schema) };
  }
  const at = key === undefined ? place : placeAt(`${prefix}${key}`);
  const field = at.subject;
  const { input, requirement } = issue as { input: unknown; requirement?: number };
  if (typeof input === 'string' && requirement === MAX_TEXT_LENGTH) {
    return { kind: 'text-too-long', field, length: input.length, limit: requirement };
  }
  if (issue.type === 'min_length') return { kind: 'texts-empty', field };
  if (issue.type === 'max_length' && Array.isArray(input)) {
    return { kind: 'texts-too-many', field, count: input.length, limit: requirement as number };
  }
  return wrongType(at, input, issue.message);
}

/** A field that is needed: the text or texts, or another that the schema says of what it is to be. */
function missing(name: string, schema: v.GenericSchema, place: Place): Failure {
  if (name === 'text' || name === 'texts')
    return { kind: 'text-missing', where: 'item', subject: place.subject, name };
  const { entries } = schema as unknown as { entries: Record<string, v.GenericSchema> };
  return wrongType(placeAt(`${place.prefix}${name}`), undefined, messageOf(entries[name]));
}

function namesOf(schema: v.GenericSchema): string[] {
  return Object.keys((schema as unknown as { entries: object }).entries);
}

function messageOf(schema: v.GenericSchema): string {
  return String((schema as unknown as { message: string }).message);
}

/** Strings are not repeated: they may be someone's text. */
export function wrongType({ subject }: Place, value: unknown, expected: string): Failure {
  return { kind: 'field-invalid', field: subject, received: describe(value), expected };
}

/** What kind of value it is; of numbers the number, of texts nothing that stands in them. */
export function describe(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return `the number ${value}`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'a string';
  // Calls from other Workers may hold what JSON has not.
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
