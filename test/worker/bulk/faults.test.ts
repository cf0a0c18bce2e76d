import { afterEach, describe, expect, it, vi } from 'vitest';
import { writeModel } from '../../../src/model/file/modelfile.ts';
import { tinyParts } from '../../contract/tiny.ts';
import { noDigest } from '../model.ts';
import { BUCKET, Bulk, QUEUE, rows, type Status } from './service.ts';

const bulk = new Bulk();
const DEAD = `${QUEUE}-dead-letters`;

afterEach(() => vi.restoreAllMocks());

/** A job of two parts. */
async function begin(): Promise<Status> {
  const status = await bulk.start(rows(200));
  expect(status.parts.all).toBe(2);
  return status;
}

const resume = (id: string, service = bulk) => service.send(`/jobs/${id}/resume`, { method: 'POST' });

async function namesOf(prefix: string): Promise<string[]> {
  return (await BUCKET.list({ prefix })).objects.map(({ key }) => key);
}

describe('a job whose model is not served any more', () => {
  const other = new Bulk({}, writeModel({ ...tinyParts(), name: 'other' }, noDigest));

  it('fails, is refused a resume, and goes on where the model is there again', async () => {
    const { id } = await begin();
    const [first, second] = bulk.takeParts();
    await bulk.deliver(first);
    expect(await other.deliver(second)).toBe(true);
    const reason = 'it was begun with the model tiny@000000000000, which is not served any more';
    expect(await other.get(`/jobs/${id}`)).toMatchObject({ state: 'failed', reason, parts: { done: 1 } });
    const refused = await resume(id, other);
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      type: '/problems/job-ended',
      detail: `The job cannot go on: ${reason}. POST /jobs starts another.`,
    });
    expect((await resume(id)).status).toBe(202);
    await bulk.drain();
    expect(await bulk.get(`/jobs/${id}`)).toMatchObject({ state: 'done', rows: 200 });
  });
});

describe('a job whose input changes', () => {
  it.each([
    ['replaced', (key: string) => BUCKET.put(key, rows(200).replace('bad', 'BAD'))],
    ['removed', (key: string) => BUCKET.delete(key)],
  ])('fails where it is %s, and mixes nothing', async (_, change) => {
    const { id, input } = await begin();
    const [first, second] = bulk.takeParts();
    await bulk.deliver(first);
    await change(input.key);
    expect(await bulk.deliver(second)).toBe(true);
    const reason = `its input ${input.key} is not the object any more that it was begun with`;
    expect(await bulk.get(`/jobs/${id}`)).toMatchObject({ state: 'failed', reason, parts: { done: 1 } });
    expect((await resume(id)).status).toBe(409);
    expect((await bulk.send(`/jobs/${id}/result`)).status).toBe(409);
  });
});

describe('a part that fails', () => {
  it('is given back to the queue, and the log has no text of it', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { id } = await begin();
    const [first] = bulk.takeParts();
    const put = vi.spyOn(BUCKET, 'put').mockRejectedValue(new TypeError('cannot write "the room was bad"'));
    expect(await bulk.deliver(first)).toBe(false);
    put.mockRestore();
    const where = `parts 0 to 1 of the bulk job ${id}`;
    expect(log.mock.calls).toEqual([[JSON.stringify({ event: 'error', error: 'TypeError', where })]]);
    expect(await bulk.deliver(first)).toBe(true);
    expect(await bulk.get(`/jobs/${id}`)).toMatchObject({ parts: { done: 1 } });
  });

  it('as a dead letter makes the job fail once no other is left, and is tried again by a resume', async () => {
    const { id } = await begin();
    const [first, second] = bulk.takeParts();
    expect(await bulk.deliver(second, DEAD)).toBe(true);
    const running = { state: 'running', parts: { all: 2, done: 0, failed: 1, missing: 1 } };
    expect(await bulk.get(`/jobs/${id}`)).toMatchObject(running);
    await bulk.deliver(first);
    const failed = { state: 'failed', parts: { all: 2, done: 1, failed: 1, missing: 0 } };
    expect(await bulk.get(`/jobs/${id}`)).toMatchObject(failed);
    expect((await resume(id)).status).toBe(202);
    expect(bulk.sent).toEqual([{ job: id, from: 1, to: 2 }]);
    await bulk.drain();
    expect(await bulk.get(`/jobs/${id}`)).toMatchObject({ state: 'done', parts: { failed: 0 } });
  });

  it('as a dead letter of several marks all of them that are not answered', async () => {
    const { id } = await begin();
    const [first] = bulk.takeParts();
    await bulk.deliver(first);
    await bulk.deliver({ job: id, from: 0, to: 2 }, DEAD);
    expect(await bulk.get(`/jobs/${id}`)).toMatchObject({ state: 'failed', parts: { done: 1, failed: 1 } });
  });
});

describe('DELETE /jobs/:id', () => {
  it('cancels, removes all of the job and its body, and says so from then on', async () => {
    const { id } = await begin();
    const [first, second] = bulk.takeParts();
    await bulk.deliver(first);
    for (const _ of [1, 2]) {
      const response = await bulk.send(`/jobs/${id}`, { method: 'DELETE' });
      expect([response.status, await response.json()]).toEqual([200, { id, state: 'cancelled' }]);
    }
    await bulk.deliver(second);
    await bulk.deliver(second, DEAD);
    expect(await namesOf(`jobs/${id}/`)).toEqual([`jobs/${id}/cancelled`]);
    expect(await namesOf(`inputs/open/${id}`)).toEqual([]);
    expect(await bulk.get(`/jobs/${id}`)).toEqual({ id, state: 'cancelled' });
    for (const path of ['result', 'parts']) expect((await bulk.send(`/jobs/${id}/${path}`)).status).toBe(409);
    expect((await resume(id)).status).toBe(409);
  });

  it('keeps an object that the job was given the key of', async () => {
    await BUCKET.put('inputs/open/kept.txt', 'good\n');
    const { id } = await bulk.start('{"key":"inputs/open/kept.txt"}', 'application/json');
    await bulk.send(`/jobs/${id}`, { method: 'DELETE' });
    expect(await namesOf('inputs/open/kept.txt')).toEqual(['inputs/open/kept.txt']);
  });

  it.each(['before', 'while'] as const)('sweeps a part that is written %s it happens', async (when) => {
    const { id, input } = await begin();
    const [first] = bulk.takeParts();
    const put = BUCKET.put.bind(BUCKET);
    // The part is computed, and has found that nothing was cancelled.
    vi.spyOn(BUCKET, 'put').mockImplementationOnce(async (...args: unknown[]) => {
      if (when === 'while') {
        await put(`jobs/${id}/cancelled`, '');
        await BUCKET.delete([`jobs/${id}/job.json`, input.key]);
      }
      return (put as (...all: unknown[]) => Promise<R2Object>)(...args);
    });
    expect(await bulk.deliver(first)).toBe(true);
    if (when === 'before') await bulk.send(`/jobs/${id}`, { method: 'DELETE' });
    expect(await namesOf(`jobs/${id}/`)).toEqual([`jobs/${id}/cancelled`]);
  });

  it('sweeps a part that a consumer left behind, when its message comes again', async () => {
    const { id } = await begin();
    const [first] = bulk.takeParts();
    await bulk.deliver(first);
    await BUCKET.put(`jobs/${id}/cancelled`, '');
    await bulk.deliver(first);
    expect(await namesOf(`jobs/${id}/results/`)).toEqual([]);
  });
});

describe('an old job', () => {
  it('is stalled after five minutes without a part, and expired after fourteen days', async () => {
    const { id } = await begin();
    const created = Date.parse((await bulk.get<{ created: string }>(`/jobs/${id}`)).created);
    const at = (ms: number) => vi.spyOn(Date, 'now').mockReturnValue(created + ms);
    at(299_000);
    expect(await bulk.get(`/jobs/${id}`)).toMatchObject({ state: 'running' });
    at(301_000);
    expect(await bulk.get(`/jobs/${id}`)).toMatchObject({ state: 'stalled' });
    expect((await resume(id)).status).toBe(202);
    at(15 * 86_400_000);
    expect(await bulk.get(`/jobs/${id}`)).toMatchObject({ state: 'expired' });
    expect((await resume(id)).status).toBe(409);
  });
});
