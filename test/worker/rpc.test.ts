import { exports } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, type MockInstance, vi } from 'vitest';
import kernel from '../../build/edge-kernel.wasm';
import type { LabelScore } from '../../src/http/format.ts';
import type { Sentiment } from '../../src/index.ts';
import type { Classification } from '../../src/model/classification.ts';
import { createWorker } from '../../src/worker.ts';
import { overflowingFile, tinyFile } from './model.ts';

const SECRET = 'unique words of mine';

let log: MockInstance;
let error: MockInstance;
beforeEach(() => {
  log = vi.spyOn(console, 'log').mockImplementation(() => {});
  error = vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

/** The calls of a service around a model, with these variables. */
function callsWith(env: Partial<Cloudflare.Env> = {}, file = tinyFile()) {
  const weights = file.buffer as ArrayBuffer;
  return createWorker({
    kernel,
    weights,
    card: {},
    build: { digest: 'test', tools: '[]' },
    env: env as Cloudflare.Env,
  }).calls;
}

/** The lines that calls have left. */
const written = () => log.mock.calls.map(([line]) => JSON.parse(line));

describe('a call', () => {
  it('leaves the line that a request leaves, under its own route', () => {
    const calls = callsWith();
    calls.classify('good film');
    calls.classifyBatch(['good', ' ', 'bad film']);
    calls.classify(' ');
    const line = { event: 'request', model: 'tiny@000000000000' };
    expect(written()).toEqual([
      { ...line, route: 'rpc:classify', status: 200, texts: 1, tokens: 2, label: 'positive' },
      { ...line, route: 'rpc:classifyBatch', status: 200, texts: 3, tokens: 3 },
      { ...line, route: 'rpc:classify', status: 400, problem: 'text-blank' },
    ]);
  });

  it('leaves no word of a text or an option', () => {
    const calls = callsWith();
    calls.classify(SECRET);
    calls.classify(SECRET, { [SECRET]: SECRET });
    calls.classifyBatch([SECRET, { [SECRET]: 1 }], { language: SECRET });
    expect(written()).toHaveLength(3);
    expect(JSON.stringify(written())).not.toMatch(/unique|mine/);
  });

  it('leaves no line where REQUEST_LOG is off', () => {
    callsWith({ REQUEST_LOG: 'off' }).classify('good');
    expect(written()).toEqual([]);
  });

  it('needs no key and is not counted', () => {
    const limiter = { limit: vi.fn(async () => ({ success: false })) };
    const calls = callsWith({ API_KEYS: '0'.repeat(64), RATE_LIMITER: limiter });
    expect(calls.classify('good')).toMatchObject({ ok: true, answer: { label: 'positive' } });
    expect(limiter.limit).not.toHaveBeenCalled();
  });

  it.each([
    ['classify', (calls: ReturnType<typeof callsWith>) => calls.classify('good')],
    ['classifyBatch', (calls: ReturnType<typeof callsWith>) => calls.classifyBatch(['good'])],
  ] as const)('%s returns the fault of a model, and says so in the log without a text', (name, call) => {
    expect(call(callsWith({}, overflowingFile()))).toMatchObject({
      ok: false,
      problem: { type: '/problems/model-faulty', status: 500 },
    });
    expect(error.mock.calls).toEqual([
      [JSON.stringify({ event: 'error', error: 'ModelFaultError', method: 'RPC', route: `rpc:${name}` })],
    ]);
  });
});

describe('the entrypoint', () => {
  it('is typed on the other side of a binding', async () => {
    const binding: Service<Sentiment> = exports.Sentiment;
    const call = await binding.classify('good film', { top_k: 1 });
    if (!call.ok) throw new Error(call.problem.detail);
    expectTypeOf(call.answer.label).toEqualTypeOf<Classification['label']>();
    expect(call.answer.scores).toEqual({ positive: call.answer.score });
    const batch = await binding.classifyBatch(['good', ' ']);
    if (!batch.ok) throw new Error(batch.problem.detail);
    const [good, blank] = batch.results;
    expect('type' in good ? good.pointer : good.label).toBe('positive');
    expect('type' in blank ? blank.pointer : blank.label).toBe('#/texts/1');
  });

  it('is typed by its options where it is called at once', () => {
    expectTypeOf<Sentiment['classify']>().toBeCallableWith('good', { format: 'huggingface' });
    const lists = (sentiment: Sentiment) => sentiment.classify('good', { format: 'huggingface' });
    expectTypeOf<Extract<ReturnType<typeof lists>, { ok: true }>['answer']>().toEqualTypeOf<LabelScore[]>();
  });
});

it.each([
  ['a Map', new Map([['top_k', 1]])],
  ['a Date', new Date(0)],
  ['an Error', new Error('good')],
  ['a list', []],
])('options of a call that are %s are no options', (_, options) => {
  const returned = callsWith().classify('good', options);
  expect(returned).toMatchObject({ ok: false, problem: { type: '/problems/field-invalid' } });
});
