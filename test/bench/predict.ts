/**
 * What a second thread saves `trainer predict`, against what a second core can save at all: a loop that only counts.
 *
 *     npm run bench:predict -- --data FILE [--model src/weights/default.safetensors] [--rounds 5]
 *
 * A round measures the whole command in a fresh process, with one thread and with two, and counts with one thread and with
 * two. The answers must be equal. What other programs take of the cores changes the wall clock, but not the CPU time.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { spinRate } from '../../trainer/experiment/article/speed/rates.ts';
import { median } from '../../trainer/scoring/median.ts';

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string' },
    model: { type: 'string', default: 'src/weights/default.safetensors' },
    rounds: { type: 'string', default: '5' },
  },
});
if (flags.data === undefined) {
  console.error('--data is missing: a file of texts, of which one thread answers 10 seconds or more');
  process.exit(2);
}

/** Has a process say at its end how much CPU all its threads have used, in microseconds. */
const TELL_CPU = `process.on('exit', () => { const { user, system } = process.cpuUsage(); console.error(user + system) })`;
/** Several seconds: the machine has other work, and what it has to give changes from one second to the next. */
const SPINS = 4_000_000_000;
const MAIN = fileURLToPath(new URL('../../trainer/main.ts', import.meta.url));
const rounds: { one: number; two: number; spin: number; cpu: number }[] = [];
for (let round = 0; round < Number(flags.rounds); round++) {
  const one = predict(flags.data, 1);
  const spinOne = await spinRate(1, SPINS);
  const two = predict(flags.data, 2);
  const spin = (await spinRate(2, SPINS)) / spinOne;
  if (one.digest !== two.digest) throw new Error('one thread and two answered differently');
  rounds.push({ one: one.seconds, two: two.seconds, spin, cpu: two.cpu / one.cpu });
  console.log(
    `round ${round + 1}: ${rateOf(one)} rows/s and ${one.cpu.toFixed(1)} s of CPU with one thread, ${rateOf(two)} and ${two.cpu.toFixed(1)} with two, counting ${spin.toFixed(2)}×`,
  );
  if (round === 0) console.log(`${one.rows} rows, sha256 ${one.digest} with one thread and with two`);
}
const speedUp = median(rounds.map(({ one, two }) => one / two));
const spin = median(rounds.map((round) => round.spin));
const share = median(rounds.map(({ one, two, spin: own }) => one / two / own));
const cpu = median(rounds.map((round) => round.cpu));
console.log(
  `${speedUp.toFixed(2)}× faster with two; counting ${spin.toFixed(2)}×; share ${share.toFixed(2)}, wanted 0.90 or more; ${cpu.toFixed(2)}× the CPU`,
);

type Run = { seconds: number; cpu: number; rows: number; digest: string };

function rateOf({ rows, seconds }: Run): string {
  return Math.round(rows / seconds).toLocaleString('en-US');
}

/** One whole run of the command. */
function predict(data: string, workers: number): Run {
  const folder = mkdtempSync(join(tmpdir(), 'bench-predict-'));
  const out = join(folder, 'answers.jsonl');
  const start = performance.now();
  try {
    const command = [MAIN, 'predict', '--model', flags.model, data, '--out', out];
    const threads = ['--workers', String(workers)];
    const tell = ['--import', `data:text/javascript,${encodeURIComponent(TELL_CPU)}`];
    const args = [...tell, ...command, ...threads];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`predict failed:\n${stderr}`);
    const cpu = Number(stderr.trim().split('\n').at(-1)) / 1e6;
    const seconds = (performance.now() - start) / 1000;
    const answers = readFileSync(out);
    const rows = answers.reduce((sum, byte) => sum + Number(byte === 0x0a), 0);
    return { seconds, cpu, rows, digest: createHash('sha256').update(answers).digest('hex') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
