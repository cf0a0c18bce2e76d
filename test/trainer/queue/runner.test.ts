import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AskedFit, FitRunner, Fitter } from '../../../trainer/experiment/fits/asked.ts';
import { FitStoppedError } from '../../../trainer/experiment/fits/fit.ts';
import { Lanes } from '../../../trainer/experiment/fits/lanes.ts';
import { Blobs } from '../../../trainer/queue/blobs.ts';
import { connect } from '../../../trainer/queue/connection.ts';
import { Machine } from '../../../trainer/queue/machine.ts';
import { queueRunner } from '../../../trainer/queue/runner.ts';
import { ownVersion } from '../../../trainer/queue/version.ts';
import { labelledTexts } from '../../contract/training.ts';
import { temporaryFolder } from '../files.ts';
import { fitsOf } from './fits.ts';
import { isMissing } from './redis.ts';
import { temporaryRedis } from './temporaryredis.ts';

const MACHINE = fileURLToPath(new URL('machine.ts', import.meta.url));
const data = temporaryFolder()('data.tsv', labelledTexts(90));
const server = temporaryRedis();
let redis: Redis;
let fits: AskedFit[];
/** What threads of this process make of the fits. */
let own: string[];
const said: string[] = [];

const tasksOf = (asked: readonly AskedFit[]) =>
  asked.map((each, index) => ({
    work: index,
    run: (place: { fit: Fitter }) => place.fit<object>(each, () => {}),
  }));
const bytesOf = (values: readonly object[]) => values.map((value) => JSON.stringify(value));

async function withRunner<Value>(
  work: (runner: FitRunner) => Promise<Value>,
  signal = new AbortController().signal,
  maxAwayMs = 60_000,
): Promise<Value> {
  said.length = 0;
  const open = queueRunner({ address: server().address, store: undefined, maxAwayMs });
  const runner = await open({ signal, report: (line) => said.push(line) });
  return work(runner).finally(() => runner.close());
}

async function withMachine<Value>(work: () => Promise<Value>): Promise<Value> {
  const { address } = server();
  const connection = await connect(address);
  const blobs = new Blobs(connection, { address, folder: undefined });
  const options = { address, blobs, version: ownVersion(), name: 'here', fits: 1, workers: 1 };
  const times = { lockMs: 1500, checkMs: 400 };
  const machine = new Machine({ ...options, times, report: () => {} });
  return work().finally(async () => {
    await machine.close();
    connection.disconnect();
  });
}

describe.skipIf(isMissing)('QueueRunner', () => {
  beforeAll(async () => {
    redis = new Redis(server().url);
    redis.on('error', () => {});
    fits = await fitsOf(data, 10);
    const lanes = new Lanes(1, 1, new AbortController().signal);
    own = bytesOf(await lanes.run(tasksOf(fits)));
    await lanes.close();
  });
  beforeEach(() => redis.flushall());
  afterAll(() => redis.disconnect());
  const run = (runner: FitRunner) => runner.run(tasksOf(fits));

  it('has the bytes that threads of this process have, and finds them again where no machine is left', async () => {
    const status = await withMachine(() =>
      withRunner(async (runner) => {
        expect(bytesOf(await run(runner))).toEqual(own);
        return runner.status();
      }),
    );
    expect(status).toBe('3 done, 0 running, 0 failed on no machine');
    expect(bytesOf(await withRunner(run))).toEqual(own);
    expect(said[0]).toMatch(
      /^no machine has joined redis:.* yet, and the fits wait: say `npm run trainer -- join /,
    );
  });

  it('reports a fit that cannot be done, with its cause, and does all others', async () => {
    const poisoned = { ...fits[1], name: 'poisoned', config: { ...fits[1].config, minCount: 1_000_000 } };
    const values: object[] = [];
    const tasks = tasksOf([fits[0], poisoned, fits[2]]).map((task, index) => ({
      ...task,
      run: async (place: { fit: Fitter }) => {
        values[index] = await task.run(place);
        return values[index];
      },
    }));
    await expect(withMachine(() => withRunner((runner) => runner.run(tasks)))).rejects.toThrow(
      /^1 of 3 fits failed, the others are done and kept: poisoned: none of the \d+ different tokens occurs 1000000 times; say --min-count 1; the same command tries them again$/,
    );
    expect([values[0], values[2]].map((value) => JSON.stringify(value))).toEqual([own[0], own[2]]);
    // What failed before is tried again, and not answered from what is kept.
    const healthy = { ...poisoned, config: fits[1].config };
    expect(bytesOf(await withMachine(() => withRunner((runner) => runner.run(tasksOf([healthy])))))).toEqual([
      own[1],
    ]);
  });

  it('takes fits back that no machine has begun where it is stopped', async () => {
    const stop = new AbortController();
    await withRunner(async (runner) => {
      const running = run(runner);
      running.catch(() => {});
      await untilWaiting(3);
      stop.abort();
      await expect(running).rejects.toThrow(FitStoppedError);
      await untilWaiting(0);
    }, stop.signal);
  });

  it('goes on with another machine where one is killed in mid-fit, to the same bytes', async () => {
    const child = spawn(process.execPath, [MACHINE, server().url], { stdio: ['ignore', 'pipe', 'inherit'] });
    const values = await withRunner(async (runner) => {
      const running = run(runner);
      // It says that one is done, and has begun the next by then.
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      return withMachine(() => running);
    });
    expect(bytesOf(values)).toEqual(own);
    expect(said).toContainEqual(
      expect.stringMatching(/^fold \d: its machine says nothing any more, another takes it up$/),
    );
  });

  it('loses nothing where Redis is killed and started again', async () => {
    const values = await withRunner(async (runner) => {
      const running = run(runner);
      await untilWaiting(3);
      await server().stop('SIGKILL');
      await server().run();
      return withMachine(() => running);
    });
    expect(bytesOf(values)).toEqual(own);
    expect(said.slice(-2)).toEqual([
      `the queue ${server().url} is away: waiting for it`,
      `the queue ${server().url} is back`,
    ]);
  });

  it('ends in one sentence where Redis is away for too long', async () => {
    const never = new AbortController().signal;
    const ended = withRunner(
      async (runner) => {
        const running = run(runner);
        running.catch(() => {});
        await untilWaiting(3);
        await server().stop();
        return running;
      },
      never,
      200,
    );
    await expect(ended).rejects.toThrow(
      /^the queue \S+ was away for 0.2 s; what is done is kept: the same command goes on$/,
    );
    await server().run();
  });

  const untilWaiting = (fits: number) =>
    expect.poll(() => redis.llen(`${queueKey()}:wait`), { timeout: 30_000 }).toBe(fits);
  const queueKey = () => {
    const { code, node } = ownVersion();
    return `edge-sentiment:fits-${code}-${node}`;
  };
});
