import { Hono } from 'hono';
import * as v from 'valibot';
import { jsonResponse } from '../headers.ts';
import { type Classifier, type ClassifyOptions, isBlank } from '../model/classifier.ts';
import { type Failure, problemResponse, type Result } from '../problem.ts';
import { readJson } from './body.ts';
import { readQuery } from './query.ts';

/** The network reads some hundreds of tokens; beyond this, a text is a mistake rather than a text. */
export const MAX_TEXT_LENGTH = 20_000;
export const MAX_TEXTS = 64;

const PARAMETERS = ['text', 'explain'] as const;
const SWITCH = ['true', 'false'] as const;
const FIELDS = ['text', 'texts'] as const;

const Body = v.strictObject({
  text: v.exactOptional(v.string()),
  texts: v.exactOptional(v.array(v.string())),
});

type Texts = { text: string } | { texts: string[] };

/** `GET /sentiment?text=…&explain=true` and `POST /sentiment` with one text or several. */
export function sentiment(classifier: Classifier): Hono {
  const app = new Hono();
  app.get('/', (c) => {
    const question = readQuestion(c.req.url);
    if (!question.ok) return problemResponse(question.failure);
    const { text, options } = question.value;
    return jsonResponse(classifier.classify(text, options));
  });
  app.post('/', async (c) => {
    const query = readQuery(c.req.url, []);
    if (!query.ok) return problemResponse(query.failure);
    const texts = await readTexts(c.req.raw);
    if (!texts.ok) return problemResponse(texts.failure);
    if ('text' in texts.value) return jsonResponse(classifier.classify(texts.value.text));
    return jsonResponse({ results: classifier.classifyAll(texts.value.texts) });
  });
  return app;
}

type Question = { text: string; options: ClassifyOptions };

function readQuestion(url: string): Result<Question> {
  const query = readQuery(url, PARAMETERS);
  if (!query.ok) return query;
  const { text, explain = 'false' } = query.value;
  if (text === undefined) return { ok: false, failure: { kind: 'text-missing', where: 'query' } };
  if (!(SWITCH as readonly string[]).includes(explain)) {
    return {
      ok: false,
      failure: { kind: 'parameter-invalid', name: 'explain', value: explain, allowed: SWITCH },
    };
  }
  const failure = checkText(text, 'text');
  const value = { text, options: { explain: explain === 'true' } };
  return failure === null ? { ok: true, value } : { ok: false, failure };
}

async function readTexts(request: Request): Promise<Result<Texts>> {
  const json = await readJson(request);
  if (!json.ok) return json;
  // Valibot takes a list for an object with the keys 0, 1, …
  if (Array.isArray(json.value))
    return { ok: false, failure: wrongType('The body', json.value, 'an object') };
  const body = v.safeParse(Body, json.value, { abortEarly: true });
  if (!body.success) return { ok: false, failure: shapeFailure(body.issues[0]) };
  const failure = checkTexts(body.output);
  return failure === null ? { ok: true, value: body.output as Texts } : { ok: false, failure };
}

function checkTexts({ text, texts }: v.InferOutput<typeof Body>): Failure | null {
  if (text !== undefined) return texts === undefined ? checkText(text, 'text') : { kind: 'fields-conflict' };
  if (texts === undefined) return { kind: 'text-missing', where: 'body' };
  if (texts.length === 0) return { kind: 'texts-empty' };
  if (texts.length > MAX_TEXTS) return { kind: 'texts-too-many', count: texts.length, limit: MAX_TEXTS };
  for (const [i, each] of texts.entries()) {
    const failure = checkText(each, `texts[${i}]`);
    if (failure !== null) return failure;
  }
  return null;
}

function checkText(text: string, field: string): Failure | null {
  if (text.length > MAX_TEXT_LENGTH) {
    return { kind: 'text-too-long', field, length: text.length, limit: MAX_TEXT_LENGTH };
  }
  return isBlank(text) ? { kind: 'text-blank', field } : null;
}

/** Which part of the body has the wrong shape. The value itself is not repeated: it may be someone's text. */
function shapeFailure(issue: v.BaseIssue<unknown>): Failure {
  const keys = issue.path?.map(({ key }) => key) ?? [];
  if (issue.type === 'strict_object' && keys.length > 0) {
    return { kind: 'field-unknown', name: String(keys[0]), allowed: FIELDS };
  }
  const expected = { string: 'a string', array: 'a list of strings' }[issue.type] ?? 'an object';
  return wrongType(fieldName(keys), issue.input, expected);
}

function wrongType(field: string, value: unknown, expected: string): Failure {
  return { kind: 'field-invalid', field, received: typeName(value), expected };
}

function fieldName([field, index]: unknown[]): string {
  if (field === undefined) return 'The body';
  return index === undefined ? `"${field}"` : `"${field}[${index}]"`;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return { object: 'an object', string: 'a string', number: 'a number', boolean: 'a boolean' }[
    typeof value as string
  ] as string;
}
