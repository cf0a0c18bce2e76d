import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import type { OtherModel } from '../../src/http/models.ts';
import { writeModel } from '../../src/model/file/modelfile.ts';
import { DEFAULT_NETWORK } from '../../src/model/network/config.ts';
import { createWorker } from '../../src/worker.ts';
import { tinyParts } from '../contract/tiny.ts';
import { partsWith, serviceWith } from './service.ts';

const FIRST = 'tiny@000000000000';
const JSON_TYPE = 'application/json';
const LINES_TYPE = 'application/x-ndjson';

/** A tiny model of two labels, whose version is one digit over and over. */
function other(name: string, digit: string): OtherModel {
  const parts = { ...tinyParts(['bad', 'fine']), name };
  const weights = writeModel(parts, () => digit.repeat(64)).buffer as ArrayBuffer;
  return {
    name,
    version: digit.repeat(12),
    config: parts.config,
    weights,
    card: { licence: name, name: 'x' },
  };
}

const SECOND = other('评论-2', '1');
const service = serviceWith({}, [SECOND, other('stars', '2'), other('stars', '3')]);

let log: MockInstance;
beforeEach(() => {
  log = vi.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => log.mockRestore());

const query = (values: Record<string, string>) => `?${new URLSearchParams(values)}`;
const ask = (model?: string, headers: Record<string, string> = {}) =>
  service(`/sentiment${query({ text: 'good', ...(model === undefined ? {} : { model }) })}`, { headers });
const send = (method: string, body: unknown, parameters = '', type = JSON_TYPE) =>
  service(`/sentiment${parameters}`, {
    method,
    headers: { 'Content-Type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('?model=', () => {
  it.each([
    ['none', undefined, FIRST],
    ['the name of the first', 'tiny', FIRST],
    ['a name', '评论-2', '评论-2@111111111111'],
    ['a name and its version', '评论-2@111111111111', '评论-2@111111111111'],
    ['a name that two have, of which the first answers', 'stars', 'stars@222222222222'],
    ['the version of the second of a name', 'stars@333333333333', 'stars@333333333333'],
  ])('of %s says which model answers', async (_, model, answering) => {
    const response = await ask(model);
    expect(response.status).toBe(200);
    const label = answering === FIRST ? 'positive' : 'fine';
    expect(await response.json()).toMatchObject({ label, model: answering });
  });

  it.each<[string, () => Promise<Response>]>([
    ['the body of a POST', () => send('POST', { text: 'good', model: '评论-2' })],
    ['the body of a QUERY', () => send('QUERY', { text: 'good', model: '评论-2' })],
    ['the query of a POST', () => send('POST', { text: 'good' }, query({ model: '评论-2' }))],
    ['the query of lines', () => send('POST', '"good"', query({ model: '评论-2' }), LINES_TYPE)],
  ])('stands in %s too, with the same answer', async (_, request) => {
    const bytes = await (await request()).arrayBuffer();
    expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual(await (await ask('评论-2')).json());
  });

  it('goes for all texts of a batch', async () => {
    const response = await send('POST', { texts: ['good', 'bad'], model: '评论-2' });
    expect(await response.json()).toMatchObject({ results: [{ label: 'fine' }, { label: 'bad' }] });
  });

  it.each(['nobody', 'Tiny', 'tiny@', 'tiny@111111111111', '评论-2@000000000000', '@000000000000'])(
    'of %s is answered with those that there are',
    async (model) => {
      const served = `${FIRST}, 评论-2@111111111111, stars@222222222222, stars@333333333333`;
      const responses = [
        await ask(model),
        await service(`/model${query({ model })}`),
        await send('POST', { texts: ['good'], model }),
        await send('POST', '"good"', query({ model }), LINES_TYPE),
      ];
      for (const response of responses) {
        expect(response.status).toBe(404);
        const detail = `The model is "${model}", allowed ${served}, each with or without "@" and its version.`;
        expect(await response.json()).toMatchObject({ type: '/problems/model-unknown', detail });
      }
    },
  );

  it('is given once', async () => {
    const twice = await send('POST', { text: 'good', model: 'tiny' }, query({ model: 'tiny' }));
    expect(await twice.json()).toMatchObject({ type: '/problems/option-repeated' });
  });

  it('of a query bounds the body by what that model may read', async () => {
    const slow = { ...SECOND, config: { ...DEFAULT_NETWORK, labels: ['a', 'b'], width: 256, blocks: 8 } };
    const both = serviceWith({}, [slow]);
    const post = (parameters: string) => ({
      path: `/sentiment${parameters}`,
      init: {
        method: 'POST',
        headers: { 'Content-Type': JSON_TYPE },
        body: `{"text":"good"${' '.repeat(150_000)}}`,
      },
    });
    const [first, second] = [post(''), post(query({ model: '评论-2' }))];
    expect((await both(first.path, first.init)).status).toBe(200);
    expect((await both(second.path, second.init)).status).toBe(413);
  });
});

describe('ETag', () => {
  it('is of the model that answers: the tag of another is not current', async () => {
    const [first, second] = [await ask(), await ask('评论-2')].map(({ headers }) => headers.get('ETag')!);
    expect([first, second]).toEqual(['"000000000000-test-10"', '"111111111111-test-10"']);
    expect((await ask('评论-2', { 'If-None-Match': first })).status).toBe(200);
    expect((await ask('评论-2', { 'If-None-Match': second })).status).toBe(304);
    expect((await ask(undefined, { 'If-None-Match': second })).status).toBe(200);
  });
});

describe('GET /models', () => {
  it('lists names, versions, labels and limits, and which answers who names none', async () => {
    const labels = ['bad', 'fine'];
    expect(await (await service('/models')).json()).toEqual({
      models: [
        {
          name: 'tiny',
          version: '000000000000',
          labels: ['negative', 'neutral', 'positive'],
          tokens: 1800,
          default: true,
        },
        { name: '评论-2', version: '111111111111', labels, tokens: 1800, default: false },
        { name: 'stars', version: '222222222222', labels, tokens: 1800, default: false },
        { name: 'stars', version: '333333333333', labels, tokens: 1800, default: false },
      ],
    });
  });

  it('gives the limit that the model has once it is loaded', async () => {
    const { models } = (await (await service('/models')).json()) as { models: { tokens: number }[] };
    const { truncated, tokens }: { truncated: boolean; tokens: number } = await (
      await send('POST', { text: 'good '.repeat(4000), model: '评论-2' })
    ).json();
    expect([truncated, tokens]).toEqual([true, models[1].tokens]);
  });
});

describe('GET /model and /health', () => {
  it('give the first, /model?model= another, under its own name', async () => {
    expect(await (await service('/model')).json()).toMatchObject({ name: 'tiny' });
    expect(await (await service('/health')).json()).toEqual({ status: 'ok', model: FIRST });
    expect(await (await service(`/model${query({ model: '评论-2' })}`)).json()).toEqual({
      licence: '评论-2',
      name: '评论-2',
      version: '111111111111',
      labels: ['bad', 'fine'],
    });
  });
});

it('a model is loaded when it is first asked, and one that is damaged costs the others nothing', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  const damaged = serviceWith({}, [{ ...SECOND, weights: new ArrayBuffer(8) }]);
  const statuses = await Promise.all(
    ['/models', '/sentiment?text=good', `/sentiment${query({ text: 'good', model: '评论-2' })}`].map(
      async (path) => (await damaged(path)).status,
    ),
  );
  expect(statuses).toEqual([200, 200, 500]);
  error.mockRestore();
});

it.each<[string, () => Promise<Response>]>([
  ['GET', () => ask('评论-2')],
  ['a batch', () => send('POST', { texts: ['good'], model: '评论-2' })],
  ['lines', () => send('POST', '"good"', query({ model: '评论-2' }), LINES_TYPE)],
])('the log names the model that answered %s', async (_, request) => {
  await (await request()).arrayBuffer();
  // A stream's line is written in the turn after its end.
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(log.mock.calls.map(([line]) => JSON.parse(line).model)).toEqual(['评论-2@111111111111']);
});

describe('models are asked by name', () => {
  const { calls } = createWorker(partsWith({}, [SECOND]));
  const second = '评论-2@111111111111';
  const options = { model: '评论-2' };

  it('by calls of other Workers', () => {
    expect(calls.classify('good', options)).toMatchObject({ ok: true, answer: { model: second } });
    const results = [{ label: 'fine', model: second }];
    expect(calls.classifyBatch(['good'], options)).toMatchObject({ ok: true, results });
    expect(log.mock.calls.map(([line]) => JSON.parse(line).model)).toEqual([second, second]);
    for (const refused of [
      calls.classify('good', { model: 'nobody' }),
      calls.classifyBatch(['good'], { model: 'nobody' }),
    ]) {
      expect(refused).toMatchObject({ ok: false, problem: { type: '/problems/model-unknown' } });
    }
  });

  it.each([
    ['classify_sentiment', { text: 'good' }],
    ['classify_batch', { texts: ['good'] }],
  ])('by the tool %s', async (name, received) => {
    const call = async (model: string) => {
      const params = { name, arguments: { ...received, model } };
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
      const headers = { 'Content-Type': JSON_TYPE, 'MCP-Protocol-Version': '2025-06-18' };
      return JSON.stringify(await (await service('/mcp', { method: 'POST', body, headers })).json());
    };
    expect(await call('评论-2')).toContain(second);
    expect(await call('nobody')).toContain('"isError":true');
  });
});
