/**
 * What two cores save `trainer select`, against what they can save at all: a loop that only counts.
 *
 *     npm run bench:select -- --data FILE [--grid blocks=0,1,2,4,8] [--folds 5] [--rounds 3] [--preset small]
 *
 * A round measures the whole command in a fresh process: with one worker and one fit at a time, then with two fits at a time and
 * two workers, then two commands of one worker at once, which share nothing but the machine, and counts with one thread and with
 * two. Every fit is measured: `--no-racing`. The selections must be equal.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
    grid: { type: 'string', multiple: true, default: ['blocks=0,1,2,4,8'] },
    folds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    preset: { type: 'string', default: 'small' },
  },
});
if (flags.data === undefined) {
  console.error('--data is missing: a labelled file to choose by');
  process.exit(2);
}

/** About a second. */
const SPINS = 1_000_000_000;
const MAIN = fileURLToPath(new URL('../../trainer/main.ts', import.meta.url));
const rounds: { one: number; two: number; apart: number; spin: number }[] = [];
for (let round = 0; round < Number(flags.rounds); round++) {
  const one = await selection(flags.data, 1);
  const two = await selection(flags.data, 2);
  const both = await Promise.all([selection(flags.data, 1), selection(flags.data, 1)]);
  const apart = (2 * one.seconds) / Math.max(...both.map(({ seconds }) => seconds));
  if (one.json !== two.json) throw new Error('one and two fits at a time chose differently');
  const spin = (await spinRate(2, SPINS)) / (await spinRate(1, SPINS));
  rounds.push({ one: one.seconds, two: two.seconds, apart, spin });
  console.log(
    `round ${round + 1}: ${one.seconds.toFixed(1)} s with one worker, ${two.seconds.toFixed(1)} s with two, two commands ${apart.toFixed(2)}×, counting ${spin.toFixed(2)}×`,
  );
}
const speedUp = median(rounds.map(({ one, two }) => one / two));
const spin = median(rounds.map((round) => round.spin));
const apart = median(rounds.map((round) => round.apart));
const share = median(rounds.map(({ one, two, spin: own }) => one / two / own));
console.log(
  `${speedUp.toFixed(2)}× faster with two; counting ${spin.toFixed(2)}×; share ${share.toFixed(2)}, wanted 0.90 or more`,
);
console.log(
  `two commands that share nothing: ${apart.toFixed(2)}×, so much of the machine's two cores this work has`,
);

/** One whole run of the command. */
async function selection(data: string, workers: number): Promise<{ seconds: number; json: string }> {
  const out = mkdtempSync(join(tmpdir(), 'bench-select-'));
  const grid = flags.grid.flatMap((axis) => ['--grid', axis]);
  const choices = ['--folds', flags.folds, '--preset', flags.preset, '--no-racing', '--no-final'];
  const at = ['--workers', String(workers), '--fits', String(workers), '--out', out];
  const start = performance.now();
  try {
    const command = [MAIN, 'select', '--data', data, ...grid, ...choices, ...at];
    const run = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'inherit'] });
    const [code] = await once(run, 'exit');
    if (code !== 0) throw new Error(`select failed with ${code}`);
    const seconds = (performance.now() - start) / 1000;
    return { seconds, json: readFileSync(join(out, 'select.json'), 'utf8') };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
