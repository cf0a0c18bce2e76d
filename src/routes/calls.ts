import { classifyBatch, classifyOne, type ItemAnswer } from '../http/batch.ts';
import type { Answer } from '../http/format.ts';
import { faultOf, logError } from '../http/log.ts';
import type { Models } from '../http/models.ts';
import { type AnswerOptions, toOptions } from '../http/options.ts';
import { type Failure, type Problem, problemOf, type Result } from '../http/problem.ts';
import { readBody, readText } from '../http/question.ts';
import { withFacts } from '../http/response.ts';
import { Options } from '../http/schema.ts';
import { placeAt, validate, wrongType } from '../http/validate.ts';

/**
 * What a call returns: a problem is a value too. An error that is thrown to another Worker arrives without its problem where that Worker has
 * an old compatibility date (`test/contract/rpc.test.ts`), and its message ends in the log of whoever does not catch it.
 */
export type Returned<Value extends object> = ({ ok: true } & Value) | { ok: false; problem: Problem };

/** What other Workers may call. They are not held to any type: arguments are checked as those of a request are. */
export type Calls = {
  classify(text: unknown, options?: unknown): Returned<{ answer: Answer }>;
  classifyBatch(texts: unknown, options?: unknown): Returned<{ results: ItemAnswer[] }>;
};

export type CallName = keyof Calls;

/** The log's name of a call, which has no path. */
export function routeOf(name: CallName): string {
  return `rpc:${name}`;
}

/** Answers calls as `GET /sentiment` and `POST /sentiment` do. No call throws. */
export function createCalls(models: Models): Calls {
  return {
    classify: (text, options) => unlessFault('classify', () => answerOne(models, text, options)),
    classifyBatch: (texts, options) =>
      unlessFault('classifyBatch', () => answerSeveral(models, texts, options)),
  };
}

function answerOne(models: Models, given: unknown, asked: unknown): Returned<{ answer: Answer }> {
  const options = readCallOptions(asked);
  if (!options.ok) return refused(options.failure);
  const served = models.find(options.value.model);
  if (!served.ok) return refused(served.failure);
  const text = readText(given);
  if (!text.ok) return refused(text.failure);
  const { answer, facts } = classifyOne(served.value.classifier(), text.value, options.value);
  return withFacts({ ok: true, answer }, facts);
}

function answerSeveral(models: Models, texts: unknown, asked: unknown): Returned<{ results: ItemAnswer[] }> {
  const options = readCallOptions(asked);
  if (!options.ok) return refused(options.failure);
  const served = models.find(options.value.model);
  if (!served.ok) return refused(served.failure);
  const questions = readBody({ texts }, {});
  if (!questions.ok) return refused(questions.failure);
  const { entries } = questions.value as Extract<typeof questions.value, { entries: unknown }>;
  const results = classifyBatch(served.value.classifier(), entries, options.value);
  if (!results.ok) return refused(results.failure);
  const { answers, facts } = results.value;
  return withFacts({ ok: true, results: answers }, facts);
}

/** Whether its own fields are all that it has: a Map or a Date has others. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Options of a call, which may be missing. A field that is undefined is none, as it is for JSON. */
function readCallOptions(asked: unknown = {}): Result<AnswerOptions> {
  const place = placeAt('options');
  if (!isPlain(asked)) return { ok: false, failure: wrongType(place, asked, 'an object') };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const options = validate(Options, given, place);
  return options.ok ? toOptions(options.value) : options;
}

function refused(failure: Failure): { ok: false; problem: Problem } {
  return withFacts({ ok: false, problem: problemOf(failure) }, { problem: failure.kind });
}

/** What a call returns, or that the service or its model is at fault. */
function unlessFault<Value extends object>(name: CallName, call: () => Returned<Value>): Returned<Value> {
  try {
    return call();
  } catch (error) {
    logError(error, { method: 'RPC', route: routeOf(name) });
    return refused(faultOf(error));
  }
}
