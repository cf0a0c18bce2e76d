import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from '../../../trainer/scoring/median.ts';
import { BENCH_TEXT, benchNetwork, operations, TOKENS } from '../network.ts';
import { WORD_LISTS } from '../peers/wordlists.ts';
import { bundle, startWorkerd } from '../workerd.ts';

const ROUNDS = 15;
const ROUND_MS = 60;
const SIDE = 256;
const SUBJECTS = [
  'kernel-64',
  'plain-64',
  'tfjs-64',
  'kernel-128',
  'plain-128',
  'tfjs-128',
  'matmul',
  'default-integers',
  'default-floats',
  'default-answer',
  'default-ngrams',
] as const;

type Subject = (typeof SUBJECTS)[number];

/** Microseconds of one call of each subject inside workerd, medians of alternating rounds. */
async function measureInWorkerd(): Promise<Record<Subject, number>> {
  const worker = fileURLToPath(new URL('../workers/compute.ts', import.meta.url));
  const { url, stop } = await startWorkerd(bundle('compute', worker));
  // The clock stands outside: that of a Worker may stand still while it computes.
  const milliseconds = async (subject: string, calls: number) => {
    const begin = performance.now();
    const response = await fetch(`${url}/?subject=${subject}&calls=${calls}`);
    const text = await response.text();
    if (!response.ok || text !== 'wasm, SIMD true') throw new Error(`${subject} answered ${text}`);
    return performance.now() - begin;
  };
  try {
    const calls = new Map<Subject, number>();
    for (const subject of SUBJECTS) calls.set(subject, await callsFor((n) => milliseconds(subject, n)));
    const times = new Map<Subject, number[]>(SUBJECTS.map((subject) => [subject, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [subject, n] of calls) {
        const spent = (await milliseconds(subject, n)) - (await milliseconds(subject, 0));
        times.get(subject)!.push((1000 * spent) / n);
      }
    }
    return Object.fromEntries(SUBJECTS.map((s) => [s, median(times.get(s)!)])) as Record<Subject, number>;
  } finally {
    await stop();
  }
}

/** As many calls as take about a round, found by doubling. */
async function callsFor(milliseconds: (calls: number) => Promise<number>): Promise<number> {
  // The first request builds the networks, the next ones are compiled: neither tells what a call costs.
  for (const warmUp of [0, 10, 10]) await milliseconds(warmUp);
  let calls = 1;
  while ((await milliseconds(calls)) < ROUND_MS) calls *= 2;
  return calls;
}

/** Prints how fast the network is inside workerd, and its peers. */
export async function benchCompute(): Promise<void> {
  const micros = await measureInWorkerd();
  const matmul = (2 * SIDE ** 3) / micros.matmul / 1000;
  console.log(`inside workerd, ${TOKENS} tokens, medians of ${ROUNDS} rounds`);
  console.log(
    `  ${`TensorFlow.js WASM matMul ${SIDE}³`.padEnd(34)}${row(micros.matmul)}${gigaflops(matmul)}`,
  );
  for (const width of [64, 128] as const) {
    const speed = operations(benchNetwork(width)) / micros[`kernel-${width}`] / 1000;
    console.log(
      `  ${`kernel, 3 blocks of ${width}`.padEnd(34)}${row(micros[`kernel-${width}`])}${gigaflops(speed)}` +
        `   ${(speed / matmul).toFixed(2)} of matMul's (at least 1)`,
    );
    for (const [kind, name, aim] of [
      ['tfjs', 'TensorFlow.js WASM', 5],
      ['plain', 'plain TypeScript', 8],
    ] as const) {
      const ratio = micros[`${kind}-${width}`] / micros[`kernel-${width}`];
      const title = `${name}, 3 blocks of ${width}`;
      console.log(
        `  ${title.padEnd(34)}${row(micros[`${kind}-${width}`])}${''.padStart(16)}   ${ratio.toFixed(1)}× ours (at least ${aim})`,
      );
    }
  }
  printDefault(micros);
  benchPeers(micros['kernel-64']);
}

/** What the model that ships costs. */
function printDefault(micros: Record<Subject, number>): void {
  const integers = micros['default-integers'];
  console.log(`  ${'default model, its network'.padEnd(34)}${row(integers)}`);
  const ratio = (micros['default-floats'] / integers).toFixed(2);
  console.log(
    `  ${'the same in floats'.padEnd(34)}${row(micros['default-floats'])}${''.padStart(16)}   ${ratio}× that in integers`,
  );
  console.log(
    `  ${'default model, text to JSON'.padEnd(34)}${row(micros['default-answer'])}${''.padStart(16)}   (at most 250 µs)`,
  );
  const more = (micros['default-ngrams'] / micros['default-answer']).toFixed(3);
  console.log(
    `  ${'the same with 200,000 n-grams'.padEnd(34)}${row(micros['default-ngrams'])}${''.padStart(16)}   ${more}× that without`,
  );
}

/** Peers outside workerd, in the same call. */
function benchPeers(ours: number): void {
  console.log('\noutside, the same length');
  const script = fileURLToPath(new URL('../peers/distilbert.py', import.meta.url));
  const { status, stdout } = spawnSync('/usr/bin/python3', [script], { encoding: 'utf8' });
  if (status === 0) {
    const micros = Number(stdout);
    console.log(
      `  ${'DistilBERT shape, PyTorch'.padEnd(34)}${row(micros)}   ${(micros / ours).toFixed(0)}× ours (at least 200)`,
    );
  } else console.log('  DistilBERT shape: skipped, /usr/bin/python3 has no torch');
  for (const { name, judge } of WORD_LISTS) {
    const run = () => judge([{ text: BENCH_TEXT, label: 'positive' }], ['negative', 'neutral', 'positive']);
    console.log(`  ${`word list ${name}, Node`.padEnd(34)}${row(microsecondsOf(run))}`);
  }
}

/** The median of a call in this process. */
function microsecondsOf(run: () => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const begin = performance.now();
    let calls = 0;
    while (performance.now() - begin < ROUND_MS) {
      run();
      calls++;
    }
    return (1000 * (performance.now() - begin)) / calls;
  });
  return median(times);
}

function row(microseconds: number): string {
  return `${microseconds.toFixed(1).padStart(12)} µs`;
}

function gigaflops(value: number): string {
  return `${value.toFixed(1).padStart(8)} GFLOP/s`;
}
