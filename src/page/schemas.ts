import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import type { Answered, Schema } from './document.ts';

/** It, or a problem at its place. */
export function orProblem(name: string): Schema {
  return { anyOf: [ref(name), ref('Problem')] };
}

export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** A schema as JSON Schema, in the dialect of OpenAPI 3.1. */
export function schemaOf(schema: v.GenericSchema): Schema {
  const { $schema: _, ...rest } = toJsonSchema(schema, { target: 'draft-2020-12' });
  return rest as Schema;
}

/** A header of an answer. */
export function header(name: string, description: string, type: string): NonNullable<Answered['headers']> {
  return { [name]: { description, schema: { type } } };
}
