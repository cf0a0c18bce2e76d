import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DEFAULT_NETWORK } from '../../../src/model/network/config.ts';
import { buildVocabulary } from '../../../src/model/text/vocabulary.ts';
import card from '../../../src/weights/default.json' with { type: 'json' };
import { median } from '../../../trainer/scoring/median.ts';
import { fileOf, reweighed } from '../../contract/model.ts';
import { randomWeights } from '../../parity/networks.ts';
import { REQUEST_TEXT } from '../network.ts';
import { type Bundle, bundle, bundleIn, cpuOf, memoryOf, startWorkerd, type Workerd } from '../workerd.ts';

const STARTS = 15;
const REQUEST_ROUNDS = 5;
const LOG_OFF = 'GET /sentiment, log off';
const KEYS_ON = 'GET /sentiment, keys on';
/** As long as docs/settings.md has a key made. */
const KEY = '0123456789abcdef'.repeat(3);
const QUERY = `/sentiment?${new URLSearchParams({ text: REQUEST_TEXT })}`;

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A model of this many words in bytes, with random weights. */
function modelOf(words: number): Uint8Array {
  const network = { ...DEFAULT_NETWORK, vocabulary: words, embedding: 100, width: 128 };
  const file = fileOf({
    name: 'bench',
    config: network,
    parameters: randomWeights(network),
    vocabulary: buildVocabulary(Array.from({ length: words }, (_, i) => `word${i}`)),
    calibration: { temperature: 1, lengthExponent: 0, prior: [0.5, 0.5] },
    training: {},
    licence: 'MIT',
  });
  return reweighed(file, 'i8');
}

function served(name: string, model: Uint8Array, env: object = {}): Bundle {
  return bundle(name, at('../workers/served.ts'), {
    'model.safetensors': model,
    'card.json': JSON.stringify(card),
    'env.json': JSON.stringify(env),
  });
}

/** The Worker of another checkout, whose folder the variable AGAINST names; none without it. */
async function bundleBefore(model: Uint8Array): Promise<Bundle[]> {
  const folder = process.env.AGAINST;
  if (folder === undefined) return [];
  const { bundle: bundleThere } = await import(`${folder}/test/bench/workerd.ts`);
  const files = { 'model.safetensors': model, 'card.json': JSON.stringify(card), 'env.json': '{}' };
  const there: Bundle = bundleThere('before', `${folder}/test/bench/workers/served.ts`, files);
  return [bundleIn(there.folder)];
}

type Start = { cpu: number; answered: number; megabytes: number };

/** CPU until the first request of all is answered, one that judges nothing, and until the first text is; memory after a thousand. */
async function measureStart(worker: Bundle): Promise<Start> {
  const workerd = await startWorkerd(worker);
  try {
    await (await fetch(`${workerd.url}/health`)).text();
    const cpu = cpuOf(workerd.process);
    await (await fetch(`${workerd.url}${QUERY}`)).text();
    const answered = cpuOf(workerd.process);
    for (let i = 0; i < 1000; i++) await (await fetch(`${workerd.url}${QUERY}`)).text();
    return { cpu, answered, megabytes: memoryOf(workerd.process) };
  } finally {
    await workerd.stop();
  }
}

/** Prints what start-up and memory cost beyond an empty Hono app, and the size of the code. */
export async function benchStart(): Promise<void> {
  const empty = bundle('empty', at('../workers/empty.ts'));
  const models = {
    'default model': readFileSync(at('../../../src/weights/default.safetensors')),
    '20,000 words, i8': modelOf(20_000),
    '100,000 words, i8': modelOf(100_000),
  };
  const pairs = Object.entries(models).map(([name, model], i) => ({
    name,
    // workerd reads the file into memory, whatever the app does with it.
    carrier: bundle(`carrier${i}`, at('../workers/carrier.ts'), { 'model.safetensors': model }),
    ours: served(`served${i}`, model),
  }));
  const starts = new Map<Bundle, Start[]>();
  const before = await bundleBefore(models['default model']);
  const quiet = served('quiet', models['default model'], { REQUEST_LOG: 'off' });
  const workers = [empty, ...pairs.flatMap(({ carrier, ours }) => [carrier, ours]), quiet, ...before];
  for (let round = 0; round < STARTS; round++) {
    for (const worker of workers) {
      starts.set(worker, [...(starts.get(worker) ?? []), await measureStart(worker)]);
    }
  }
  const middle = (worker: Bundle, field: keyof Start) =>
    median(starts.get(worker)!.map((start) => start[field]));
  console.log(`\nstart of workerd, up to the answer of /health, medians of ${STARTS} starts`);
  for (const { name, carrier, ours } of pairs) {
    const beyond = (field: keyof Start) => middle(ours, field) - middle(carrier, field);
    const file = (field: keyof Start) => middle(carrier, field) - middle(empty, field);
    console.log(
      `  ${name.padEnd(34)}${beyond('cpu').toFixed(1).padStart(12)} ms of CPU (at most 10), ` +
        `with the first text ${beyond('answered').toFixed(1)} ms, ${beyond('megabytes').toFixed(1)} MB, beyond an empty Hono app that carries the same file; ` +
        `the file itself ${file('cpu').toFixed(1)} ms, ${file('megabytes').toFixed(1)} MB (at most 40 in all)`,
    );
  }
  for (const worker of before) {
    // Starts in pairs: what else the machine does drifts.
    const more = (ours: Bundle) =>
      median(starts.get(ours)!.map(({ cpu }, i) => cpu - starts.get(worker)![i].cpu)).toFixed(1);
    console.log(
      `  ${'against AGAINST'.padEnd(34)}${more(pairs[0].ours).padStart(12)} ms of CPU more, with the log off ${more(quiet)} (at most 1.5)`,
    );
  }
  console.log(
    `  ${'JavaScript and kernel'.padEnd(34)}${(pairs[0].ours.codeBytes / 1024).toFixed(1).padStart(12)} KiB (at most 150)`,
  );
}

/** Requests a second, what one costs workerd, and how long they take. */
type Load = { perSecond: number; microseconds: number; p50: string; p99: string };

/** @returns null where there is no wrk. @param options more of wrk's. */
async function load(workerd: Workerd, options: readonly string[]): Promise<Load | null> {
  const before = cpuOf(workerd.process);
  const all = ['-t1', '-c8', '-d3s', '--latency', ...options, `${workerd.url}${QUERY}`];
  const child = spawn('wrk', all);
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
  if (code !== 0) return null;
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(`wrk met errors:\n${output}`);
  const find = (pattern: RegExp) => pattern.exec(output)?.[1] ?? '?';
  return {
    perSecond: Number(find(/Requests\/sec:\s+([\d.]+)/)),
    microseconds: (1000 * (cpuOf(workerd.process) - before)) / Number(find(/(\d+) requests in/)),
    p50: find(/^\s+50%\s+(\S+)/m),
    p99: find(/^\s+99%\s+(\S+)/m),
  };
}

/** Prints requests a second of the default model, of an empty Hono route, of one that runs the network and does nothing else, and of ours with a key, in turns. */
export async function benchRequests(): Promise<void> {
  const model = readFileSync(at('../../../src/weights/default.safetensors'));
  const bundles = {
    'empty Hono route': bundle('empty', at('../workers/empty.ts')),
    'empty route and the network': bundle('network', at('../workers/network.ts'), {
      'model.safetensors': model,
    }),
    'GET /sentiment': served('default', model),
    [LOG_OFF]: served('quiet', model, { REQUEST_LOG: 'off' }),
    [KEYS_ON]: served('keys', model, { API_KEYS: createHash('sha256').update(KEY).digest('hex') }),
  };
  const workers = Object.entries(bundles).map(([name, worker]) => ({
    name,
    options: name === KEYS_ON ? ['-H', `Authorization: Bearer ${KEY}`] : [],
    starting: startWorkerd(worker),
    loads: [] as Load[],
  }));
  try {
    for (let round = 0; round <= REQUEST_ROUNDS; round++) {
      for (const { starting, options, loads } of workers) {
        const measured = await load(await starting, options);
        if (measured === null) return console.log('\nrequests: skipped, there is no wrk');
        // The first round warms up.
        if (round > 0) loads.push(measured);
      }
    }
  } finally {
    for (const { starting } of workers) await (await starting).stop();
  }
  console.log(
    `\nrequests to workerd over loopback, wrk, 8 connections, medians of ${REQUEST_ROUNDS} rounds of 3 s`,
  );
  for (const { name, loads } of workers) {
    const middle = loads.toSorted((a, b) => a.perSecond - b.perSecond)[loads.length >> 1];
    const { perSecond, microseconds, p50, p99 } = middle;
    console.log(
      `  ${name.padEnd(34)}${perSecond.toFixed(0).padStart(12)} /s   p50 ${p50}, p99 ${p99}, ${microseconds.toFixed(0)} µs of CPU a request`,
    );
  }
  printComparison(workers.map(({ loads }) => loads));
}

/** Rounds in pairs: what else the machine does drifts. */
function printComparison([, network, ours, quiet, keyed]: Load[][]): void {
  const ratio = (loads: readonly Load[]) =>
    median(loads.map(({ perSecond }, i) => perSecond / network[i].perSecond)).toFixed(2);
  console.log(
    `  ours / empty route and the network: ${ratio(ours)}, with the log off ${ratio(quiet)} (at least 0.95)`,
  );
  const added = median(keyed.map(({ microseconds }, i) => microseconds - ours[i].microseconds));
  console.log(`  keys: ${added.toFixed(1)} µs of CPU a request more (at most 15)`);
}
