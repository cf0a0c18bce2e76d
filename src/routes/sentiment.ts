import { Hono } from 'hono/tiny';
import { classifyBatch, classifyOne, type ItemAnswer } from '../http/batch.ts';
import { bodyLimit, readBodyType, readJson } from '../http/body.ts';
import { isCurrent } from '../http/etag.ts';
import type { Answer } from '../http/format.ts';
import type { Models } from '../http/models.ts';
import { type AnswerOptions, readOptions } from '../http/options.ts';
import { problemResponse, type Result } from '../http/problem.ts';
import { readQuery } from '../http/query.ts';
import {
  type Question,
  type Questions,
  readBody,
  readQuestion,
  readStreamOptions,
} from '../http/question.ts';
import { jsonResponse, linesResponse, notModified } from '../http/response.ts';
import { OPTION_NAMES } from '../http/schema.ts';
import { LineAnswers } from '../http/stream.ts';
import type { Answered, Asking, JsonBody, QueryOptions, Typed } from '../http/typed.ts';
import type { Classifier } from '../model/classifier.ts';

/** What a body asks: all at once, or line by line. */
type Asked = Question | Questions | { lines: ReadableStream<Uint8Array>; options: AnswerOptions };

/**
 * `GET /sentiment?text=…`, and `POST` and `QUERY /sentiment` (RFC 10008) with one text, several, or a stream of lines. The tag of an
 * answer to a GET is its model's: the answer follows from the address alone, as long as the deployment is the same.
 */
export function sentiment(models: Models) {
  const answerQuery = (c: Asking<{ query: { text: string } & QueryOptions }>) => {
    const question = readQuestion(c.req.url);
    if (!question.ok) return problemResponse(question.failure);
    const served = models.find(question.value.options.model);
    if (!served.ok) return problemResponse(served.failure);
    const { classifier, tag, tagged } = served.value;
    const current = isCurrent(c.req.raw, tag);
    if (!current.ok) return problemResponse(current.failure);
    if (current.value) return notModified(tagged);
    return answerOne(classifier(), question.value, tagged);
  };
  const answerBody = async (c: Asking<{ json: JsonBody; query?: QueryOptions }>) => {
    const asked = await readAsked(c.req.raw, models);
    if (!asked.ok) return problemResponse(asked.failure);
    const served = models.find(asked.value.options.model);
    if (!served.ok) return problemResponse(served.failure);
    const classifier = served.value.classifier();
    if ('text' in asked.value) return answerOne(classifier, asked.value);
    if ('entries' in asked.value) return answerSeveral(classifier, asked.value);
    const { lines, options } = asked.value;
    const answers = new LineAnswers(classifier, lines, options, {
      method: c.req.method,
      route: '/sentiment',
    });
    const facts = answers.facts.then((known) => ({ ...known, model: classifier.model }));
    // Nothing is made before it is asked for.
    return linesResponse(new ReadableStream(answers, { highWaterMark: 0 }), facts);
  };
  return new Hono().get('/', answerQuery).post('/', answerBody).query('/', answerBody);
}

function answerOne(classifier: Classifier, { text, options }: Question, headers?: Headers): Typed<Answer> {
  const { answer, facts } = classifyOne(classifier, text, options);
  return jsonResponse(answer, facts, headers);
}

function answerSeveral(
  classifier: Classifier,
  { entries, options }: Questions,
): Answered<{ results: ItemAnswer[] } | ItemAnswer[]> {
  const results = classifyBatch(classifier, entries, options);
  if (!results.ok) return problemResponse(results.failure);
  const { answers, facts } = results.value;
  // Lists of labels stand alone, as their form wants it.
  const body = options.format === undefined ? { results: answers } : answers;
  return jsonResponse(body, facts);
}

async function readAsked(request: Request, models: Models): Promise<Result<Asked>> {
  const query = readQuery(request.url, OPTION_NAMES);
  if (!query.ok) return query;
  const wire = readOptions(query.value);
  if (!wire.ok) return wire;
  // Before the body is read: how long it may be is the model's, where the query names one.
  const named = models.find(wire.value.model);
  if (!named.ok) return named;
  const type = readBodyType(request);
  if (!type.ok) return type;
  if (type.value === 'json') {
    const json = await readJson(request, bodyLimit(named.value.tokens));
    return json.ok ? readBody(json.value, wire.value) : json;
  }
  const options = readStreamOptions(wire.value);
  if (!options.ok) return options;
  const lines: ReadableStream<Uint8Array> = request.body ?? new Blob([]).stream();
  return { ok: true, value: { lines, options: options.value } };
}
