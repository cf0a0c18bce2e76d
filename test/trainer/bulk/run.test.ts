import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BulkRun, runBulk, type Watch } from '../../../trainer/bulk/run.ts';
import { answerParts } from '../../../trainer/parallel/answering.ts';
import { lineTasks } from '../../../trainer/scoring/answertasks.ts';
import { tinyModel } from '../../contract/model.ts';
import { temporaryFolder } from '../files.ts';
import { type Fault, FaultyService, hangUp, problem } from './service.ts';

const write = temporaryFolder();
const folder = join(write('x', ''), '..');
let service: FaultyService;
let url: string;
let number = 0;

beforeEach(async () => {
  service = new FaultyService();
  url = await service.start();
});
afterEach(() => service.stop());

const TEXTS = Array.from({ length: 40 }, (_, row) => (row % 9 === 4 ? ' ' : `good ${row} "bad"`));
const PLAIN = TEXTS.join('\n');
const CSV = `id,text\n${TEXTS.map((text, row) => `${row},"${text.replaceAll('"', '""')}"\n`).join('')}`;

type Given = Partial<Omit<BulkRun, 'service'>> & { signal?: AbortSignal; key?: string };

function runOf(file: string, { signal, key, ...given }: Given = {}): BulkRun {
  return {
    ...{ file, size: 1, out: join(folder, `${number++}.jsonl`), query: '', reading: {} },
    service: { url, key, signal: signal ?? new AbortController().signal, delays: [0, 0, 0] },
    ...{ force: false, keepJobs: false, jobBytes: 1_000_000, patience: { lookMs: 1, stallMs: 10 } },
    ...given,
  };
}

const said: string[] = [];
const WATCH: Watch = {
  ...{ onRead: () => {}, onSend: () => {}, onAnswered: () => {}, onReceived: () => {} },
  report: (message) => said.push(message),
};

/** What predict writes. */
async function predicted(file: string): Promise<string> {
  const { tasks } = await lineTasks(file, {}, 1_000_000);
  let all = '';
  const model = { bytes: tinyModel(), costs: undefined };
  for await (const { answers } of answerParts(model, tasks, { withText: false }, 1)) all += answers;
  return all;
}

describe('runBulk()', () => {
  it.each([
    ['plain.txt', PLAIN, 1_000_000, 1],
    ['plain.txt', PLAIN, 100, 6],
    ['table.csv', CSV, 1_000_000, 1],
    ['table.csv', CSV, 300, 6],
    ['rows.jsonl', '{"text":"good"}\n\n{"text":"bad","x":1}\n"good"\n{}\n', 20, 3],
  ])('brings what predict writes of %s, in one job and in several', async (name, content, jobBytes, jobs) => {
    const run = runOf(write(name, content), { jobBytes });
    const counts = await runBulk(run, WATCH);
    const result = readFileSync(run.out, 'utf8');
    expect(result).toBe(await predicted(run.file));
    const bad = result.split('\n').filter((line) => line.includes('"error":')).length;
    expect(counts).toEqual({ texts: result.split('\n').length - 1 - bad, bad });
    expect(service.asked.filter((each) => each === 'POST /jobs')).toHaveLength(jobs);
    expect(service.jobs.size).toBe(0);
    expect(existsSync(`${run.out}.job`)).toBe(false);
  });

  it('asks again for parts that are absent', async () => {
    service.lost = [1, 3];
    const run = runOf(write('plain.txt', PLAIN));
    await runBulk(run, WATCH);
    expect(readFileSync(run.out, 'utf8')).toBe(await predicted(run.file));
    expect(service.asked.filter((each) => each === 'POST /jobs/1/resume')).toHaveLength(1);
  });

  it('sends the options, and leaves the job where that is asked for', async () => {
    const run = runOf(write('plain.txt', PLAIN), { query: '?language=en', keepJobs: true });
    await runBulk(run, WATCH);
    expect([...service.jobs.values()].map(({ query }) => query)).toEqual(['language=en']);
  });

  it.each<[fault: string, ...Fault[]]>([
    ['a request that breaks', hangUp],
    ['a service that fails three times', problem(503, 'x'), problem(500, 'x'), hangUp],
    ['a request that is one too many', problem(429, 'x', { 'Retry-After': '0' })],
  ])('goes on after %s, whichever it happens to', async (_, ...faults) => {
    const file = write('plain.txt', PLAIN);
    for (let before = 1; before < 5; before++) {
      service.faults = [...Array(before).fill(undefined), ...faults];
      const run = runOf(file);
      await runBulk(run, WATCH);
      expect(readFileSync(run.out, 'utf8')).toBe(await predicted(file));
    }
  });

  it('goes on behind what it has of a result, and where ranges are not known', async () => {
    const file = write('plain.txt', PLAIN);
    const expected = await predicted(file);
    const part: Fault = (_, response) => {
      response.writeHead(200, { 'Content-Length': String(Buffer.byteLength(expected)) });
      response.write(expected.slice(0, 500), () => setImmediate(() => response.destroy()));
      return true;
    };
    const rangeless: Fault = (_, response) => {
      response.end(expected);
      return true;
    };
    for (const next of [undefined, rangeless]) {
      service.faults = [undefined, undefined, part, next];
      const run = runOf(file);
      await runBulk(run, WATCH);
      expect(readFileSync(run.out, 'utf8')).toBe(expected);
    }
  });

  it('says that a result breaks off again and again', async () => {
    const bad: Fault = (_, response) => {
      response.writeHead(200, { 'Content-Length': '1000000' }).flushHeaders();
      setImmediate(() => response.destroy());
      return true;
    };
    service.faults = [undefined, undefined, ...Array(9).fill(bad)];
    await expect(runBulk(runOf(write('plain.txt', PLAIN)), WATCH)).rejects.toThrow(
      /^the result of the job 1 breaks off \(.*\): run it again to go on$/,
    );
  });

  it('goes on after a stop before any of its requests, and sends no row twice', async () => {
    const file = write('table.csv', CSV);
    const expected = await predicted(file);
    for (let stop = 1; ; stop++) {
      const controller = new AbortController();
      const aborts: Fault = (request) => {
        controller.abort(new Error('stopped'));
        return hangUp(request, {} as never);
      };
      service.jobs.clear();
      service.asked.length = 0;
      service.faults = [...Array(stop - 1).fill(undefined), aborts];
      const run = runOf(file, { jobBytes: 800, signal: controller.signal });
      const outcome = await runBulk(run, WATCH).catch((error: Error) => error.message);
      if (typeof outcome === 'object') {
        expect(stop).toBeGreaterThan(8);
        break;
      }
      expect(outcome).toBe('stopped');
      expect(existsSync(run.out)).toBe(
        controller.signal.aborted && service.asked.at(-1)!.startsWith('DELETE'),
      );
      await runBulk({ ...run, service: runOf(file).service }, WATCH);
      expect(readFileSync(run.out, 'utf8')).toBe(expected);
      expect(existsSync(`${run.out}.job`)).toBe(false);
      expect(service.jobs.size).toBe(0);
    }
  });

  it('says that file, flags or address are others than those of the run that it goes on from', async () => {
    const file = write('changing.txt', PLAIN);
    const run = runOf(file);
    service.faults = [undefined, problem(403, 'No.')];
    await expect(runBulk(run, WATCH)).rejects.toThrow(`${url} answered 403 to GET /jobs/1: No.`);
    const anew = `to begin anew, remove ${run.out}.job`;
    await expect(runBulk({ ...run, query: '?language=zh' }, WATCH)).rejects.toThrow(
      `${file} was sent with other flags: give the same, or, ${anew}`,
    );
    await expect(
      runBulk({ ...run, service: { ...run.service, url: `${url}/other` } }, WATCH),
    ).rejects.toThrow(`${file} was sent to ${url}, not to ${url}/other: go on there, or, ${anew}`);
    write('changing.txt', `${PLAIN}!`);
    await expect(runBulk(run, WATCH)).rejects.toThrow(
      `${file} has changed since its rows were sent: put it back as it was, or, ${anew}`,
    );
    write('changing.txt', PLAIN);
    await runBulk(run, WATCH);
    expect(readFileSync(run.out, 'utf8')).toBe(await predicted(file));
  });

  it('sends no row of a file that changed behind its digest, and says so', async () => {
    const file = write('growing.txt', PLAIN);
    const run = runOf(file, { jobBytes: 100 });
    const grows = { ...WATCH, onRead: () => appendFileSync(file, '\nmore') };
    await expect(runBulk(run, grows)).rejects.toThrow(
      `${file} has changed while it was read: run it again once nothing writes to it`,
    );
    expect(service.asked).toEqual([]);
    expect(existsSync(`${run.out}.job`)).toBe(false);

    let isGrown = false;
    service.faults = [
      undefined,
      () => {
        isGrown ||= appendFileSync(file, '\nmore') === undefined;
        return false;
      },
    ];
    await expect(runBulk(run, WATCH)).rejects.toThrow(
      `${file} has changed while it was read: put it back as it was and run it again, or, to begin anew, remove ${run.out}.job`,
    );
    expect(isGrown).toBe(true);
    const { jobs } = JSON.parse(readFileSync(`${run.out}.job/job.json`, 'utf8'));
    expect(service.jobs.size).toBe(2);
    expect(jobs).toHaveLength(2);
  });

  it('says that a job is gone, and leaves what it has', async () => {
    const run = runOf(write('plain.txt', PLAIN));
    service.faults = [undefined, problem(404, 'This key has no job of this name.')];
    await expect(runBulk(run, WATCH)).rejects.toThrow('answered 404 to GET /jobs/1: This key has no job');
    expect(existsSync(`${run.out}.job/job.json`)).toBe(true);
  });

  it('says where nothing is answered, and asks again where something was before', async () => {
    const silent: Fault = () => true;
    const file = write('plain.txt', PLAIN);
    const impatient = (out: BulkRun) => ({ ...out, service: { ...out.service, answerMs: 50 } });
    service.faults = [silent];
    await expect(runBulk(impatient(runOf(file)), WATCH)).rejects.toThrow(
      /cannot be reached \(no answer in 0\.05 s\)/,
    );
    service.faults = [undefined, silent, undefined, silent];
    const run = impatient(runOf(file));
    await runBulk(run, WATCH);
    expect(readFileSync(run.out, 'utf8')).toBe(await predicted(file));
  });

  it.each<[what: string, fault: Fault, key: string | undefined, message: RegExp]>([
    [
      'a key is asked for',
      problem(401, 'x'),
      undefined,
      /asks for a key: set EDGE_SENTIMENT_KEY, or give a file/,
    ],
    ['a key is not known', problem(401, 'x'), 'secret', /does not know the key: set EDGE_SENTIMENT_KEY/],
    [
      'the rows are too many',
      problem(413, 'The body has 1 bytes.'),
      undefined,
      /answered 413 to POST \/jobs: The body/,
    ],
    [
      'it has to wait too long',
      problem(429, 'Later.', { 'Retry-After': '86400' }),
      undefined,
      /too many requests: run it again later; Later\./,
    ],
    [
      'it is the service for single texts',
      problem(404, 'Nothing is at this path, allowed /health; /docs tells of each.'),
      undefined,
      /takes no jobs, so it is not the bulk Worker: give its address as --url; npm run dev:bulk starts one/,
    ],
    [
      'it is another service',
      (_, response) => Boolean(response.writeHead(403).end('none')),
      undefined,
      /its type is none, expected was an answer of the bulk Worker/,
    ],
    [
      'it is another service that answers',
      (_, response) => Boolean(response.end('{"id":"../x"}')),
      undefined,
      /does not answer as the bulk Worker does/,
    ],
    [
      'it is elsewhere',
      (_, response) => Boolean(response.writeHead(301, { Location: 'https://x.org/' }).end()),
      undefined,
      /leads to another address: give https:\/\/x\.org\/ as --url/,
    ],
  ])('says that %s, and leaves nothing', async (_, fault, key, message) => {
    service.faults = [fault];
    const run = runOf(write('plain.txt', PLAIN), key === undefined ? {} : { key });
    const error = await runBulk(run, WATCH).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: 'UserError', message: expect.stringMatching(message) });
    expect((error as Error).message).not.toContain('secret');
    expect(existsSync(`${run.out}.job`)).toBe(false);
  });

  it('says at once that nothing is at the address', async () => {
    service.stop();
    const run = runOf(write('plain.txt', PLAIN));
    await expect(runBulk(run, WATCH)).rejects.toThrow(
      `${url} cannot be reached (ECONNREFUSED): look at the address`,
    );
    expect(existsSync(`${run.out}.job`)).toBe(false);
  });

  it('refuses a file without rows, and a result that is there', async () => {
    const empty = runOf(write('empty.csv', 'id,text\n'));
    await expect(runBulk(empty, WATCH)).rejects.toThrow('empty.csv is empty: it has no text to answer');
    const there = runOf(write('plain.txt', PLAIN), { out: write('there.jsonl', 'mine') });
    await expect(runBulk(there, WATCH)).rejects.toThrow('there.jsonl is there already');
    expect(readFileSync(there.out, 'utf8')).toBe('mine');
    await runBulk({ ...there, force: true }, WATCH);
    expect(readFileSync(there.out, 'utf8')).toBe(await predicted(there.file));
    expect(service.asked.filter((each) => each === 'POST /jobs')).toHaveLength(1);
  });
});
