import { hc } from 'hono/client';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { App } from '../../src/app.ts';
import type { ItemAnswer } from '../../src/http/batch.ts';
import type { LabelScore } from '../../src/http/format.ts';
import type { Problem } from '../../src/http/problem.ts';
import type { Classification } from '../../src/model/classification.ts';
import { ORIGIN, postJson, send } from './http.ts';

/** Sends what `hc` sends to the Worker as it is deployed. */
const client = hc<App>(ORIGIN, {
  fetch: (input: RequestInfo | URL, init?: RequestInit) => {
    const { pathname, search } = new URL(String(input));
    return send(pathname + search, init);
  },
});
const QUERY = { text: 'good film', top_k: '1', explain: 'true' } as const;

describe('hc<App>()', () => {
  it('types answers of GET by their status', async () => {
    const response = await client.sentiment.$get({ query: QUERY });
    if (response.status !== 200) throw new Error((await response.json()).detail);
    const answer = await response.json();
    expectTypeOf(answer).toEqualTypeOf<Classification | LabelScore[]>();
    if (Array.isArray(answer)) throw new Error('a list was not asked for');
    expect(answer.label).toBe('positive');
    expect(Object.keys(answer.scores)).toEqual(['positive']);
  });

  it('types everything but 200 as a problem', async () => {
    const response = await client.sentiment.$get({ query: { text: ' ' } });
    expectTypeOf(response.status).toEqualTypeOf<
      200 | 304 | 400 | 401 | 403 | 404 | 405 | 413 | 414 | 415 | 429 | 431 | 500
    >();
    if (response.ok) throw new Error('a blank text was answered');
    const problem = await response.json();
    expectTypeOf(problem).toEqualTypeOf<Problem>();
    expect([response.status, problem.type]).toEqual([400, '/problems/text-blank']);
  });

  it.each(['$post', '$query'] as const)('types bodies and answers of %s', async (method) => {
    const json = { texts: ['good', ' '], top_k: 1 };
    const response = await client.sentiment[method]({ json });
    if (!response.ok) throw new Error((await response.json()).detail);
    const answer = await response.json();
    expectTypeOf(answer).toEqualTypeOf<
      Classification | LabelScore[] | { results: ItemAnswer[] } | ItemAnswer[]
    >();
    expect(answer).toEqual(await (await postJson(json)).json());
  });

  it('types the model and its health', async () => {
    const card = await client.model.$get();
    const health = await client.health.$get();
    if (!card.ok || !health.ok) throw new Error('both are open');
    const { labels } = await card.json();
    expectTypeOf(labels).toEqualTypeOf<readonly string[]>();
    expect(labels).toContain('positive');
    const { status } = await health.json();
    expectTypeOf(status).toEqualTypeOf<'ok'>();
    expect(status).toBe('ok');
  });

  it('refuses what no request may hold before it is sent', () => {
    // Compiled and never called: a mistake that TypeScript did not find would leave an unused @ts-expect-error.
    const mistakes = () => {
      // @ts-expect-error a GET needs a text
      client.sentiment.$get({ query: {} });
      // @ts-expect-error no such language
      client.sentiment.$get({ query: { text: 'good', language: 'fr' } });
      // @ts-expect-error a switch is "true" or "false" in a query
      client.sentiment.$get({ query: { text: 'good', explain: 'yes' } });
      // @ts-expect-error a number is a number in a body
      client.sentiment.$post({ json: { text: 'good', top_k: '1' } });
      // @ts-expect-error a body needs a text
      client.sentiment.$post({ json: { top_k: 1 } });
      // @ts-expect-error no such route
      client.sentiments.$get();
    };
    expect(mistakes).toBeTypeOf('function');
  });
});
