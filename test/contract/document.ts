import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Answered, OpenApi, Operation, Schema } from '../../src/page/document.ts';
import type { RawAnswer } from './exchange.ts';

/** What `openapi.json` says of answers. */
export const document: OpenApi = JSON.parse(
  readFileSync(new URL('../../build/public/openapi.json', import.meta.url), 'utf8'),
);
const ajv = new Ajv2020({ strict: false });
const validators = new Map<Schema, ValidateFunction>();
const PROBLEM: Schema = { $ref: '#/components/schemas/Problem' };

/** Methods that OpenAPI 3.1 cannot describe, or that follow from another. */
const SAME_AS: Record<string, string> = { HEAD: 'GET', QUERY: 'POST' };

/** What is wrong with an answer, by the document; null where nothing is. @param path without its query. */
export function complaint(method: string, path: string, answer: RawAnswer): string | null {
  // `/sentiment/` is `/sentiment`.
  const methods = document.paths[path.replace(/(?<=.)\/$/, '')];
  const name = (SAME_AS[method] ?? method).toLowerCase();
  const operation = methods?.[name as 'get' | 'post'];
  if (operation === undefined) return outside(answer, methods !== undefined);
  return inside(operation, method === 'HEAD', answer);
}

/** Of paths that are not served, and of methods that a path has not. */
function outside({ status, headers, body }: RawAnswer, hasPath: boolean): string | null {
  const expected = hasPath ? 405 : 404;
  if (status !== expected && status !== 414) return `status ${status}, expected ${expected}`;
  if (status === 405 && !headers.has('allow')) return '405 without Allow';
  return body.length === 0 ? null : invalid(PROBLEM, body.toString());
}

function inside({ responses }: Operation, isHead: boolean, answer: RawAnswer): string | null {
  const { status, headers, body } = answer;
  const described = responses[status];
  if (described === undefined || status >= 500) return `status ${status} is not described`;
  const missing = Object.keys(described.headers ?? {}).filter((name) => !headers.has(name.toLowerCase()));
  // A 415 is about a type or about an encoding, and says which is taken.
  if (missing.length > 0 && status !== 415) return `${status} without ${missing}`;
  if (isHead || described.content === undefined) return body.length === 0 ? null : 'a body';
  return wrongBody(described, headers.get('content-type') ?? '', body.toString());
}

function wrongBody({ content = {} }: Answered, type: string, body: string): string | null {
  if (content[type] === undefined) return `type "${type}" is not described`;
  const { schema } = content[type];
  if (type !== 'application/x-ndjson') return invalid(schema, body);
  if (body !== '' && !body.endsWith('\n')) return 'half a line';
  const wrong = body
    .split('\n')
    .slice(0, -1)
    .map((line) => invalid(schema, line));
  return wrong.find((each) => each !== null) ?? null;
}

function invalid(schema: Schema, json: string): string | null {
  const known = validators.get(schema);
  const validator = known ?? ajv.compile({ ...schema, components: document.components });
  validators.set(schema, validator);
  const isValid = validator(JSON.parse(json));
  return isValid ? null : `${ajv.errorsText(validator.errors)}: ${json.slice(0, 300)}`;
}
