/**
 * What a queue costs, and whether it changes a byte.
 *
 *     npm run bench:queue -- --data FILE [--grid blocks=0,1,2,4,8] [--folds 5] [--preset small]
 *
 * `select` runs on the threads of this process, then on 1, 2 and 3 joined processes of one thread each, then on 3 of which one is
 * killed in mid-fit. Every selection must be the same, byte for byte. Redis is started for it, on loopback.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Job, Queue } from 'bullmq';
import { connectionOf } from '../../trainer/queue/connection.ts';
import { PREFIX } from '../../trainer/queue/keys.ts';
import { ownVersion, queueNameOf } from '../../trainer/queue/version.ts';
import { RedisServer } from '../trainer/queue/redis.ts';
import { likeThese, makespan, type QueueCosts } from './queue/simulate.ts';

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string' },
    grid: { type: 'string', multiple: true, default: ['blocks=0,1,2,4,8'] },
    folds: { type: 'string', default: '5' },
    preset: { type: 'string', default: 'small' },
  },
});
if (flags.data === undefined) {
  console.error('--data is missing: a labelled file to choose by');
  process.exit(2);
}

const MAIN = fileURLToPath(new URL('../../trainer/main.ts', import.meta.url));
const FITS = 1000;
const MACHINES = 50;

/** A fit that was done, as the queue has it; times are in seconds since the first began. */
type Done = { machine: string; begin: number; end: number; training: number };
/** `missed`: when it was told that a machine says nothing any more, by the clock of this process, in ms. */
type Run = { json: string; seconds: number; done: Done[]; missed: number };

const pool = await selection([]);
console.log(`threads of this process: ${pool.seconds.toFixed(1)} s`);
const one = await onMachines(1);
const [, three] = [await onMachines(2), await onMachines(3)];
await onMachines(3, true);
const costs = costsOf(one.done);
const per = (1000 * costs.aFit).toFixed(1);
console.log(`the queue costs ${per} ms a fit, wanted 50 or less; ${costs.aMachine.toFixed(2)} s a machine`);
predict(three.done, costs);
simulate(one.done, costs);

/** Runs `select` on joined processes. @param isKilled whether one is killed in the midst of its second fit. */
async function onMachines(count: number, isKilled = false): Promise<Run> {
  const server = await RedisServer.start();
  const machines = Array.from({ length: count }, () =>
    startCli(['join', '--queue', server.url, '--workers', '1']),
  );
  try {
    await Promise.all(machines.map((machine) => once(machine.stdout as NodeJS.ReadableStream, 'data')));
    let killed = 0;
    const kill = () => {
      killed = performance.now();
      machines[0].kill('SIGKILL');
    };
    if (isKilled) machines[0].stdout?.once('data', kill);
    const run = await selection(['--queue', server.url]);
    const done = await doneIn(server);
    if (run.json !== pool.json) throw new Error(`${count} joined processes chose otherwise`);
    const after = ((run.missed - killed) / 1000).toFixed(1);
    const lost = isKilled ? `; one was killed, and its fit taken up after ${after} s, wanted 15 or less` : '';
    console.log(`${count} joined: ${run.seconds.toFixed(1)} s, the same bytes${lost}`);
    return { ...run, done };
  } finally {
    for (const machine of machines) machine.kill('SIGKILL');
    await server.remove();
  }
}

/** One whole run of the command. */
async function selection(queue: readonly string[]): Promise<Omit<Run, 'done'>> {
  const out = mkdtempSync(join(tmpdir(), 'bench-queue-'));
  const grid = flags.grid.flatMap((axis) => ['--grid', axis]);
  const choices = ['--folds', flags.folds, '--preset', flags.preset, '--no-racing', '--no-final'];
  const at = ['--workers', '1', '--fits', '1', '--out', out, ...queue];
  const start = performance.now();
  let missed = Number.NaN;
  try {
    const child = startCli(['select', '--data', flags.data as string, ...grid, ...choices, ...at]);
    child.stdout?.on('data', (text: Buffer) => {
      if (text.includes('says nothing any more')) missed = performance.now();
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error('select failed: see above');
    const seconds = (performance.now() - start) / 1000;
    return { seconds, missed, json: readFileSync(join(out, 'select.json'), 'utf8') };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function startCli(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** What Redis has of the fits of a run. */
async function doneIn(server: RedisServer): Promise<Done[]> {
  const options = { prefix: PREFIX, connection: connectionOf(server.address) };
  const queue = new Queue(queueNameOf(ownVersion()), options);
  const jobs: Job[] = await queue.getJobs(['completed']);
  await queue.close();
  const first = Math.min(...jobs.map(({ processedOn = 0 }) => processedOn));
  return jobs
    .map(({ processedBy = '', processedOn = 0, finishedOn = 0, returnvalue }) => ({
      machine: processedBy,
      ...{ begin: (processedOn - first) / 1000, end: (finishedOn - first) / 1000 },
      training: Number(returnvalue.seconds),
    }))
    .sort((a, b) => a.begin - b.begin);
}

/** What one machine spends on fits besides training them: with its first, and with each. */
function costsOf(done: readonly Done[]): QueueCosts {
  const [first, ...others] = done;
  const last = others[others.length - 1];
  const training = others.reduce((sum, fit) => sum + fit.training, 0);
  const aFit = (last.end - first.end - training) / others.length;
  return { aFit, aMachine: Math.max(0, first.end - first.begin - first.training - aFit) };
}

/** Holds the model against the run on three processes, with the trainings as long as they were there. */
function predict(done: readonly Done[], queue: QueueCosts): void {
  const measured = Math.max(...done.map(({ end }) => end));
  const trainings = done.map(({ training }) => training);
  const predicted = makespan(trainings, 3, queue);
  const off = (100 * (predicted / measured - 1)).toFixed(1);
  console.log(
    `3 joined, first fit to last: ${measured.toFixed(1)} s measured, ${predicted.toFixed(1)} s predicted, ${off} %; wanted within 10 %`,
  );
}

function simulate(done: readonly Done[], queue: QueueCosts): void {
  const trainings = done.map(({ training }) => training);
  const fits = likeThese(trainings, FITS);
  const ideal = fits.reduce((sum, seconds) => sum + seconds, 0) / MACHINES;
  const simulated = makespan(fits, MACHINES, queue);
  const over = (100 * (simulated / ideal - 1)).toFixed(1);
  console.log(
    `${FITS} fits on ${MACHINES} machines, simulated: ${simulated.toFixed(1)} s, ideal ${ideal.toFixed(1)} s, ${over} % over; wanted 10 or less`,
  );
}
