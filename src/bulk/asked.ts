import * as v from 'valibot';
import { LEAST_BYTES, readContentType, readJson } from '../http/body.ts';
import { mergeOptions, readOptions } from '../http/options.ts';
import type { Result } from '../http/problem.ts';
import { readQuery } from '../http/query.ts';
import { OPTIONS } from '../http/schema.ts';
import { BODY, validate } from '../http/validate.ts';
import { ROW_FORMATS, type RowFormat } from '../model/rows/format.ts';
import type { JobOptions } from './job.ts';

/** What a `POST /jobs` asks for: rows in its body, or in an object. */
export type Asked = { options: JobOptions; model: string | undefined } & (
  | { format: RowFormat; type: string }
  | { format: RowFormat | undefined; key: string }
);

/** Options that rows may have: explanations and sentences cost more than a file of them is worth. */
const NAMES = ['top_k', 'threshold', 'language', 'model'] as const;
/** Bytes that the name of an object may have. */
const MOST_KEY = 1024;
const KEY =
  `the name of an object in the bucket, a string of 1 to ${MOST_KEY} characters; rows themselves are sent as ` +
  'application/x-ndjson, text/plain or text/tab-separated-values';

const Body = v.strictObject(
  {
    key: v.pipe(v.string(KEY), v.nonEmpty(KEY), v.maxLength(MOST_KEY, KEY)),
    format: v.exactOptional(v.picklist(ROW_FORMATS, '"ndjson", "text" or "tsv"')),
    top_k: OPTIONS.top_k,
    threshold: OPTIONS.threshold,
    language: OPTIONS.language,
    model: OPTIONS.model,
  },
  'an object',
);

const CSV = 'text/csv';
const TYPES: Record<string, RowFormat> = {
  'application/x-ndjson': 'ndjson',
  'text/plain': 'text',
  'text/tab-separated-values': 'tsv',
};

const ALLOWED = Object.keys(TYPES);

/** Whether a type says that its text is UTF-8, or nothing of it. */
function isUtf8(type: string): boolean {
  const [, charset] = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(type) ?? [];
  return charset === undefined || /^utf-?8$/i.test(charset);
}

const NOT_LINES = { ok: false, failure: { kind: 'input-not-lines' } } as const;

/** Reads a request but for its rows. */
export async function readAsked(request: Request): Promise<Result<Asked>> {
  const query = readQuery(request.url, NAMES);
  if (!query.ok) return query;
  const wire = readOptions(query.value);
  if (!wire.ok) return wire;
  const type = readContentType(request, ['application/json', ...ALLOWED, CSV]);
  if (!type.ok) return type;
  if (type.value === CSV) return NOT_LINES;
  const received = request.headers.get('Content-Type') ?? '';
  if (!isUtf8(received))
    return { ok: false, failure: { kind: 'content-type-unsupported', received, allowed: ALLOWED } };
  const { model, ...options } = wire.value as JobOptions & { model?: string };
  if (type.value !== 'application/json')
    return { ok: true, value: { options, model, format: TYPES[type.value], type: type.value } };
  const json = await readJson(request, LEAST_BYTES);
  if (!json.ok) return json;
  const body = validate(Body, json.value, BODY);
  if (!body.ok) return body;
  const { key, format, ...own } = body.value;
  const merged = mergeOptions(wire.value, own);
  if (!merged.ok) return merged;
  const { model: named, ...all } = { ...wire.value, ...own } as JobOptions & { model?: string };
  return formatOf(key, format, { options: all, model: named });
}

const ENDINGS: [RegExp, RowFormat | 'csv'][] = [
  [/\.(?:ndjson|jsonl)$/i, 'ndjson'],
  [/\.txt$/i, 'text'],
  [/\.(?:tsv|tab)$/i, 'tsv'],
  [/\.csv$/i, 'csv'],
];

/** The format of an object, as the request says or by the ending of its name. */
function formatOf(
  key: string,
  given: RowFormat | undefined,
  asked: Pick<Asked, 'options' | 'model'>,
): Result<Asked> {
  const format = given ?? ENDINGS.find(([ending]) => ending.test(key))?.[1];
  if (format === 'csv') return NOT_LINES;
  if (format !== undefined) return { ok: true, value: { ...asked, key, format } };
  const expected = '"ndjson", "text" or "tsv" where the key ends in none of .ndjson, .jsonl, .txt and .tsv';
  return {
    ok: false,
    failure: { kind: 'field-invalid', field: '"format"', received: 'undefined', expected },
  };
}
