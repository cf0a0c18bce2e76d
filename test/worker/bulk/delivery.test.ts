import { beforeAll, describe, expect, it } from 'vitest';
import { MOST_RESULT_BYTES, partBytesFor } from '../../../src/bulk/plan.ts';
import type { Run } from '../../../src/bulk/runs.ts';
import { tinyFile } from '../model.ts';
import { Bulk, rows, type Status } from './service.ts';

const bulk = new Bulk();
const FILE = rows(700);
let undisturbed: string;

async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A job of the file, and the messages for its parts. */
async function begin(): Promise<{ id: string; parts: Run[] }> {
  const { id } = await bulk.start(FILE);
  return { id, parts: bulk.takeParts() };
}

async function expectDone(id: string): Promise<void> {
  expect(await bulk.get<Status>(`/jobs/${id}`)).toMatchObject({ state: 'done', rows: 700 });
  expect(await digestOf(await bulk.result(id))).toBe(undisturbed);
}

beforeAll(async () => {
  const { id, parts } = await begin();
  for (const part of parts) await bulk.deliver(part);
  undisturbed = await digestOf(await bulk.result(id));
});

describe('consume()', () => {
  it('has the same result where every message comes twice, in another order', async () => {
    const { id, parts } = await begin();
    const order = [3, 0, 4, 2, 1, 0, 1, 4, 3, 2].filter((part) => part < parts.length);
    expect(new Set(order).size).toBe(parts.length);
    expect(parts).toHaveLength(5);
    for (const part of order) expect(await bulk.deliver(parts[part])).toBe(true);
    await expectDone(id);
  });

  it('has the same result where two consumers are at each part at once', async () => {
    const { id, parts } = await begin();
    for (const part of parts) await Promise.all([bulk.deliver(part), bulk.deliver(part)]);
    await expectDone(id);
  });

  it('has the same result where messages are lost and the job is resumed', async () => {
    const { id, parts } = await begin();
    for (const lost of [1, 3]) parts.splice(lost, 1);
    for (const part of parts) await bulk.deliver(part);
    const early = await bulk.send(`/jobs/${id}/result`);
    expect(early.status).toBe(409);
    expect(await early.json()).toMatchObject({ type: '/problems/job-unfinished' });
    expect((await bulk.send(`/jobs/${id}/resume`, { method: 'POST' })).status).toBe(202);
    expect(bulk.sent).toEqual([
      { job: id, from: 1, to: 2 },
      { job: id, from: 4, to: 5 },
    ]);
    await bulk.drain();
    await expectDone(id);
    const again = await bulk.send(`/jobs/${id}/resume`, { method: 'POST' });
    expect(again.status).toBe(202);
    expect(bulk.sent).toEqual([]);
  });

  it.each([
    ['no object', 'a text'],
    ['null', null],
    ['no parts', { job: 'open-1', from: 3, to: 3 }],
    ['a fraction', { job: 'open-1', from: 0.5, to: 2 }],
    ['an unknown job', { job: `open-${'0'.repeat(22)}`, from: 0, to: 1 }],
    ['another place', { job: '../../x', from: 0, to: 1 }],
  ])('takes a message of %s, and does nothing', async (_, body) => {
    expect(await bulk.deliver(body)).toBe(true);
  });

  it('takes a message of parts beyond the file, and does nothing', async () => {
    const { id } = await bulk.start('"good"\n');
    expect(await bulk.deliver({ job: id, from: 0, to: 1_000_000 })).toBe(true);
    expect(await bulk.get(`/jobs/${id}`)).toMatchObject({ state: 'running', parts: { done: 0 } });
  });
});

describe('partBytesFor()', () => {
  const LABELS = [2, 3, 28, 64, 77].map((count) =>
    Array.from({ length: count }, (_, i) => `label "${i}" 中`),
  );

  it.each(LABELS.map((labels) => [labels.length, labels] as const))(
    'keeps the answers to one-letter lines and to blank ones of %i labels within their bound',
    async (_, labels) => {
      const service = new Bulk({}, tinyFile([...labels]));
      for (const line of ['a\n', '\n']) {
        const { id, part_bytes } = await service.start(line.repeat(2000), 'text/plain');
        await service.drain();
        const { result_bytes, input } = await service.get<Status>(`/jobs/${id}`);
        expect((result_bytes / input.bytes) * part_bytes).toBeLessThan(MOST_RESULT_BYTES);
      }
    },
  );

  it.each([
    [3, undefined, 131_072],
    [28, undefined, 32_768],
    [28, 1, 131_072],
    [64, undefined, 16_384],
    [1000, undefined, 65_536],
  ])('of %i labels and top_k %s is %i', (count, topK, expected) => {
    const labels = Array.from({ length: count }, (_, i) => `label ${i}`);
    expect(partBytesFor('default@0123456789ab', labels, topK)).toBe(expected);
  });
});
