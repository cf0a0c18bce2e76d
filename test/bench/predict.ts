/**
 * What a second thread saves `trainer predict`, against what a second core can save at all: a loop that only counts.
 *
 *     npm run bench:predict -- --data FILE [--model src/weights/default.safetensors] [--rounds 5]
 *
 * A round measures the whole command in a fresh process, with one thread and with two, and counts with one thread and with
 * two. The answers must be equal.
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

/** Several seconds: the machine has other work, and what it has to give changes from one second to the next. */
const SPINS = 4_000_000_000;
const MAIN = fileURLToPath(new URL('../../trainer/main.ts', import.meta.url));
const rounds: { one: number; two: number; spin: number }[] = [];
for (let round = 0; round < Number(flags.rounds); round++) {
  const one = predict(flags.data, 1);
  const spinOne = await spinRate(1, SPINS);
  const two = predict(flags.data, 2);
  const spin = (await spinRate(2, SPINS)) / spinOne;
  if (one.digest !== two.digest) throw new Error('one thread and two answered differently');
  rounds.push({ one: one.seconds, two: two.seconds, spin });
  console.log(
    `round ${round + 1}: ${rateOf(one)} rows/s with one thread, ${rateOf(two)} with two, counting ${spin.toFixed(2)}×`,
  );
  if (round === 0) console.log(`${one.rows} rows, sha256 ${one.digest} with one thread and with two`);
}
const speedUp = median(rounds.map(({ one, two }) => one / two));
const spin = median(rounds.map((round) => round.spin));
const share = median(rounds.map(({ one, two, spin: own }) => one / two / own));
console.log(
  `${speedUp.toFixed(2)}× faster with two; counting ${spin.toFixed(2)}×; share ${share.toFixed(2)}, wanted 0.90 or more`,
);

type Run = { seconds: number; rows: number; digest: string };

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
    const { status, stderr } = spawnSync(process.execPath, [...command, ...threads], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`predict failed:\n${stderr}`);
    const seconds = (performance.now() - start) / 1000;
    const answers = readFileSync(out);
    const rows = answers.reduce((sum, byte) => sum + Number(byte === 0x0a), 0);
    return { seconds, rows, digest: createHash('sha256').update(answers).digest('hex') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
