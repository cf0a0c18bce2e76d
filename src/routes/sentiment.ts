import { Hono } from 'hono';
import * as v from 'valibot';
import { classifyBatch } from '../http/batch.ts';
import { bodyLimit, readJson } from '../http/body.ts';
import { type Failure, problemResponse, type Result } from '../http/problem.ts';
import { readQuery } from '../http/query.ts';
import { jsonResponse } from '../http/response.ts';
import { checkText, wrongType } from '../http/text.ts';
import type { Classifier, ClassifyOptions } from '../model/classifier.ts';

const MAX_TEXTS = 64;

const PARAMETERS = ['text', 'explain'] as const;
const SWITCH = ['true', 'false'] as const;
const FIELDS = ['text', 'texts'] as const;

const Body = v.strictObject({
  text: v.exactOptional(v.string()),
  texts: v.exactOptional(v.array(v.unknown())),
});

type Texts = { text: string } | { texts: unknown[] };

/** `GET /sentiment?text=…&explain=true` and `POST /sentiment` with one text or several. */
export function sentiment(classifier: Classifier): Hono {
  const app = new Hono();
  const limit = bodyLimit(classifier.limits.tokens);
  app.get('/', (c) => {
    const question = readQuestion(c.req.url);
    if (!question.ok) return problemResponse(question.failure);
    const { text, options } = question.value;
    return jsonResponse(classifier.classify(text, options));
  });
  app.post('/', async (c) => {
    const query = readQuery(c.req.url, []);
    if (!query.ok) return problemResponse(query.failure);
    const texts = await readTexts(c.req.raw, limit);
    if (!texts.ok) return problemResponse(texts.failure);
    if ('text' in texts.value) return jsonResponse(classifier.classify(texts.value.text));
    const results = classifyBatch(classifier, texts.value.texts, 'texts');
    return results.ok ? jsonResponse({ results: results.value }) : problemResponse(results.failure);
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

async function readTexts(request: Request, limit: number): Promise<Result<Texts>> {
  const json = await readJson(request, limit);
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
  return null;
}

/** Which part of the body has the wrong shape. */
function shapeFailure(issue: v.BaseIssue<unknown>): Failure {
  const keys = issue.path?.map(({ key }) => key) ?? [];
  if (issue.type === 'strict_object' && keys.length > 0) {
    return { kind: 'field-unknown', name: String(keys[0]), allowed: FIELDS };
  }
  const expected = { string: 'a string', array: 'a list of strings' }[issue.type] ?? 'an object';
  return wrongType(keys.length === 0 ? 'The body' : `"${keys[0]}"`, issue.input, expected);
}
