/**
 * The edge engine and its peers on the same machine in the same run: what runs on the edge runs inside workerd here. Rounds
 * alternate between all that is compared.
 *
 *     npm run bench:edge [-- compute requests start batch hostile]
 *     AGAINST=/path/of/another/checkout npm run bench:edge -- start
 */
import { cpus } from 'node:os';
import { kernelEngine } from '../../trainer/scoring/engine.ts';
import { median } from '../../trainer/scoring/median.ts';
import { randomWeights } from '../parity/networks.ts';
import { benchCompute } from './edge/compute.ts';
import { benchHostile } from './edge/hostile.ts';
import { benchRequests, benchStart } from './edge/service.ts';
import { benchNetwork, benchText } from './network.ts';

const PARTS: Record<string, () => void | Promise<void>> = {
  compute: benchCompute,
  requests: benchRequests,
  start: benchStart,
  batch: benchBatch,
  hostile: benchHostile,
};
const LENGTHS = [1, 4, 8, 24, 240];
const ROUNDS = 25;
const ROUND_TOKENS = 2400;

/** Prints what a token costs in texts of several lengths: a batch in one pass could cost no less than a long text. */
function benchBatch(): void {
  console.log(
    '\nmicroseconds a token, by the length of the text, Node: what one pass over many texts could save',
  );
  for (const width of [64, 128]) {
    const config = benchNetwork(width);
    const network = kernelEngine(config, randomWeights(config));
    const texts = LENGTHS.map(benchText);
    const times = texts.map((): number[] => []);
    for (let round = 0; round < ROUNDS; round++) {
      texts.forEach((text, i) => {
        const begin = performance.now();
        for (let tokens = 0; tokens < ROUND_TOKENS; tokens += LENGTHS[i]) network(text);
        times[i].push((1000 * (performance.now() - begin)) / ROUND_TOKENS);
      });
    }
    const cells = LENGTHS.map((length, i) => `${length} tokens ${median(times[i]).toFixed(2)}`);
    console.log(`  ${`3 blocks of ${width}`.padEnd(34)}${cells.join('   ')}`);
  }
}

const asked = process.argv.slice(2);
const stray = asked.find((name) => !Object.hasOwn(PARTS, name));
if (stray !== undefined) {
  console.error(`"${stray}" is no part of this benchmark, allowed ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}
console.log(`${cpus()[0].model}, Node ${process.versions.node}\n`);
for (const name of asked.length > 0 ? asked : Object.keys(PARTS)) await PARTS[name]();
