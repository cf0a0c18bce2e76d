import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DELAYS_MS } from '../../trainer/bulk/ask.ts';
import { runBulk } from '../../trainer/bulk/run.ts';
import { temporaryFolder } from '../trainer/files.ts';
import { runCli, startCli } from './cli.ts';
import { type Dev, startDev, startServer } from './dev.ts';

const MODEL = 'src/weights/default.safetensors';
const KEY = 'key-of-the-test';
const DIGEST = createHash('sha256').update(KEY).digest('hex');
const ROWS = 2000;

const state = mkdtempSync(join(tmpdir(), 'edge-sentiment-bulk-'));
const write = temporaryFolder();
const keyFile = write('key', `${KEY}\n`);
const at = (name: string) => join(keyFile, '..', name);

/** `npm run dev:bulk` with a key. @param port a free one by default. */
function startBulk(port?: string): Promise<Dev> {
  const config = ['--config', 'src/bulk/wrangler.toml', '--persist-to', state];
  const args = [...config, '--var', `API_KEYS:${DIGEST}`];
  if (port === undefined) return startDev(args);
  return startServer(process.execPath, ['trainer/dev.ts', ...args, '--port', port]);
}

let dev: Dev;
beforeAll(async () => {
  dev = await startBulk();
});
afterAll(async () => {
  await stop(dev);
  rmSync(state, { recursive: true, force: true });
});

async function stop({ process: server }: Dev): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGTERM');
  await once(server, 'exit');
}

const texts = Array.from(
  { length: ROWS },
  (_, row) => `The food was ${row % 3 ? 'good' : '"bad", and cold'}, ${row}`,
);
const rows = texts.map((text, row) => `${row},"${text.replaceAll('"', '""')}"`);
rows[7] = '7';
rows[8] = '8," "';
const csv = write('reviews.csv', `id,text\n${rows.join('\n')}\n`);

const bulk = (...args: string[]) => ['bulk', '--url', dev.url, '--key-file', keyFile, ...args];

const predictions = new Map<string, Promise<string>>();

function predicted(file: string): Promise<string> {
  const args = ['predict', '--model', MODEL, '--workers', '2', file];
  const found = predictions.get(file) ?? runCli(args).then(({ stdout }) => stdout);
  predictions.set(file, found);
  return found;
}

describe('bulk', () => {
  it('brings what predict writes, of rows and of lines', async () => {
    const plain = write('reviews.txt', `${texts.join('\r\n')}\n \n\u202e`);
    for (const file of [csv, plain]) {
      const outcome = await runCli(bulk(file));
      expect(outcome).toMatchObject({ code: 0, stderr: '' });
      expect(outcome.stdout).toMatch(/\.answers\.jsonl has the answers to [12],\d{3} texts/);
      expect(readFileSync(`${file}.answers.jsonl`, 'utf8')).toBe(await predicted(file));
      expect(existsSync(`${file}.answers.jsonl.job`)).toBe(false);
    }
  });

  it.each(['SIGKILL', 'SIGINT'] as const)(
    'goes on after %s with the job that it has begun',
    async (signal) => {
      const out = at(`${signal}.jsonl`);
      const child = startCli(bulk(csv, '--out', out));
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      const ended = once(child, 'close');
      await vi.waitUntil(() => existsSync(`${out}.job/job.json`), { timeout: 60_000, interval: 1 });
      child.kill(signal);
      const [code] = await ended;
      if (signal === 'SIGINT')
        expect(stderr).toMatch(/^stopping; .*\nerror: stopped by SIGINT: run it again to go on\n$/);
      expect(code).toBe(signal === 'SIGINT' ? 130 : null);
      expect(existsSync(out)).toBe(false);
      const again = await runCli(bulk(csv, '--out', out));
      expect(again.stderr).toContain(`going on with what ${out}.job/job.json has`);
      expect(again.code).toBe(0);
      expect(readFileSync(out, 'utf8')).toBe(await predicted(csv));
    },
  );

  it('says in one sentence that a key is wrong or missing, and has nothing of it', async () => {
    const wrong = write('wrong', 'another-key');
    const [unknown, missing] = await Promise.all([
      runCli(['bulk', '--url', dev.url, csv, '--key-file', wrong, '--out', at('wrong.jsonl')]),
      runCli(['bulk', '--url', dev.url, csv, '--out', at('missing.jsonl')]),
    ]);
    expect(unknown.stderr).toBe(
      `error: ${dev.url} does not know the key: set EDGE_SENTIMENT_KEY, or give a file with it as --key-file\n`,
    );
    expect(missing.stderr).toMatch(/^error: .* asks for a key: set EDGE_SENTIMENT_KEY/);
    expect([unknown.code, missing.code]).toEqual([1, 1]);
    for (const name of ['wrong.jsonl', 'missing.jsonl']) expect(existsSync(at(`${name}.job`))).toBe(false);
    expect(dev.printed()).not.toContain(KEY);
  });

  it.each([
    [
      'an address without a Worker',
      ['--url', 'http://127.0.0.1:9', '--out', at('none.jsonl')],
      /^error: http:\/\/127\.0\.0\.1:9 cannot be reached \([^)]+\): look/,
      1,
    ],
    ['what is no address', ['--url', 'nowhere'], /^error: --url is nowhere, allowed an address such as/, 2],
    [
      'a table as its result',
      ['--url', 'http://127.0.0.1:9', '--out', 'x.csv'],
      /^error: --out is x\.csv, allowed a name that ends in \.jsonl/,
      2,
    ],
  ])('refuses %s in one sentence', async (_, args, message, code) => {
    const outcome = await runCli(['bulk', csv, ...args]);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stderr.trimEnd()).not.toContain('\n');
    expect(outcome.code).toBe(code);
  });

  it('refuses what it cannot read twice', async () => {
    const [input, folder] = await Promise.all([
      runCli(['bulk', '--url', dev.url, '-']),
      runCli(['bulk', '--url', dev.url, state]),
    ]);
    expect(input.stderr).toMatch(
      /^error: bulk reads a file, so that it can go on where it was stopped: give one\n$/,
    );
    expect(folder.stderr).toMatch(/is a folder: give a file/);
  });
});

describe.runIf(process.env.SOAK === '1')('bulk, whose Worker ends', () => {
  it('goes on where it starts again, which forgets what was asked of it', async () => {
    const many = write(
      'many.txt',
      Array.from({ length: 20_000 }, (_, row) => `The food was good, ${row}\n`).join(''),
    );
    const out = at('restarted.jsonl');
    let restarted: Promise<Dev> | undefined;
    const { port } = new URL(dev.url);
    await runBulk(
      {
        ...{ file: many, size: 1, out, query: '', reading: {}, force: false, keepJobs: false, jobBytes: 1e8 },
        service: {
          url: dev.url,
          key: KEY,
          signal: new AbortController().signal,
          delays: [...DELAYS_MS, ...DELAYS_MS],
        },
        patience: { lookMs: 20, stallMs: 2000 },
      },
      {
        ...{ onRead: () => {}, onSend: () => {}, onReceived: () => {}, report: () => {} },
        onAnswered: () => {
          restarted ??= stop(dev).then(() => startBulk(port));
        },
      },
    );
    dev = await restarted!;
    expect(readFileSync(out, 'utf8')).toBe(await predicted(many));
  });
});
