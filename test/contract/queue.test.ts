import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import { beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../port.ts';
import { temporaryFolder } from '../trainer/files.ts';
import { isMissing } from '../trainer/queue/redis.ts';
import { temporaryRedis } from '../trainer/queue/temporaryredis.ts';
import { type Outcome, runCli, startCli, withFlags } from './cli.ts';
import { labelledTexts } from './training.ts';

const PASSWORD = 'not for logs';
const server = temporaryRedis('--requirepass', PASSWORD);
const write = temporaryFolder();
const data = write('data.tsv', labelledTexts(90));
const at = (out: string) => join(dirname(data), out);
const select = (out: string, ...more: string[]) =>
  withFlags(
    [
      ...['select', '--data', data, '--out', at(out), '--grid', 'blocks=0,1', '--folds', '3', '--no-final'],
      ...['--embedding', '4', '--width', '4', '--epochs', '2', '--workers', '2'],
    ],
    more,
  );

/** Runs the command line with a password in its environment. */
async function runWith(password: string, args: readonly string[]): Promise<Outcome> {
  const child = startCli(args, undefined, { ...process.env, REDIS_PASSWORD: password });
  const outcome = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (text) => (outcome.stdout += text));
  child.stderr.on('data', (text) => (outcome.stderr += text));
  const [code] = await once(child, 'close');
  return { ...outcome, code };
}

describe('--queue', () => {
  it('says in one sentence that nothing answers there, before anything is read', async () => {
    const url = `redis://127.0.0.1:${await freePort()}`;
    const { code, stdout, stderr } = await runCli(select('absent', '--queue', url, '--data', 'absent.tsv'));
    expect(stderr).toBe(
      `error: the queue ${url} does not answer (ECONNREFUSED): start a Redis there, or give another --queue\n`,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it('gives up what takes connections and says nothing', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const { code, stderr } = await runCli(['join', '--queue', `redis://127.0.0.1:${port}`]);
    silent.close();
    expect(stderr).toMatch(
      /^error: the queue redis:\S+ does not answer: start a Redis there, or give another --queue\n$/,
    );
    expect(code).toBe(1);
  });

  it.each([
    [['--queue', 'redis://:secret@queue'], '--queue names a user or a password'],
    [['--store', 'shared'], '--store is for the machines of a queue: give --queue too'],
  ])('refuses %j', async (flags, message) => {
    const { code, stderr } = await runCli(select('refused', ...flags));
    expect(stderr).toContain(`error: ${message}`);
    expect(stderr).not.toContain('secret');
    expect(code).toBe(2);
  });
});

describe.skipIf(isMissing)('join', () => {
  let redis: Redis;
  beforeAll(() => {
    redis = new Redis(server().url, { password: PASSWORD });
    return () => redis.disconnect();
  });

  it('does the fits of select, which has the bytes that it has without a queue', async () => {
    const asking = runWith(PASSWORD, select('queue', '--queue', server().url));
    const waiting = async () => (await redis.keys('edge-sentiment:fits-*:wait'))[0] ?? 'none';
    await expect.poll(async () => redis.llen(await waiting()), { timeout: 60_000 }).toBe(6);
    const machine = await runWith(PASSWORD, ['join', '--queue', server().url, '--idle', '1']);
    const [queue, pool] = [await asking, await runCli(select('pool'))];
    expect(queue.stderr).toBe('');
    expect(queue.stdout).toContain(`6 fits, on the machines of ${server().url}\n`);
    const selectionIn = (out: string) => readFileSync(join(at(out), 'select.json'), 'utf8');
    expect(selectionIn('queue')).toBe(selectionIn('pool'));
    const tableOf = ({ stdout }: Outcome) =>
      stdout.slice(stdout.indexOf('* chosen'), stdout.indexOf('report:'));
    expect(tableOf(queue)).toBe(tableOf(pool));
    const { code, stdout } = machine;
    expect(stdout.match(/^blocks=[01]: [\d.]+ s$/gm)).toHaveLength(6);
    expect(stdout).toMatch(/\nno fit for 1 s: 6 fits are done here\n$/);
    expect(code).toBe(0);
    expect(stdout + queue.stdout).not.toContain(PASSWORD);
  });

  it('says which variables have the password where it is refused', async () => {
    const { code, stderr } = await runWith('another', ['join', '--queue', server().url]);
    expect(stderr).toBe(
      `error: the queue ${server().url} refuses the user or the password: set REDIS_USERNAME and REDIS_PASSWORD\n`,
    );
    expect(code).toBe(1);
  });

  it('refuses to work with other code, and stops when it is told to', async () => {
    const other = { role: 'command', name: 'another', code: 'abcdef', node: process.version };
    await redis.set('edge-sentiment:member:1', JSON.stringify(other));
    await redis.sadd('edge-sentiment:members', '1');
    const refused = await runWith(PASSWORD, ['join', '--queue', server().url]);
    expect(refused.stderr).toMatch(/^error: command another at the queue \S+ has code abcdef on Node /);
    expect(refused.code).toBe(1);
    await redis.del('edge-sentiment:member:1');
    const child = startCli(['join', '--queue', server().url], undefined, {
      ...process.env,
      REDIS_PASSWORD: PASSWORD,
    });
    let stderr = '';
    child.stderr.on('data', (text) => (stderr += text));
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    expect(stderr).toContain('error: stopped by SIGTERM; 0 fits are done here\n');
    expect(code).toBe(143);
    expect(await redis.keys('edge-sentiment:member:*')).toEqual([]);
  });
});
