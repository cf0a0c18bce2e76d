import type { WireOptions } from '../http/wire.ts';
import type { Classification } from '../model/classification.ts';
import { Lines } from './lines.ts';
import type { WireProblem } from './problem.ts';
import type { Send } from './send.ts';

/** Why a text of a stream has no answer: `line` says which one it is, counted from 1 over all requests. */
export type LineProblem = WireProblem & { line: number };

export type LineAnswer = Classification | LineProblem;

/** About what 10 ms of CPU take. */
const FIRST_BYTES = 4 * 1024;
/** After a request that ended before its last line: one text that costs all there is says nothing of those behind it. */
const LEAST_BYTES = 1024;
/** How much longer each request is, until one ends before its last line, and from then on. */
const GROWTH = 2;
const SLOW_GROWTH = 1.25;
/** What a socket takes at once: a request is sent whole before the service, which may stop early, ends the connection. */
const MOST_BYTES = 64 * 1024;
/** Requests in which no line is answered before that is told. */
const TRIES = 5;
/** Of a request that the service met in pieces: these lines have no answer. */
const LOST = ['/problems/body-incomplete', '/problems/line-in-pieces'];

/** Answers of one request, and whether it ended before its last line. */
type Answers = { answers: LineAnswer[]; isCut: boolean };

/**
 * Answers texts as lines of JSON, request after request, each from the line on that the last one ended before. Node's fetch loses answers
 * where a service ends a stream that is still being sent (https://github.com/nodejs/node/issues/54366): so every request is one body of bounded
 * size, as long as the last one was read.
 */
export async function* answerLines(
  send: Send,
  texts: Iterable<string> | AsyncIterable<string>,
  options: WireOptions,
  signal: AbortSignal | undefined,
): AsyncGenerator<LineAnswer, void, void> {
  const lines = new Lines(texts);
  const query = queryOf(options);
  let limit = FIRST_BYTES;
  let growth = GROWTH;
  let answered = 0;
  let idle = 0;
  try {
    for (let part = await lines.next(limit); part !== null; part = await lines.next(limit)) {
      const { answers, isCut } = answersIn(
        await send({ query, type: 'application/x-ndjson', body: part.body, signal }),
        part.lines,
      );
      idle = answers.length === 0 ? idle + 1 : 0;
      if (idle === TRIES)
        throw new Error(`${TRIES} requests had no answer to their first line, expected one at least`);
      const bytes = lines.answered(answers.length);
      if (isCut) growth = SLOW_GROWTH;
      limit = isCut ? Math.max(LEAST_BYTES, bytes) : Math.min(MOST_BYTES, Math.ceil(limit * growth));
      for (const answer of answers) {
        answered++;
        yield 'line' in answer ? { ...answer, line: answered } : answer;
      }
    }
  } finally {
    await lines.close();
  }
}

/** Answers that a text holds whole. */
function answersIn(text: string, lines: number): Answers {
  const answers: LineAnswer[] = [];
  // What follows the last line end is part of a line.
  for (const line of text.split('\n').slice(0, -1)) {
    const value = JSON.parse(line);
    if ('next' in value || LOST.includes(value.type)) break;
    answers.push(value);
  }
  if (answers.length > lines)
    throw new Error(`${answers.length} answers came to ${lines} lines, expected no more than these`);
  return { answers, isCut: answers.length < lines };
}

function queryOf(options: WireOptions): string {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return given.length === 0 ? '' : `?${query}`;
}
