import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Classification } from '../../src/model/classification.ts';
import { createWorker } from '../../src/worker.ts';
import { legacyCall } from './mcp.ts';
import { tinyFile } from './model.ts';
import { partsWith, serviceWith } from './service.ts';

const LABELS = Array.from({ length: 1000 }, (_, i) => `label ${i}`);
const file = tinyFile([...LABELS]);
const send = serviceWith({}, [], file);
const get = (query: string) => send(`/sentiment?text=good&${query}`);
const post = (body: unknown, query = '') =>
  send(`/sentiment?${query}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'Content-Type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json' },
  });
const scoresOf = (answer: unknown) => Object.keys((answer as Classification).scores);

beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
});

describe('a model of 1,000 labels', () => {
  it.each([
    ['', 10],
    ['top_k=3', 3],
    ['top_k=64', 64],
    ['top_k=1000', 1000],
  ])('answers GET with %j by %i scores, the likeliest', async (query, count) => {
    const answer = await (await get(query)).json();
    expect(answer).toMatchObject({ label: 'label 999' });
    expect(scoresOf(answer)).toHaveLength(count);
    expect(scoresOf(answer)).toContain('label 999');
    const list: unknown[] = await (await get(`${query}&format=huggingface`)).json();
    expect(list).toHaveLength(count);
    expect(list[0]).toMatchObject({ label: 'label 999' });
  });

  it('answers POST, QUERY, batches, sentences, lines, calls and tools by 10 scores too', async () => {
    const { results } = await (await post({ texts: ['good', 'bad'] })).json<{ results: unknown[] }>();
    const items = await (await post({ items: [{ text: 'good' }] })).json<{ results: unknown[] }>();
    const lines = (await (await post('"good"\n"bad"\n')).text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const asked = await (
      await post({ text: 'Good. Bad.', sentences: true, explain: true })
    ).json<Classification>();
    const query = await send('/sentiment', {
      method: 'QUERY',
      body: '{"text":"good"}',
      headers: { 'Content-Type': 'application/json' },
    });
    const { calls } = createWorker(partsWith({}, [], file));
    const called = calls.classify('good');
    const tool = await legacyCall(send, 'classify_sentiment', { text: 'good' });
    const all = [
      ...[...results, ...items.results, ...lines, asked, ...asked.sentences!],
      ...[await query.json(), called.ok && called.answer, tool],
    ];
    expect(asked.sentences).toHaveLength(2);
    expect(asked.explanation!.reduce((sum, { weight }) => sum + Math.abs(weight), 0)).toBeCloseTo(1, 5);
    expect(all.map((answer) => scoresOf(answer).length)).toEqual(all.map(() => 10));
  });

  it('lists all of them as its card, and under /models', async () => {
    expect(await (await send('/model')).json()).toMatchObject({ labels: LABELS });
    expect(await (await send('/models')).json()).toMatchObject({ models: [{ labels: LABELS }] });
  });

  it('keeps its tag, whatever scores were asked for', async () => {
    const tags = await Promise.all(
      ['', 'top_k=1000'].map(async (query) => (await get(query)).headers.get('ETag')),
    );
    expect(tags[0]).toMatch(/^"/);
    expect(tags[1]).toBe(tags[0]);
  });

  it('takes 64 texts by 10 scores, and refuses what would be megabytes', async () => {
    const texts = new Array<string>(64).fill('good');
    const few = await post({ texts: texts.slice(0, 40) });
    expect(few.status).toBe(200);
    const many = await post({ texts }, 'top_k=1000');
    expect(many.status).toBe(413);
    const { needed, allowed } = await many.json<{ needed: number; allowed: number }>();
    expect(needed).toBeGreaterThan(allowed);
    expect((await post({ texts: texts.slice(0, 1) }, 'top_k=1000')).status).toBe(200);
    expect((await post({ texts: ['good'] }, 'top_k=1000&explain=true&sentences=true')).status).toBe(200);
  });

  it('ends a stream of all scores before it costs too much, and goes on from there', async () => {
    const lines = '"good"\n'.repeat(64);
    const answers = (await (await post(lines, 'top_k=1000')).text()).trim().split('\n');
    const { next } = JSON.parse(answers.at(-1)!);
    expect(next).toBeGreaterThan(1);
    expect(next).toBeLessThan(20);
    expect(answers).toHaveLength(next);
    expect(scoresOf(JSON.parse(answers[0]))).toHaveLength(1000);
  });
});
