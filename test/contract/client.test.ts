import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { InferOutput } from 'valibot';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { createClient, type ItemProblem, type LineAnswer, ProblemError } from '../../src/client/client.ts';
import type { LabelScore } from '../../src/http/format.ts';
import type { Options } from '../../src/http/schema.ts';
import type { WireOptions } from '../../src/http/wire.ts';
import type { Classification } from '../../src/model/classification.ts';
import card from '../../src/weights/default.json' with { type: 'json' };
import { bundle, startWorkerd, type Workerd } from '../bench/workerd.ts';
import { runSnippet, snippetsOf } from './snippets.ts';
import { knownWords, model } from './ways/model.ts';
import { texts } from './ways/texts.ts';

const TEXTS = 2000;
const KEY = 'a-key-of-this-test';
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
let workerd: Workerd;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  const env = { REQUEST_LOG: 'off', API_KEYS: createHash('sha256').update(KEY).digest('hex') };
  const files = {
    'model.safetensors': model,
    'card.json': JSON.stringify(card),
    'env.json': JSON.stringify(env),
  };
  workerd = await startWorkerd(bundle('client', at('../bench/workers/served.ts'), files));
  client = createClient({ url: workerd.url, key: KEY });
}, 90_000);

afterAll(() => workerd.stop());

type Answer = Classification | LabelScore[] | ItemProblem | LineAnswer;

/** An answer without what follows from the way that it came by: a problem of a text names the field that the text stood in. */
function plain(answer: Answer | ProblemError['problem']): unknown {
  return 'type' in answer ? { type: answer.type, status: answer.status } : answer;
}

/** The answer to a text alone, or its problem. */
async function alone(text: string, options = {}): Promise<unknown> {
  const answer = await client.classify(text, options).catch((error: ProblemError) => error.problem);
  return plain(answer);
}

async function collect<Value>(source: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const each of source) all.push(each);
  return all;
}

/** Texts, and how many of them were asked for; `isClosed` once no more are wanted. */
function counted(all: readonly string[]) {
  const state = { read: 0, isClosed: false };
  async function* source() {
    try {
      for (const text of all) {
        state.read++;
        yield text;
      }
    } finally {
      state.isClosed = true;
    }
  }
  return { source: source(), state };
}

it('WireOptions are the options that the service reads', () => {
  expectTypeOf<WireOptions>().toEqualTypeOf<InferOutput<typeof Options>>();
});

describe('the client', () => {
  it(`answers ${TEXTS} texts alone, in batches and as a stream alike, in their order`, async () => {
    const all = fc.sample(texts(knownWords()), { seed: 3, numRuns: TEXTS });
    const [batch, stream, streamed] = await Promise.all([
      client.classifyBatch(all),
      collect(client.classifyStream(all)),
      collect(client.classifyStream(counted(all).source)),
    ]);
    const single: unknown[] = [];
    for (let i = 0; i < TEXTS; i += 20) {
      single.push(...(await Promise.all(all.slice(i, i + 20).map((text) => alone(text)))));
    }
    expect(batch.map(plain)).toEqual(single);
    expect(stream.map(plain)).toEqual(single);
    expect(streamed).toEqual(stream);
    const wrong = stream.flatMap((answer, i) => ('line' in answer ? [[answer.line, i + 1]] : []));
    expect(wrong.length).toBeGreaterThan(0);
    for (const [line, place] of wrong) expect(line).toBe(place);
  }, 120_000);

  it.each([{ explain: true, top_k: 1 }, { sentences: true }, { threshold: 0.9, language: 'en' }] as const)(
    'hands %j on in every way',
    async (options) => {
      const all = Array.from({ length: 40 }, (_, i) => `The film was good. The end of part ${i} was bad!`);
      const single = await Promise.all(all.map((text) => alone(text, options)));
      expect(await client.classifyBatch(all, options)).toEqual(single);
      expect(await collect(client.classifyStream(all, options))).toEqual(single);
    },
  );

  it('types answers by the options', async () => {
    const one = await client.classify('good', { top_k: 1 });
    expectTypeOf(one).toEqualTypeOf<Classification>();
    const list = await client.classify('good', { format: 'huggingface' });
    expectTypeOf(list).toEqualTypeOf<LabelScore[]>();
    expect(list[0].label).toBe(one.label);
    const lists = await client.classifyBatch(['good', 'bad'], { format: 'huggingface' });
    expectTypeOf(lists).toEqualTypeOf<(LabelScore[] | ItemProblem)[]>();
    expect(lists[0]).toEqual(list);
  });

  it('gives wrong texts their problems at their places, whatever request they were in', async () => {
    const all: unknown[] = Array(150).fill('good');
    all[0] = ' ';
    all[70] = 5;
    all[140] = 'x'.repeat(20_001);
    const batch = await client.classifyBatch(all as string[]);
    expect([0, 70, 140].map((i) => batch[i])).toMatchObject([
      { type: '/problems/text-blank', pointer: '#/texts/0' },
      {
        type: '/problems/field-invalid',
        pointer: '#/texts/70',
        detail: expect.stringMatching(/^"texts\[70\]" is/),
      },
      { type: '/problems/text-too-long', pointer: '#/texts/140' },
    ]);
    const lines = await collect(client.classifyStream(all as string[]));
    expect([0, 70, 140].map((i) => lines[i])).toMatchObject([
      { type: '/problems/text-blank', line: 1 },
      { type: '/problems/field-invalid', line: 71 },
      { type: '/problems/text-too-long', line: 141 },
    ]);
    expect([batch, lines].map((each) => each.filter((answer) => 'label' in answer).length)).toEqual([
      147, 147,
    ]);
  });

  it('sends long texts in requests of less than a body may have', async () => {
    const all = Array(20).fill('好'.repeat(20_000));
    expect((await client.classifyBatch(all)).map((each) => 'truncated' in each && each.truncated)).toEqual(
      Array(20).fill(true),
    );
    expect(await collect(client.classifyStream(all.slice(0, 3)))).toHaveLength(3);
  });

  it('asks nothing where there are no texts', async () => {
    const nobody = createClient({ url: 'http://localhost:1' });
    expect(await nobody.classifyBatch([])).toEqual([]);
    expect(await collect(nobody.classifyStream([]))).toEqual([]);
  });

  it('reads no further ahead than a request takes, and closes its source when it is left', async () => {
    const { source, state } = counted(Array(100_000).fill('a film that I liked, with a good end'));
    let taken = 0;
    for await (const { model } of client.classifyStream(source) as AsyncGenerator<Classification>) {
      expect(model).toMatch(/^default@/);
      if (++taken === 200) break;
    }
    expect(state).toEqual({ read: expect.any(Number), isClosed: true });
    expect(state.read).toBeLessThan(taken + 1000);
  });

  it('throws what its source throws', async () => {
    async function* broken() {
      yield 'good';
      throw new RangeError('no more');
    }
    await expect(collect(client.classifyStream(broken()))).rejects.toThrow(new RangeError('no more'));
  });

  it('refuses one text in place of several', async () => {
    await expect(collect(client.classifyStream('good'))).rejects.toThrow('put it into a list');
  });

  it('throws the problem of a request that is refused', async () => {
    const error = await client.classify(' ').catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      name: 'ProblemError',
      message: '"text" has no visible character, at least one is needed.',
      problem: { type: '/problems/text-blank', status: 400 },
    });
    const options = { language: 'fr' as 'en' };
    await expect(client.classifyBatch(['good'], options)).rejects.toThrow('allowed "en" or "zh"');
    await expect(collect(client.classifyStream(['good'], options))).rejects.toThrow('allowed "en" or "zh"');
  });

  it.each([
    ['no key', undefined, 'key-missing'],
    ['a wrong key', 'another', 'key-invalid'],
  ])('throws the problem of %s at once', async (_, key, kind) => {
    const stranger = createClient({ url: `${workerd.url}/`, key });
    const problem = { type: `/problems/${kind}`, status: 401 };
    await expect(stranger.classify('good')).rejects.toMatchObject({ problem });
    await expect(stranger.classifyBatch(['good'])).rejects.toMatchObject({ problem });
    await expect(stranger.classifyStream(['good']).next()).rejects.toMatchObject({ problem });
  });

  it.each([
    ['an address', { url: 'localhost' }],
    ['a key', { url: 'http://localhost', key: 'two\nlines' }],
  ])('refuses %s that cannot be one before anything is sent', (_, parts) => {
    expect(() => createClient(parts)).toThrow(TypeError);
  });
});

describe('a snippet', () => {
  const [, ...pages] = snippetsOf('docs/client.md');
  const snippets = [...pages, ...snippetsOf('src/client/client.ts')];

  it('is found for the client, for hc and in the comment of createClient()', () => {
    expect(snippets.map((code) => /createClient|hc</.exec(code)?.[0])).toEqual([
      'createClient',
      'hc<',
      'createClient',
    ]);
  });

  it.each(snippets.map((code, i) => [i, code] as const))(
    '%i runs, and prints what it says',
    async (i, code) => {
      const { printed, said } = await runSnippet(code, { name: `client-${i}`, url: workerd.url, key: KEY });
      expect(said.length).toBeGreaterThan(0);
      expect(printed).toEqual(said);
    },
  );
});
