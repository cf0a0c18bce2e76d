import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Repeats a test file whose worker threads start and end all the time, and counts the runs in which the process died:
 *
 *     npm run soak:crashes -- --runs 100 --at-once 3
 *
 * The runs that go on at once are each other's load. See docs/decisions/0015-node-26.md.
 */

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    'at-once': { type: 'string', default: '3' },
    file: { type: 'string', default: 'test/trainer/parallel/bits.test.ts' },
  },
});
const RUNS = count('runs', values.runs);
const AT_ONCE = count('at-once', values['at-once']);
/** Lines of a run that failed which are shown. */
const SHOWN = 25;

const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

function count(flag: string, value: string): number {
  if (/^[1-9]\d{0,4}$/.test(value)) return Number(value);
  console.error(`error: --${flag} is "${value}", allowed 1 to 99999`);
  process.exit(2);
}

type Outcome = { failed: boolean; output: string };

/** One run of the file in processes of its own; vitest fails when one of them dies. */
function run(): Promise<Outcome> {
  const child = spawn(process.execPath, [VITEST, 'run', '--project', 'node', values.file]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ failed: code !== 0, output }));
  });
}

let started = 0;
let failures = 0;
/** Starts the next run when its last one has ended. */
async function repeat(): Promise<void> {
  while (started < RUNS) {
    const index = ++started;
    const { failed, output } = await run();
    if (failed) failures++;
    console.log(`run ${index}/${RUNS}: ${failed ? 'FAILED' : 'passed'}, ${failures} failed so far`);
    if (failed) console.log(output.trimEnd().split('\n').slice(-SHOWN).join('\n'));
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, repeat));
console.log(
  `${RUNS} runs of ${values.file}, ${AT_ONCE} at once, Node ${process.versions.node}: ${failures} failed`,
);
process.exitCode = failures > 0 ? 1 : 0;
