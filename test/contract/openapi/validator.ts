import { Ajv2020 } from 'ajv/dist/2020.js';
import type { OpenApi } from '../../../src/page/document.ts';

/** What is wrong with a value; null where nothing is. */
export type Check = (value: unknown) => string | null;

/** Finds the schema at a place of the document: `paths`, `/sentiment`, `get`, … */
export function validatorOf(document: OpenApi): (place: readonly string[]) => Check {
  // Formats and words of OpenAPI are no part of JSON Schema, and `type` in a list of alternatives need not be.
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema(document, 'openapi');
  const made = new Map<string, Check>();
  return (place) => {
    const pointer = place.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    const known = made.get(pointer);
    if (known !== undefined) return known;
    const validate = ajv.compile({ $ref: `openapi#${encodeURI(pointer)}` });
    const check: Check = (value) => (validate(value) ? null : ajv.errorsText(validate.errors));
    made.set(pointer, check);
    return check;
  };
}
