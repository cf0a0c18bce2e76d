import { isBlank } from '../model/text/tokenizer.ts';
import type { Failure, Result } from './problem.ts';

/** The network reads some hundreds of tokens; beyond this, a text is a mistake rather than a text. */
export const MAX_TEXT_LENGTH = 20_000;

/** @returns what is wrong with a text, null where nothing is. @param field that it came in. */
export function checkText(text: string, field: string): Failure | null {
  return checkLength(text, field) ?? (isBlank(text) ? { kind: 'text-blank', field } : null);
}

/** The value as a text of no more than is taken, or what is wrong with it. Blank texts are for the classifier to find. */
export function readText(value: unknown, field: string): Result<string> {
  if (typeof value !== 'string') return { ok: false, failure: wrongType(`"${field}"`, value, 'a string') };
  const failure = checkLength(value, field);
  return failure === null ? { ok: true, value } : { ok: false, failure };
}

function checkLength({ length }: string, field: string): Failure | null {
  return length > MAX_TEXT_LENGTH ? { kind: 'text-too-long', field, length, limit: MAX_TEXT_LENGTH } : null;
}

/** The value itself is not repeated: it may be someone's text. */
export function wrongType(field: string, value: unknown, expected: string): Failure {
  return { kind: 'field-invalid', field, received: typeName(value), expected };
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return { object: 'an object', string: 'a string', number: 'a number', boolean: 'a boolean' }[
    typeof value as string
  ] as string;
}
