import { describe, expect, it } from 'vitest';
import { loadClassifier } from '../../../src/model/classifier.ts';
import { PartAnswers } from '../../../src/model/rows/answers.ts';
import type { RowFormat } from '../../../src/model/rows/format.ts';
import { tinyFile } from '../model.ts';
import { BUCKET, Bulk, rows, type Status, textOf } from './service.ts';

const encoder = new TextEncoder();
const classifier = loadClassifier(tinyFile());

/** The answers of a whole file in one piece. */
function answersOf(file: string, format: RowFormat, columns?: string[], options = {}): string {
  const bytes = encoder.encode(file);
  const part = { begin: 0, end: bytes.length };
  const answers = new PartAnswers(classifier, part, { format, columns }, options);
  return answers.push(bytes) + answers.finish();
}

const bulk = new Bulk();

describe('a job', () => {
  it.each<[string, RowFormat, string, string[]?]>([
    ['application/x-ndjson', 'ndjson', '{"text":"good","id":1}\n\n"bad"'],
    ['text/plain; charset=utf-8', 'text', 'good\r\n \r\nbad\r\n'],
    ['text/tab-separated-values', 'tsv', 'id\ttext\n1\tgood\n2\tbad\n', ['id', 'text']],
  ])('of %s has an answer for every row', async (type, format, file, columns) => {
    const { id, state, parts } = await bulk.start(file, type);
    expect({ state, parts }).toEqual({ state: 'running', parts: { all: 1, done: 0, failed: 0, missing: 1 } });
    await bulk.drain();
    const status = await bulk.get<Status>(`/jobs/${id}`);
    const expected = answersOf(file, format, columns);
    expect(status).toMatchObject({ state: 'done', format, result_bytes: encoder.encode(expected).length });
    expect(status.rows).toBe(expected.split('\n').length - 1);
    expect(await bulk.result(id)).toBe(expected);
  });

  it('answers 202 and says where it is', async () => {
    const response = await bulk.post('"good"\n');
    const { id } = await response.json<Status>();
    expect(response.status).toBe(202);
    expect(response.headers.get('Location')).toBe(`/jobs/${id}`);
    expect(id).toMatch(/^open-[\da-f]{22}$/);
    const job = await (await BUCKET.get(`jobs/${id}/job.json`))?.json();
    expect(job).toMatchObject({ id, key_id: 'open', model: 'tiny@000000000000', part_bytes: 131_072 });
  });

  it('takes options from the query, or from the body that names an object', async () => {
    await BUCKET.put('inputs/open/reviews.txt', 'good\nbad\n');
    const body = JSON.stringify({ key: 'inputs/open/reviews.txt', top_k: 1 });
    const options = { topK: 1, threshold: 0.99 };
    const { id } = await bulk.start(body, 'application/json', '?threshold=0.99');
    await bulk.drain();
    expect(await bulk.result(id)).toBe(answersOf('good\nbad\n', 'text', undefined, options));
    const other = await bulk.start('good\nbad\n', 'text/plain', '?top_k=1&threshold=0.99');
    await bulk.drain();
    expect(await bulk.result(other.id)).toBe(await bulk.result(id));
  });

  it.each(['', '\n'])('of %j is done with as many rows as that has', async (file) => {
    const { id } = await bulk.start(file, 'text/plain');
    await bulk.drain();
    expect(await bulk.get(`/jobs/${id}`)).toMatchObject({ state: 'done', rows: file.length });
    expect(await bulk.result(id)).toBe(answersOf(file, 'text'));
  });

  it('has its parts in the order of the file, and its result as far as Range asks', async () => {
    const file = rows(700);
    const { id, parts } = await bulk.start(file);
    expect(parts.all).toBeGreaterThan(3);
    await bulk.drain();
    const whole = await bulk.result(id);
    expect(whole === answersOf(file, 'ndjson')).toBe(true);
    const listed = await bulk.get<{ parts: { begin: number; rows: number; bytes: number }[] }>(
      `/jobs/${id}/parts`,
    );
    expect(listed.parts.map(({ begin }) => begin)).toEqual(
      Array.from({ length: parts.all }, (_, i) => i * 131_072),
    );
    expect(listed.parts.reduce((sum, each) => sum + each.rows, 0)).toBe(700);
    const [first] = listed.parts;
    const bytes = encoder.encode(whole);
    for (const [range, begin, end] of [
      ['bytes=0-0', 0, 1],
      ['Bytes=0-0', 0, 1],
      [`bytes=${first.bytes - 3}-${first.bytes + 2}`, first.bytes - 3, first.bytes + 3],
      ['bytes=1000-', 1000, bytes.length],
      ['bytes=-5', bytes.length - 5, bytes.length],
      [`bytes=7-${bytes.length + 100}`, 7, bytes.length],
      [`bytes=-${bytes.length + 100}`, 0, bytes.length],
    ] as const) {
      const response = await bulk.send(`/jobs/${id}/result`, { headers: { Range: range } });
      expect(response.status).toBe(206);
      expect(response.headers.get('Content-Range')).toBe(`bytes ${begin}-${end - 1}/${bytes.length}`);
      // The answers are ASCII.
      expect((await textOf(response)) === whole.slice(begin, end)).toBe(true);
    }
    const after = await bulk.get(`/jobs/${id}/parts?after=${listed.parts[1].begin}`);
    expect(after).toEqual({ parts: listed.parts.slice(2) });
  });

  it('answers a range of nothing with 416, and what is no single range with the whole', async () => {
    const { id } = await bulk.start('good\n', 'text/plain');
    await bulk.drain();
    const path = `/jobs/${id}/result`;
    const whole = await bulk.result(id);
    const beyond = await bulk.send(path, { headers: { Range: `bytes=${whole.length}-` } });
    expect(beyond.status).toBe(416);
    expect(beyond.headers.get('Content-Range')).toBe(`bytes */${whole.length}`);
    expect(await beyond.json()).toMatchObject({ type: '/problems/range-invalid' });
    for (const headers of [
      { Range: 'bytes=0-1,3-4' },
      { Range: 'lines=0-1' },
      { Range: 'bytes=5-2' },
      { Range: 'bytes=0-1', 'If-Range': '"another"' },
    ]) {
      const response = await bulk.send(path, { headers: headers as Record<string, string> });
      expect([response.status, await textOf(response)]).toEqual([200, whole]);
    }
    const head = await bulk.send(path, { method: 'HEAD' });
    expect([head.status, head.headers.get('Content-Length')]).toEqual([200, String(whole.length)]);
    expect(await textOf(head)).toBe('');
  });

  it('is listed, the newest first, a page at a time', async () => {
    const service = new Bulk({ API_KEYS: 'a'.repeat(64) });
    expect((await service.send('/jobs')).status).toBe(401);
    const ids: string[] = [];
    for (let i = 0; i < 23; i++) ids.unshift((await bulk.start('')).id);
    type Page = { jobs: { id: string }[]; next?: string };
    const page = await bulk.get<Page>('/jobs');
    expect(page.jobs).toHaveLength(20);
    expect(page.next).toBe(page.jobs[19].id);
    const seen = new Set(page.jobs.map(({ id }) => id));
    for (let { next } = page; next !== undefined; ) {
      const more = await bulk.get<Page>(`/jobs?after=${next}`);
      for (const { id } of more.jobs) seen.add(id);
      next = more.next;
    }
    expect(ids.filter((id) => !seen.has(id))).toEqual([]);
  });
});
