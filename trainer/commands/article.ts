import { type Command, Option } from 'commander';
import { QUESTIONS } from '../experiment/article/questions.ts';
import { say } from '../print.ts';
import type { QuestionId } from '../report/article/record.ts';
import { terminalWidth } from '../terminal/table.ts';
import { defaultWorkers, numberParser, workersOption } from './options/config.ts';
import { type QueueFlags, queueOption, runnerBy, storeOption } from './options/queue.ts';

type Flags = QueueFlags & {
  quick?: true;
  only?: QuestionId;
  out?: string;
  kept: string;
  cache: string;
  mirror?: string;
  fits?: number;
  workers: number;
  plan?: true;
  force?: true;
};

/** More fits at a time are more memory, and a machine has no more cores for them. */
const FITS = { minimum: 1, maximum: 64, whole: true };

/** Adds `article`: what the article on residual networks asks, answered on public data, in one command. */
export function addArticle(program: Command): void {
  program
    .command('article')
    .description('measure what residual connections do, on public data, and write it as a page')
    .option('--quick', 'the same path in some minutes: fewer texts, depths, seeds and epochs')
    .addOption(new Option('--only <question>', 'one question alone').choices([...QUESTIONS]))
    .option(
      '--out <folder>',
      'where article.jsonl and the pages go (default: docs; with --quick or --only runs/article)',
    )
    .option('--kept <folder>', 'what keeps the finished fits, in its fits/', 'runs/article')
    .option('--cache <folder>', 'where what is pulled is kept, laid out by URL', 'runs/cache')
    .option('--mirror <folder>', 'take the files from a folder laid out by URL instead of the network')
    .addOption(
      new Option(
        '--fits <n>',
        'trainings at a time (1 to 64, default: one a worker); the result is the same',
      ).argParser(numberParser('fits', FITS)),
    )
    .addOption(queueOption())
    .addOption(storeOption())
    .addOption(workersOption())
    .option(
      '--plan',
      'print what would be measured and about how long that takes, and end; nothing is pulled',
    )
    .option('--force', 'replace an article.md in --out that this command has not written')
    .addHelpText('after', EXAMPLES)
    .action(article);
}

const EXAMPLES = `
Networks with and without residual connections, at 1 to 32 blocks, five seeds each, at the best of several rates. docs/article.md is
what it wrote. Each finished fit is kept: stopped or killed, the same command does what is missing and ends with the same bytes.

Examples:
  npm run trainer -- article
  npm run trainer -- article --quick
  npm run trainer -- article --only depth --out runs/depth
`;

async function article(flags: Flags): Promise<void> {
  const { quick, only, cache, mirror, kept, workers, fits = defaultWorkers(), plan, force = false } = flags;
  const out = flags.out ?? (quick || only ? 'runs/article' : 'docs');
  const { FULL, QUICK } = await import('../experiment/article/size.ts');
  const { measureArticle } = await import('../experiment/article/article.ts');
  const { refuseForeign, writeArticle } = await import('../experiment/article/write.ts');
  const { planText } = await import('../experiment/article/plan.ts');
  if (!force && !plan) await refuseForeign(out);
  const atATime = Math.min(fits, workers);
  const openRunner = await runnerBy(flags);
  const records = await measureArticle({
    ...{ folders: { cache, mirror }, kept, workers, fits: atATime, report: say },
    openRunner,
    size: quick ? QUICK : FULL,
    questions: only === undefined ? QUESTIONS : [only],
    onPlan: (planned) => {
      console.log(`\n${planText(planned, atATime, terminalWidth())}\n`);
      return !plan;
    },
  });
  if (records === undefined) return;
  for (const path of await writeArticle(out, records)) say(`written: ${path}`);
}
