import type { Answer, MaxTexts, WireOptions } from '../http/wire.ts';
import { ProblemError, type WireProblem } from './problem.ts';
import type { Send } from './send.ts';

/** Why a text of several has no answer: `pointer` says which one it is. */
export type ItemProblem = WireProblem & { pointer: string };

type Results = (Answer | ItemProblem)[];

/** Texts of one request. Its type is the service's own number. */
const MAX_TEXTS: MaxTexts = 64;

/** Answers any number of texts in requests that cost no more than the service allows. */
export async function answerBatch(
  send: Send,
  texts: readonly string[],
  options: WireOptions,
  signal: AbortSignal | undefined,
): Promise<Results> {
  const answers: Results = [];
  let size: number = MAX_TEXTS;
  while (answers.length < texts.length) {
    const part = texts.slice(answers.length, answers.length + size);
    const body = JSON.stringify({ texts: part, ...options });
    const sent = await send({ type: 'application/json', body, signal }).catch((error) => {
      size = smaller(part.length, error);
      return null;
    });
    if (sent === null) continue;
    const results: Results = resultsIn(sent);
    if (results.length !== part.length)
      throw new Error(`${results.length} results came of ${part.length} texts, expected as many`);
    const before = answers.length;
    answers.push(...results.map((each, i) => ('pointer' in each ? placed(each, i, before + i) : each)));
    // A little more: texts may be shorter from here on.
    size = Math.min(MAX_TEXTS, size + 1 + (size >> 3));
  }
  return answers;
}

/** How many texts to send instead of so many that were too much. @throws any other error. */
function smaller(count: number, error: unknown): number {
  const problem = error instanceof ProblemError ? error.problem : null;
  const isTooMuch =
    problem?.type === '/problems/batch-too-costly' || problem?.type === '/problems/body-too-large';
  if (!isTooMuch || count === 1) throw error;
  const { needed = 2, allowed = 1 } = problem;
  return Math.max(1, Math.min(count >> 1, Math.floor((count * allowed) / needed)));
}

/** Lists of labels stand alone. */
function resultsIn(text: string): Results {
  const value = JSON.parse(text);
  return Array.isArray(value) ? value : value.results;
}

/** The problem of a text that stands elsewhere among all than in its request. */
function placed(problem: ItemProblem, from: number, to: number): ItemProblem {
  const detail = problem.detail.replace(`"texts[${from}]`, `"texts[${to}]`);
  return { ...problem, detail, pointer: `#/texts/${to}` };
}
