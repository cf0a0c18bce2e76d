import type * as v from 'valibot';
import { type Failure, PROBLEM_KINDS, type Problem, problemOf } from '../http/problem.ts';
import type { ModelList } from './answers.ts';
import { type ExampleRequest, exampleOf, inFull, KIND_PAGES, type KindPage } from './examples.ts';

/** What the document shows of a real service. */
export type Shown = {
  version: string;
  /** Of the model that answers whoever names none. */
  labels: readonly string[];
  licence: string;
  /** The models, the default one first. */
  models: v.InferOutput<typeof ModelList>['models'];
  /** What is answered to the example of each kind. */
  problems: Record<Failure['kind'], Problem>;
  /** Answers by the name of what was asked for. */
  answers: Record<string, { summary: string; value: unknown }>;
};

/** Sends a request to a service that asks for keys, that lets nobody through, or that does neither. */
export type Send = (request: ExampleRequest, needs: KindPage['needs']) => Response | Promise<Response>;

const TEXT = "The room was wonderful. The staff wasn't, sadly: rude and slow!";

function get(options: Record<string, string>, text = TEXT): ExampleRequest {
  return { method: 'GET', path: `/sentiment?${new URLSearchParams({ text, ...options })}` };
}

function post(type: string, body: string): ExampleRequest {
  return { method: 'POST', path: '/sentiment', headers: { 'Content-Type': type }, body };
}

/** What the document shows of answers. */
const ANSWERS: Record<string, { summary: string; request: ExampleRequest }> = {
  plain: { summary: 'As it is', request: get({}) },
  explained: { summary: 'With explain=true', request: get({ explain: 'true' }, 'not good') },
  sentences: { summary: 'With sentences=true', request: get({ sentences: 'true' }) },
  list: { summary: 'With format=huggingface', request: get({ format: 'huggingface' }) },
  several: { summary: 'Of two texts', request: post('application/json', '{"texts":["Good film"," "]}') },
  withIds: {
    summary: 'Of an item',
    request: post('application/json', '{"items":[{"id":"a","text":"Good film"}]}'),
  },
  line: { summary: 'Of a line', request: post('application/x-ndjson', '{"id": 7, "text": "不好看"}') },
  health: { summary: 'It runs', request: { method: 'GET', path: '/health' } },
  models: { summary: 'What can be asked', request: { method: 'GET', path: '/models' } },
};

/** Asks the service what the document shows of it. */
export async function show(send: Send, about: Pick<Shown, 'version' | 'licence' | 'labels'>): Promise<Shown> {
  const { models } = JSON.parse(await (await send(ANSWERS.models.request, undefined)).text()) as Pick<
    Shown,
    'models'
  >;
  const problems = await Promise.all(
    PROBLEM_KINDS.map(async (kind) => [kind, await problem(send, kind, models[0].tokens)]),
  );
  const answers = await Promise.all(
    Object.entries(ANSWERS).map(async ([name, { summary, request }]) => {
      const response = await send(request, undefined);
      return [name, { summary, value: JSON.parse(await response.text()) }];
    }),
  );
  return { ...about, models, problems: Object.fromEntries(problems), answers: Object.fromEntries(answers) };
}

/** What is answered to the example of a kind; the problem itself of a kind that no request alone brings about. */
async function problem(send: Send, kind: Failure['kind'], tokens: number): Promise<Problem> {
  const { needs, failure = { kind } as Failure } = KIND_PAGES[kind];
  const request = exampleOf(kind, tokens);
  if (request === undefined) return problemOf(failure);
  const [first] = (await (await send(request, needs)).text()).split('\n');
  const answer: Problem = JSON.parse(first);
  if (answer.type === `/problems/${kind}`) return answer;
  throw new Error(`the example of ${kind} in src/page/examples.ts is answered ${first}`);
}

/** The example as a request to a service. */
export function requestOf({ method, path, headers = {}, body }: ExampleRequest, origin: string): Request {
  const init: RequestInit = { method, headers };
  if (body !== undefined) init.body = inFull(body);
  return new Request(`${origin}${inFull(path)}`, init);
}
