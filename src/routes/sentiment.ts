import { Hono } from 'hono';
import { classifyBatch, type ItemAnswer } from '../http/batch.ts';
import { bodyLimit, readBodyType, readJson } from '../http/body.ts';
import { isCurrent } from '../http/etag.ts';
import { type Answer, inFormat } from '../http/format.ts';
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
import { jsonResponse, linesResponse, notModified, taggedHeaders } from '../http/response.ts';
import { OPTION_NAMES } from '../http/schema.ts';
import { LineAnswers } from '../http/stream.ts';
import type { Answered, Asking, JsonBody, QueryOptions, Typed } from '../http/typed.ts';
import type { Classifier } from '../model/classifier.ts';

/** What a body asks: all at once, or line by line. */
type Asked = Question | Questions | { lines: ReadableStream<Uint8Array>; options: AnswerOptions };

/**
 * `GET /sentiment?text=…`, and `POST` and `QUERY /sentiment` (RFC 10008) with one text, several, or a stream of lines.
 *
 * @param tag of every answer to a GET: it follows from the address alone, as long as the deployment is the same.
 */
export function sentiment(classifier: Classifier, tag: string) {
  const limit = bodyLimit(classifier.limits.tokens);
  const tagged = taggedHeaders(tag);
  const answerQuery = (c: Asking<{ query: { text: string } & QueryOptions }>) => {
    const question = readQuestion(c.req.url);
    if (!question.ok) return problemResponse(question.failure);
    const current = isCurrent(c.req.raw, tag);
    if (!current.ok) return problemResponse(current.failure);
    if (current.value) return notModified(tagged);
    return answerOne(classifier, question.value, tagged);
  };
  const answerBody = async (c: Asking<{ json: JsonBody; query?: QueryOptions }>) => {
    const asked = await readAsked(c.req.raw, limit);
    if (!asked.ok) return problemResponse(asked.failure);
    if ('text' in asked.value) return answerOne(classifier, asked.value);
    if ('entries' in asked.value) return answerSeveral(classifier, asked.value);
    const { lines, options } = asked.value;
    const answers = new LineAnswers(classifier, lines, options, {
      method: c.req.method,
      route: '/sentiment',
    });
    // Nothing is made before it is asked for.
    return linesResponse(new ReadableStream(answers, { highWaterMark: 0 }), answers.facts);
  };
  return new Hono().get('/', answerQuery).post('/', answerBody).query('/', answerBody);
}

function answerOne(classifier: Classifier, { text, options }: Question, headers?: Headers): Typed<Answer> {
  const answer = classifier.classify(text, options.classify);
  const { tokens, label } = answer;
  return jsonResponse(inFormat(answer, options.format), { texts: 1, tokens, label }, headers);
}

function answerSeveral(
  classifier: Classifier,
  { entries, options }: Questions,
): Answered<{ results: ItemAnswer[] } | ItemAnswer[]> {
  const results = classifyBatch(classifier, entries, options);
  if (!results.ok) return problemResponse(results.failure);
  const { answers, tokens } = results.value;
  // Lists of labels stand alone, as their form wants it.
  const body = options.format === undefined ? { results: answers } : answers;
  return jsonResponse(body, { texts: entries.length, tokens });
}

async function readAsked(request: Request, limit: number): Promise<Result<Asked>> {
  const query = readQuery(request.url, OPTION_NAMES);
  if (!query.ok) return query;
  const wire = readOptions(query.value);
  if (!wire.ok) return wire;
  const type = readBodyType(request);
  if (!type.ok) return type;
  if (type.value === 'json') {
    const json = await readJson(request, limit);
    return json.ok ? readBody(json.value, wire.value) : json;
  }
  const options = readStreamOptions(wire.value);
  if (!options.ok) return options;
  const lines: ReadableStream<Uint8Array> = request.body ?? new Blob([]).stream();
  return { ok: true, value: { lines, options: options.value } };
}
