import { describe, expect, it } from 'vitest';
import { digestOf } from '../service.ts';
import { BUCKET, Bulk, type Status } from './service.ts';

const bulk = new Bulk();
const KEYS = ['first-key', 'second-key'];
const closed = new Bulk({ API_KEYS: (await Promise.all(KEYS.map(digestOf))).join(',') });
const IDS = await Promise.all(KEYS.map(async (key) => (await digestOf(key)).slice(0, 8)));
const bearing = (key: string) => ({ Authorization: `Bearer ${key}` });
const JOB = `open-${'0'.repeat(22)}`;

const named = (body: object) => bulk.post(JSON.stringify(body), 'application/json');

type Case = [kind: string, status: number, what: string, request: () => Promise<Response>, detail: string];

const CASES: Case[] = [
  ['job-unknown', 404, 'a job that is not', () => bulk.send(`/jobs/${JOB}`), 'GET /jobs lists'],
  ['job-unknown', 404, 'no id', () => bulk.send('/jobs/..%2Fx/result'), 'has no job of this name'],
  ['job-unknown', 404, 'a resume', () => bulk.send(`/jobs/${JOB}/resume`, { method: 'POST' }), 'no job'],
  ['job-unknown', 404, 'a removal', () => bulk.send(`/jobs/${JOB}`, { method: 'DELETE' }), 'no job'],
  [
    'length-missing',
    411,
    'a body without a length',
    () =>
      bulk.send('/jobs', {
        method: 'POST',
        body: new Blob(['"good"']).stream(),
        headers: { 'Content-Type': 'application/x-ndjson' },
      }),
    '--data-binary @FILE',
  ],
  [
    'length-missing',
    411,
    'a length that is none',
    () => bulk.post('"good"', undefined, '', { 'Content-Length': 'much' }),
    'Content-Length',
  ],
  [
    'input-too-large',
    413,
    'a body of more than 100 MB',
    () => bulk.post('"good"', undefined, '', { 'Content-Length': '100000001' }),
    'The body has 100000001 bytes, allowed up to 100000000',
  ],
  [
    'input-unknown',
    404,
    'an object that is not',
    () => named({ key: 'inputs/open/none.txt' }),
    'inputs/open/',
  ],
  [
    'input-unknown',
    404,
    'a result',
    () => named({ key: `jobs/${JOB}/results/000000000000`, format: 'text' }),
    '"key"',
  ],
  [
    'input-unknown',
    404,
    'the file of another tenant',
    () => named({ key: 'inputs/0badf00d/x.txt' }),
    '"key"',
  ],
  [
    'input-not-lines',
    415,
    'a body of CSV',
    () => bulk.post('text\ngood\n', 'text/csv'),
    'npm run trainer -- bulk',
  ],
  ['input-not-lines', 415, 'an object of CSV', () => named({ key: 'inputs/open/x.CSV' }), 'cannot be cut'],
  [
    'header-invalid',
    400,
    'TSV without a text',
    () => bulk.post('a\tb\n', 'text/tab-separated-values'),
    'no column "text"',
  ],
  ['field-invalid', 400, 'no format', () => named({ key: 'inputs/open/x' }), 'where the key ends in none of'],
  [
    'field-invalid',
    400,
    'another format',
    () => named({ key: 'inputs/open/x', format: 'xml' }),
    '"ndjson", "text" or "tsv"',
  ],
  [
    'field-invalid',
    400,
    'rows as JSON',
    () => named({ text: 'good' }),
    '"key" is undefined, allowed the name of an object in the bucket',
  ],
  [
    'field-invalid',
    400,
    'no key',
    () => named({ format: 'text' }),
    'rows themselves are sent as application/x-ndjson, ',
  ],
  ['field-invalid', 400, 'a key that is none', () => named({ key: 5 }), 'a string of 1 to 1024 characters'],
  [
    'field-unknown',
    400,
    'explanations',
    () => named({ key: 'inputs/open/x.txt', explain: true }),
    '"explain"',
  ],
  [
    'parameter-unknown',
    400,
    'explanations',
    () => bulk.post('"a"', undefined, '?explain=true'),
    'allowed "top_k"',
  ],
  ['parameter-unknown', 400, 'a query of a list', () => bulk.send('/jobs?limit=5'), 'allowed "after"'],
  [
    'parameter-invalid',
    400,
    'another place of a list',
    () => bulk.send('/jobs?after=x'),
    'the "id" of a job of yours',
  ],
  ['model-unknown', 404, 'another model', () => bulk.post('"a"', undefined, '?model=none'), 'tiny@'],
  [
    'content-type-unsupported',
    415,
    'a form',
    () => bulk.post('a=b', 'application/x-www-form-urlencoded'),
    'text/plain',
  ],
  [
    'content-type-unsupported',
    415,
    'rows in UTF-16',
    () => bulk.post('"a"', 'application/x-ndjson; charset=utf-16'),
    'charset=utf-16',
  ],
  [
    'content-encoding-unsupported',
    415,
    'a body in gzip',
    () => bulk.post('"a"', undefined, '', { 'Content-Encoding': 'gzip' }),
    'allowed identity',
  ],
  [
    'body-malformed',
    400,
    'half an object',
    () => bulk.post('{"key":', 'application/json'),
    'not one JSON value',
  ],
  ['method-not-allowed', 405, 'PUT', () => bulk.send('/jobs', { method: 'PUT' }), 'allowed POST, GET, HEAD'],
  [
    'method-not-allowed',
    405,
    'POST to a job',
    () => bulk.send(`/jobs/${JOB}`, { method: 'POST' }),
    'allowed GET, HEAD, DELETE',
  ],
  ['not-found', 404, 'another path', () => bulk.send('/sentiment?text=a'), 'allowed /health, /jobs'],
  [
    'not-found',
    404,
    'the pages',
    () => bulk.send('/docs'),
    '; docs/bulk.md in the repository tells of each.',
  ],
  ['key-missing', 401, 'no key', () => closed.send('/jobs'), 'no header "Authorization"'],
  ['key-invalid', 401, 'another key', () => closed.send('/jobs', { headers: bearing('x') }), 'not known'],
];

describe('a request', () => {
  it.each(CASES)('is answered %s, %i: %s', async (kind, status, _, request, detail) => {
    const response = await request();
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    const problem = await response.json<{ detail: string }>();
    expect(problem).toMatchObject({ type: `/problems/${kind}`, status });
    expect(response.status).toBe(status);
    expect(problem.detail).toContain(detail);
  });

  it('that is refused leaves nothing in the bucket', async () => {
    const before = (await BUCKET.list()).objects.length;
    for (const [, , , request] of CASES) await request();
    expect((await BUCKET.list()).objects).toHaveLength(before);
  });

  it('for the health of the Worker needs no key', async () => {
    expect(await closed.get('/health')).toEqual({ status: 'ok', model: 'tiny@000000000000' });
  });

  it('leaves a line in the log without its id', async () => {
    const lines: string[] = [];
    const log = console.log;
    console.log = (line: string) => lines.push(line);
    await new Bulk({ REQUEST_LOG: 'on' }).send(`/jobs/${JOB}/parts`);
    console.log = log;
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        event: 'request',
        route: '/jobs/:id/parts',
        status: 404,
        problem: 'job-unknown',
      }),
    ]);
    expect(lines.join()).not.toContain(JOB);
  });
});

describe('a key', () => {
  it('sees its own jobs and inputs only', async () => {
    const [first, second] = KEYS;
    const { id, input } = await closed.start('"good"\n', undefined, '', bearing(first));
    expect(id).toMatch(new RegExp(`^${IDS[0]}-`));
    await closed.drain();
    const paths = [`/jobs/${id}`, `/jobs/${id}/result`, `/jobs/${id}/parts`];
    for (const path of paths) {
      expect((await closed.send(path, { headers: bearing(first) })).status).toBe(200);
      expect((await closed.send(path, { headers: bearing(second) })).status).toBe(404);
    }
    for (const [path, method] of [
      [`/jobs/${id}/resume`, 'POST'],
      [`/jobs/${id}`, 'DELETE'],
    ])
      expect((await closed.send(path, { method, headers: bearing(second) })).status).toBe(404);
    const listed = async (key: string) =>
      (await closed.get<{ jobs: Status[] }>('/jobs', { headers: bearing(key) })).jobs.map((job) => job.id);
    expect(await listed(first)).toEqual([id]);
    expect(await listed(second)).toEqual([]);
    const body = JSON.stringify({ key: input.key, format: 'ndjson' });
    const again = (key: string) => closed.post(body, 'application/json', '', bearing(key));
    expect((await again(second)).status).toBe(404);
    expect((await again(first)).status).toBe(202);
  });

  it('is refused where its digest begins as another does', () => {
    const digests = ['0badf00d'.padEnd(64, '1'), '0badf00d'.padEnd(64, '2')];
    expect(() => new Bulk({ API_KEYS: digests.join(',') })).toThrow(
      'API_KEYS has two digests that begin with 0badf00d, allowed is one',
    );
  });
});

describe('a binding', () => {
  it.each([
    ['BUCKET', '[[r2_buckets]]'],
    ['QUEUE', '[[queues.producers]]'],
  ])('%s that is missing ends the deployment', (name, where) => {
    expect(() => new Bulk({ [name]: undefined })).toThrow(
      `${name} is of type undefined, allowed a binding of ${where}`,
    );
  });

  it('of another name than a setting is refused as the service does', () => {
    expect(() => new Bulk({ API_KEY: 'x' })).toThrow('"API_KEY" is no setting, allowed "API_KEYS"');
  });
});
