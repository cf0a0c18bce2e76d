import type { Command } from 'commander';
import { say } from '../print.ts';
import { defaultWorkers, numberParser, workersOption } from './options/config.ts';
import { storeOption } from './options/queue.ts';

type Flags = { queue: string; store?: string; fits?: number; workers: number; idle?: number };

const FITS = { minimum: 1, maximum: 64, whole: true };
const IDLE = { minimum: 1, maximum: 86_400, whole: false };

/** Adds `join`: this machine does fits of `select`, `compare` and `article` until it is told to stop. */
export function addJoin(program: Command): void {
  program
    .command('join')
    .description('do the fits that commands with --queue want, until told to stop')
    .requiredOption('--queue <url>', 'where they are, redis://HOST or rediss://HOST:PORT/DATABASE')
    .option('--fits <n>', 'trainings at a time (1 to 64, default: one a worker)', numberParser('fits', FITS))
    .addOption(workersOption())
    .addOption(storeOption())
    .option('--idle <seconds>', 'end after so long without a fit (1 to 86400)', numberParser('idle', IDLE))
    .addHelpText('after', EXAMPLES)
    .action(join);
}

const EXAMPLES = `
Each machine needs the same commit and the same Node. User and password are taken from REDIS_USERNAME and REDIS_PASSWORD. What a
machine was doing when it died is done by another within 15 seconds. docs/machines.md has all of it on one page.

Examples:
  npm run trainer -- join --queue redis://queue.example.org
  npm run trainer -- join --queue rediss://queue.example.org:6380/1 --store shared --workers 8
  npm run trainer -- join --queue redis://queue.example.org --idle 60
`;

async function join({ queue, store, workers, idle, fits = defaultWorkers() }: Flags): Promise<void> {
  const { parseQueue } = await import('../queue/address.ts');
  const { join: run } = await import('../queue/join.ts');
  const address = parseQueue(queue);
  await run({ address, store, fits: Math.min(fits, workers), workers, idleSeconds: idle, report: say });
}
