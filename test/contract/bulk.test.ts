import { execFile } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { freePort } from '../port.ts';
import { Heap } from './bulk/heap.ts';
import { digestHere, digestOf, ndjson } from './bulk/rows.ts';
import { quickConfig, Server } from './bulk/server.ts';

/** Through the local queue and the local bucket: test/worker/bulk/ has all that needs neither. */

const ROWS = 20_000;
const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-bulk-'));
const config = quickConfig(folder);
const servers: Server[] = [];

let port: number;

async function start(): Promise<Server> {
  port = await freePort();
  const server = await Server.start(folder, config, ['--inspector-port', String(port)]);
  servers.push(server);
  return server;
}

afterAll(async () => {
  await servers.at(-1)?.kill();
  rmSync(folder, { recursive: true });
});

it('a job whose machine dies goes on after a resume, and has the result of an undisturbed run', async () => {
  const file = ndjson(ROWS);
  const first = await start();
  const { id, parts } = await first.post(file);
  expect(parts.all).toBeGreaterThan(5);
  await first.until(id, ({ parts: { done } }) => done > 1);
  await first.kill();
  const second = await start();
  const { state, parts: left } = await second.status(id);
  expect(state).toBe('running');
  expect(left.missing).toBeGreaterThan(0);
  await second.resume(id);
  const status = await second.until(id, (each) => each.state === 'done');
  expect(status).toMatchObject({ rows: ROWS, errors: ROWS / 1000 });
  expect(digestOf(await second.result(id))).toBe(digestHere(file));
});

/** Command lines of the page, and what they need. */
function examples(): string[] {
  const page = readFileSync(new URL('../../docs/bulk.md', import.meta.url), 'utf8');
  return page.split('\n').filter((line) => line.startsWith('curl '));
}

it('every curl of docs/bulk.md does what it says', async () => {
  const server = servers.at(-1) as Server;
  for (const [name, text] of [
    ['reviews.ndjson', '{"text": "good"}\n'],
    ['reviews.txt', 'good\n'],
    ['reviews.tsv', 'text\tstars\ngood\t5\n'],
  ])
    writeFileSync(`${folder}/${name}`, text);
  const run = promisify(execFile);
  const { id } = await server.post('{"text": "good"}\n');
  await server.until(id, ({ state }) => state === 'done');
  const env = { ...process.env, URL: server.dev.url, ID: id };
  // The object that one of them names is there under another name.
  const { input } = await server.status(id);
  const lines = examples().map((line) =>
    line.replace('inputs/open/reviews.ndjson", ', `${input.key}", "format": "ndjson", `),
  );
  expect(lines.length).toBeGreaterThan(9);
  const asked = [
    ...lines.filter((line) => !line.includes('DELETE')),
    ...lines.filter((line) => line.includes('DELETE')),
  ];
  for (const line of asked) await run('sh', ['-c', `${line} --fail`], { cwd: folder, env });
  expect(readFileSync(`${folder}/answers.ndjson`, 'utf8')).toMatch(/^\{"label":"/);
  expect(await server.json(`/jobs/${id}`)).toEqual({ id, state: 'cancelled' });
});

it.each([
  ['one-letter lines', 'a\n'],
  ['blank lines', '\n'],
])('a part of %s stays within 48 MB of memory', async (_, line) => {
  const server = servers.at(-1) as Server;
  const heap = await Heap.open(port);
  const file = line.repeat(131_072 / line.length);
  const { id, parts } = await server.post(file, 'text/plain');
  expect(parts.all).toBe(1);
  let most = 0;
  const { rows } = await server.until(id, async ({ state }) => {
    most = Math.max(most, await heap.megabytes());
    return state === 'done';
  });
  heap.close();
  expect(rows).toBe(file.length / line.length);
  expect(most).toBeGreaterThan(5);
  expect(most).toBeLessThan(48);
});

it('a part that fails five times is a dead letter, and the job says so', async () => {
  const server = servers.at(-1) as Server;
  const file = `"${'a'.repeat(4321)}"\n`;
  const { input } = await server.post(file);
  const blobs = `${folder}/state/v3/r2/edge-sentiment-bulk/blobs`;
  const blob = readdirSync(blobs).find((name) => statSync(`${blobs}/${name}`).size === file.length);
  // The bucket's table still says how long the object is.
  truncateSync(`${blobs}/${blob}`, 0);
  const body = JSON.stringify({ key: input.key, format: 'ndjson' });
  const { id } = await server.post(body, 'application/json');
  const status = await server.until(id, ({ state }) => state === 'failed');
  expect(status.parts).toEqual({ all: 1, done: 0, failed: 1, missing: 0 });
  const lines = server.dev.printed().match(new RegExp(`parts 0 to 1 of the bulk job ${id}`, 'g'));
  expect(lines).toHaveLength(5);
});
