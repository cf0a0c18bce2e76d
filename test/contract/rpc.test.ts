import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHarness, type TestHarness } from 'wrangler';
import { snippetsOf } from './snippets.ts';
import { knownWords } from './ways/model.ts';
import { texts } from './ways/texts.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TEXTS = 100;

/** A Worker that hands each request's arguments to ours, and answers with what the call returned. */
const CALLER = `export default {
  async fetch(request, env) {
    const { name, args, binding } = await request.json();
    try {
      return Response.json(await env[binding][name](...args));
    } catch (error) {
      return Response.json({ name: error.name, message: error.message, own: Object.keys(error) });
    }
  },
};`;
/** A Worker that throws what this one returns. */
const THROWER = `import { WorkerEntrypoint } from 'cloudflare:workers';
export default class extends WorkerEntrypoint {
  classify() {
    throw Object.assign(new RangeError('no text'), { problem: { status: 400 } });
  }
}`;
/** Of the second Worker: one that nobody has touched for years. */
const OLD_DATE = '2024-04-03';

const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-rpc-'));
let harness: TestHarness;

beforeAll(async () => {
  writeFileSync(join(folder, 'caller.js'), CALLER);
  writeFileSync(join(folder, 'thrower.js'), THROWER);
  writeFileSync(join(folder, 'documented.ts'), snippetsOf('docs/client.md')[0]);
  const service = { service: 'edge-sentiment', entrypoint: 'Sentiment' };
  harness = createTestHarness({
    root: ROOT,
    workers: [
      { configPath: 'wrangler.toml' },
      {
        config: {
          name: 'caller',
          main: join(folder, 'caller.js'),
          compatibility_date: OLD_DATE,
          services: [
            { binding: 'SENTIMENT', ...service },
            { binding: 'THROWER', service: 'thrower' },
          ],
        },
      },
      {
        config: {
          name: 'documented',
          main: join(folder, 'documented.ts'),
          compatibility_date: '2026-11-09',
          services: [{ binding: 'SENTIMENT', ...service }],
        },
      },
      { config: { name: 'thrower', main: join(folder, 'thrower.js'), compatibility_date: '2026-11-09' } },
    ],
  });
  await harness.listen();
}, 90_000);

afterAll(async () => {
  await harness.close();
  rmSync(folder, { recursive: true, force: true });
});

type Name = 'classify' | 'classifyBatch';

/** What a call from the second Worker returns. */
function call(name: Name, ...args: unknown[]): Promise<unknown> {
  return callOn('SENTIMENT', name, args);
}

async function callOn(binding: string, name: Name, args: readonly unknown[]): Promise<unknown> {
  const body = JSON.stringify({ binding, name, args });
  return (await harness.getWorker('caller').fetch('/', { method: 'POST', body })).json();
}

/** What the service answers over HTTP. */
async function post(body: object): Promise<object> {
  const init = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
  return (await harness.getWorker('edge-sentiment').fetch('/sentiment', init)).json() as Promise<object>;
}

/** An answer over HTTP in the form of a call's. */
function returned(answer: object) {
  return 'type' in answer ? { ok: false, problem: answer } : { ok: true, answer };
}

const OPTIONS = [
  {},
  { explain: true },
  { sentences: true },
  { top_k: 1 },
  { threshold: 0.99 },
  { language: 'zh' },
  { format: 'huggingface', top_k: 2 },
];

describe('a call through a service binding', () => {
  it.each(OPTIONS)('answers as HTTP does with %j', async (options) => {
    const text = 'Good film, I think. But the end is bad!';
    expect(await call('classify', text, options)).toEqual({
      ok: true,
      answer: await post({ text, ...options }),
    });
    const list = [text, ' ', '不好看'];
    const results = await post({ texts: list, ...options });
    expect(await call('classifyBatch', list, options)).toEqual({
      ok: true,
      ...(Array.isArray(results) ? { results } : results),
    });
  });

  it.each([
    ['Chinese', '这部电影很好看'],
    ['emoji', '👩🏽‍🚀 👍'],
    ['half of a surrogate pair', 'good \ud83d film'],
    ['nothing to see', ' \n\u200b'],
    ['nothing', ''],
    ['nothing to read', '!!!'],
    ['20,001 code units', `${'good '.repeat(4000)}!`],
    ['20,000 code units', 'good '.repeat(4000)],
  ])('answers as HTTP does to %s', async (_, text) => {
    expect(await call('classify', text)).toEqual(returned(await post({ text })));
    expect(await call('classifyBatch', [text])).toEqual({ ok: true, ...(await post({ texts: [text] })) });
  });

  it(`gives ${TEXTS} texts of all kinds the answers of HTTP`, async () => {
    for (const text of fc.sample(texts(knownWords()), { seed: 2, numRuns: TEXTS })) {
      expect(await call('classify', text)).toEqual(returned(await post({ text })));
    }
  }, 60_000);

  it('refuses texts that cost too much together, with needed and allowed', async () => {
    const list = Array(64).fill('a text of some more words than there is time for '.repeat(2));
    const problem = await post({ texts: list });
    expect(problem).toMatchObject({ type: '/problems/batch-too-costly', needed: 1408, allowed: 1226 });
    expect(await call('classifyBatch', list)).toEqual({ ok: false, problem });
  });

  it.each<[string, Name, unknown[], string, string]>([
    ['no text', 'classify', [], 'field-invalid', '"text" is undefined, allowed a string.'],
    ['a number', 'classify', [5], 'field-invalid', '"text" is the number 5, allowed a string.'],
    ['a list', 'classify', [['good']], 'field-invalid', '"text" is a list, allowed a string.'],
    [
      'no list',
      'classifyBatch',
      ['good'],
      'field-invalid',
      '"texts" is a string, allowed a list of strings.',
    ],
    ['no texts', 'classifyBatch', [[]], 'texts-empty', '"texts" is empty, at least one text is needed.'],
    [
      '65 texts',
      'classifyBatch',
      [Array(65).fill('good')],
      'texts-too-many',
      '"texts" has 65 texts, allowed up to 64.',
    ],
    [
      'options that are none',
      'classify',
      ['good', 5],
      'field-invalid',
      '"options" is the number 5, allowed an object.',
    ],
    [
      'options in a list',
      'classify',
      ['good', [1]],
      'field-invalid',
      '"options" is a list, allowed an object.',
    ],
    [
      'options that are null',
      'classify',
      ['good', null],
      'field-invalid',
      '"options" is null, allowed an object.',
    ],
    [
      'an unknown option',
      'classify',
      ['good', { topK: 1 }],
      'field-unknown',
      '"options" has a field "topK", allowed "explain", "sentences", "top_k", "threshold", "language", "format", "model".',
    ],
    [
      'a wrong option',
      'classifyBatch',
      [['good'], { top_k: 0 }],
      'field-invalid',
      '"options.top_k" is the number 0, allowed a whole number from 1 to 1000.',
    ],
    [
      'options that exclude each other',
      'classify',
      ['good', { format: 'huggingface', explain: true }],
      'options-conflict',
      '"format" is "huggingface", a list of labels and scores, which has no place for "explain": leave one of them out.',
    ],
  ])('returns a problem for %s', async (_, name, args, kind, detail) => {
    const problem = { type: `/problems/${kind}`, detail };
    expect(await call(name, ...args)).toMatchObject({ ok: false, problem });
  });

  it('gives a wrong text of several a problem at its place', async () => {
    const list = ['good', 5, null, 'bad'];
    const { results } = (await call('classifyBatch', list)) as {
      results: { label?: string; pointer?: string }[];
    };
    expect(results).toEqual(((await post({ texts: list })) as { results: object }).results);
    expect(results.map(({ label, pointer }) => label ?? pointer)).toEqual([
      'positive',
      '#/texts/1',
      '#/texts/2',
      'negative',
    ]);
  });

  it('is made by the Worker of docs/client.md, which answers what it says', async () => {
    const worker = harness.getWorker('documented');
    const response = await worker.fetch('/', { method: 'POST', body: 'Good film' });
    expect(await response.text()).toBe('positive, negative, Blank text');
    const blank = await worker.fetch('/', { method: 'POST', body: ' ' });
    expect([blank.status, await blank.json()]).toMatchObject([400, { type: '/problems/text-blank' }]);
  });

  // Why a problem is returned and not thrown.
  it('that throws loses the problem of its error on the way to a Worker of an old date', async () => {
    expect(await callOn('THROWER', 'classify', [])).toEqual({
      name: 'RangeError',
      message: 'no text',
      own: ['remote'],
    });
  });

  it('leaves the log line of a call, without the text', async () => {
    harness.clearLogs();
    await call('classify', 'unique words of mine');
    const lines = harness.getLogs().map(({ message }) => message);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0])).toMatchObject({
      event: 'request',
      route: 'rpc:classify',
      status: 200,
      texts: 1,
    });
    expect(lines[0]).not.toMatch(/unique|mine/);
  });
});
