import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { LANGUAGES, type Language } from '../../src/model/classification.ts';
import { DELAYS_MS } from '../bulk/ask.ts';
import { PATIENCE } from '../bulk/await.ts';
import { readKey } from '../bulk/key.ts';
import { type BulkRun, runBulk, stoppedError } from '../bulk/run.ts';
import { JOB_BYTES } from '../bulk/send.ts';
import { readUrl } from '../bulk/url.ts';
import { UserError, withFile } from '../errors.ts';
import { checkWritable, refuseSame } from '../files/outputs.ts';
import { say, warn } from '../print.ts';
import { clearBar, withBulkBars } from '../terminal/progress.ts';
import { listenToSignals } from '../terminal/signals.ts';
import { addTextOptions, type TextFlags } from './options/texts.ts';

type Flags = TextFlags & {
  url: string;
  key?: string;
  keyFile?: string;
  out?: string;
  force?: true;
  keepJob?: true;
  language?: Language;
};

/** Adds `bulk`: a file is answered by the bulk Worker. */
export function addBulk(program: Command): void {
  const command = program
    .command('bulk')
    .description('have the rows of a file answered by the bulk Worker, and bring the answers')
    .requiredOption('--url <address>', 'of the bulk Worker')
    .option(
      '--key-file <file>',
      'has the key, where the Worker asks for one (default: the variable EDGE_SENTIMENT_KEY)',
    )
    .option('--key <key>', 'the key itself, which every user of this machine can see')
    .argument('<file>', 'the texts, in any format that predict reads');
  addTextOptions(command)
    .option('--out <file>', 'where the answers go, .jsonl (default: FILE.answers.jsonl)')
    .option('--force', 'replace a file that is there')
    .option('--keep-job', 'leave the job at the Worker, which removes it after some days')
    .addOption(
      new Option('--language <language>', 'what the texts are in (default: found out for each)').choices([
        ...LANGUAGES,
      ]),
    )
    .addHelpText('after', EXAMPLES)
    .action((file: string, flags: Flags) => bulk(file, flags));
}

const EXAMPLES = `
The answers are those that predict writes as JSON lines. A run that was stopped in any way goes on when it is started again:
OUT.job, a folder beside the answers, says what was sent and what has come, and is removed at the end. docs/bulk.md has more.

Examples:
  npm run trainer -- bulk --url http://localhost:8787 reviews.csv
  EDGE_SENTIMENT_KEY=… npm run trainer -- bulk --url https://bulk.example.com reviews.parquet --out answers.jsonl
`;

async function bulk(file: string, flags: Flags): Promise<void> {
  const { force = false, keepJob = false, language, format, textColumn, idColumn } = flags;
  const url = readUrl(flags.url);
  const key = await readKey(flags, process.env, url, warn);
  const out = flags.out ?? `${file}.answers.jsonl`;
  if (!['.jsonl', '.ndjson'].includes(extname(out).toLowerCase()))
    throw new UserError(`--out is ${out}, allowed a name that ends in .jsonl or .ndjson`, 2);
  refuseSame(out, [file], 'which is read');
  const size = await sizeOf(file);
  await checkWritable(out);
  const report = (message: string) => {
    clearBar();
    warn(message);
  };
  const { stop, received, remove } = listenToSignals(report);
  const run: BulkRun = {
    ...{ file, size, out, force, keepJobs: keepJob, jobBytes: JOB_BYTES, patience: PATIENCE },
    service: { url, key, signal: stop, delays: DELAYS_MS },
    query: language === undefined ? '' : `?language=${language}`,
    reading: { format, textColumn, idColumn },
  };
  try {
    const { texts, bad } = await withBulkBars((bars) => runBulk(run, { ...bars, report }));
    const unread = bad === 0 ? '' : `, and why ${bad.toLocaleString('en-US')} could not be read`;
    say(`${out} has the answers to ${texts.toLocaleString('en-US')} texts${unread}`);
  } catch (error) {
    const signal = received();
    throw signal === undefined ? error : stoppedError(signal);
  } finally {
    remove();
  }
}

/** @throws UserError for what cannot be read twice. */
async function sizeOf(file: string): Promise<number> {
  if (file === '-')
    throw new UserError('bulk reads a file, so that it can go on where it was stopped: give one', 2);
  const stats = await withFile(file, async () => statSync(file));
  if (stats.isFile()) return stats.size;
  const kind = stats.isDirectory() ? 'a folder' : 'a device or a pipe';
  throw new UserError(`${file} is ${kind}: give a file, so that it can go on where it was stopped`);
}
