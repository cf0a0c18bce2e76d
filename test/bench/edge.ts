/**
 * The edge kernel against plain TypeScript, and against TensorFlow.js WASM's matMul on the same machine in the same run.
 * In Node for now, whose V8 is close to workerd's. Rounds alternate between all that is measured; medians are printed.
 *
 *     npm run bench:edge
 */
import { cpus } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import type { EncodedText } from '../../src/model/encode.ts';
import { createForward } from '../../src/model/forward.ts';
import { DEFAULT_NETWORK, type NetworkConfig } from '../../src/model/network.ts';
import { kernelEngine } from '../../trainer/kernel.ts';
import { startWasmBackend } from '../../trainer/network/backend.ts';
import { randomWeights } from '../parity/networks.ts';
import { generator } from '../trainer/network/generator.ts';

const ROUNDS = 15;
const ROUND_MS = 60;
const WARM_UP_MS = 300;
const TOKENS = 24;
const VOCABULARY = 1000;
const SIDE = 256;

type Subject = { name: string; operations: number; run: () => void };
type Row = { name: string; microseconds: number; gigaflops: number };

/** Multiplications and additions of the blocks and the head; what else there is counts as none. */
function operations({ blocks, kernel, width, labels }: NetworkConfig): number {
  return 2 * (blocks * TOKENS * kernel * width * width + 2 * width * labels.length);
}

function textOf(tokens: number): EncodedText {
  const next = generator(1);
  return {
    rows: Int32Array.from({ length: tokens }, () => Math.floor(next() * VOCABULARY)),
    offsets: Int32Array.from({ length: tokens + 1 }, (_, i) => i),
    known: 1,
  };
}

function forwards(blocks: number, width: number): Subject[] {
  const config = { ...DEFAULT_NETWORK, vocabulary: VOCABULARY, embedding: width, width, blocks };
  const weights = randomWeights(config);
  const text = textOf(TOKENS);
  const kernel = kernelEngine(config, weights);
  const plain = createForward(config, weights);
  const size = `${blocks} blocks of ${width}`;
  return [
    { name: `kernel, ${size}`, operations: operations(config), run: () => kernel(text) },
    { name: `plain TypeScript, ${size}`, operations: operations(config), run: () => plain(text) },
  ];
}

function matMul(): Subject {
  const next = generator(2);
  const [a, b] = [0, 1].map(() =>
    tf.tensor2d(
      Float32Array.from({ length: SIDE * SIDE }, () => next() - 0.5),
      [SIDE, SIDE],
    ),
  );
  const run = () => tf.matMul(a, b).dispose();
  return { name: `TensorFlow.js WASM matMul ${SIDE}³`, operations: 2 * SIDE ** 3, run };
}

/** Mean microseconds of a call over about `duration` milliseconds. */
function measure(run: () => void, duration: number): number {
  const begin = performance.now();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < duration) {
    run();
    calls++;
    elapsed = performance.now() - begin;
  }
  return (1000 * elapsed) / calls;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

await startWasmBackend();
const subjects = [...forwards(3, 64), ...forwards(3, 128), matMul()];
for (const { run } of subjects) measure(run, WARM_UP_MS);
const times = subjects.map((): number[] => []);
for (let round = 0; round < ROUNDS; round++) {
  subjects.forEach(({ run }, i) => {
    times[i].push(measure(run, ROUND_MS));
  });
}
const rows: Row[] = subjects.map(({ name, operations }, i) => {
  const microseconds = median(times[i]);
  return { name, microseconds, gigaflops: operations / microseconds / 1000 };
});
console.log(
  `${cpus()[0].model}, Node ${process.versions.node}, ${TOKENS} tokens, medians of ${ROUNDS} rounds\n`,
);
console.log(`${''.padEnd(34)}${'µs'.padStart(10)}${'GFLOP/s'.padStart(10)}`);
for (const { name, microseconds, gigaflops } of rows) {
  console.log(name.padEnd(34) + microseconds.toFixed(1).padStart(10) + gigaflops.toFixed(1).padStart(10));
}
const times64 = rows[1].microseconds / rows[0].microseconds;
const times128 = rows[3].microseconds / rows[2].microseconds;
const speed = (row: Row) => (row.gigaflops / rows[4].gigaflops).toFixed(2);
console.log(`\nplain TypeScript / kernel: ${times64.toFixed(1)}× at 64, ${times128.toFixed(1)}× at 128`);
console.log(`GFLOP/s of kernel / of matMul: ${speed(rows[0])} at 64, ${speed(rows[2])} at 128`);
