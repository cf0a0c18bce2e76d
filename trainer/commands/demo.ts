import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readSample } from '../corpora/sample.ts';
import { UserError } from '../errors.ts';
import { buildConfigs } from '../experiment/configs.ts';
import { train } from '../experiment/run.ts';
import { type Server, serve } from '../experiment/serve.ts';
import { refuseExisting } from '../files/outputs.ts';
import { writeWhole } from '../files/writewhole.ts';
import { prepareTraining } from '../prepare/prepare.ts';
import { say } from '../print.ts';
import type { Example } from '../read/examples.ts';
import { textReader } from '../report/reporter.ts';
import { fitWordList } from '../scoring/baseline.ts';
import { classifierOf } from '../scoring/load.ts';
import { answersOf } from '../scoring/score.ts';
import { whenNpmEnds } from '../terminal/signals.ts';
import { defaultWorkers, numberParser } from './options/config.ts';

type Flags = { out: string; port: number; workers: number; serve: boolean; force?: true };

const PORT = { minimum: 0, maximum: 65_535, whole: true };
const DEFAULT_PORT = 8787;
const TEXT = 'Not worth the money';

/** Adds `demo`: the whole path on a sample that is already there. */
export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('train on 3,000 review sentences, compare with a word list, serve the model')
    .option('--out <folder>', 'where sample, model and log go', 'runs/demo')
    .option('--port <n>', 'where to serve, 0 for any free port', numberParser('port', PORT), DEFAULT_PORT)
    .option('--no-serve', 'end after the comparison')
    .option('--force', 'replace files in --out that no demo has left there')
    .action((flags: Omit<Flags, 'workers'>) => demo({ ...flags, workers: defaultWorkers() }));
}

async function demo({ out, port, workers, serve: isServed, force }: Flags): Promise<void> {
  if (isServed) await refuseTaken(port);
  const sample = readSample();
  const data = join(out, 'train.jsonl');
  const files = new Map([
    [data, lines(sample.train)],
    [join(out, 'test.jsonl'), lines(sample.test)],
  ]);
  const again = force || (await areThere(files));
  await refuseExisting([...files.keys(), join(out, 'model.safetensors')], again);
  for (const [path, content] of files) await writeWhole(path, content);
  console.log(
    `3,000 review sentences (UCI, CC BY 4.0): ${sample.train.length} to train, ${sample.test.length} to test`,
  );
  const configs = buildConfigs('small', { network: {}, train: {} });
  const result = await train({
    prepare: (signal) => prepareTraining({ ...configs, data, report: say, signal }),
    out,
    workers,
    name: 'demo',
    licence: 'CC BY 4.0',
    weights: 'f32',
    // A demo that was stopped goes on.
    checkpoints: force ? 'discard' : again ? 'resume' : 'refuse',
    resumeWith: 'the same command',
    replace: again,
    report: { command: 'npm run demo', isShown: true, read: await textReader(data, {}) },
  });
  console.log(compare(result.model, sample.train, sample.test));
  if (isServed) await show(await serve(result.model, result.card, port));
}

/** Whether a demo has run in the folder: what it trained is to be trained again, and nothing else there is touched. */
async function areThere(files: ReadonlyMap<string, string>): Promise<boolean> {
  const equal = [...files].map(async ([path, content]) => {
    return content === (await readFile(path, 'utf8').catch(() => undefined));
  });
  return (await Promise.all(equal)).every(Boolean);
}

function lines(examples: readonly Example[]): string {
  return examples.map(({ text, label }) => `${JSON.stringify({ text, label })}\n`).join('');
}

function compare(
  model: Uint8Array,
  trainExamples: readonly Example[],
  testExamples: readonly Example[],
): string {
  const wordList = fitWordList(trainExamples);
  const accuracy = (labels: readonly string[]) => {
    const right = testExamples.filter(({ label }, example) => labels[example] === label).length;
    return `${((100 * right) / testExamples.length).toFixed(1)} %`;
  };
  return [
    '',
    `right on the ${testExamples.length} test sentences:`,
    `  this model            ${accuracy(answersOf(classifierOf(model), testExamples))}`,
    `  word list (sentiment) ${accuracy(testExamples.map(({ text }) => wordList.classify(text)))}`,
    '',
  ].join('\n');
}

/** Asks the server once, and leaves it to the user until Ctrl-C. */
async function show({ url, ended, stop }: Server): Promise<void> {
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  whenNpmEnds(stop);
  const query = new URLSearchParams({ text: TEXT });
  const answer = await (await fetch(`${url}/sentiment?${query}`)).text();
  console.log(`serving in workerd at ${url}, Ctrl-C ends it. Try it from another terminal:\n`);
  console.log(`  curl '${url}/sentiment?${query.toString()}'\n  ${answer}`);
  await ended;
}

/** @throws UserError when something else listens on the port: better now than after the training. */
async function refuseTaken(port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? 'is taken' : `cannot be had (${code})`;
    throw new UserError(`port ${port} ${reason}: give another --port, or 0 for any that is free`);
  } finally {
    server.close();
  }
}
