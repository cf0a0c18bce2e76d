import { Option } from 'commander';
import type { OpenRunner } from '../../experiment/fits/asked.ts';

/** Flags of commands whose fits other machines may do. */
export type QueueFlags = { queue?: string; store?: string };

/** `--queue` of a command that wants fits. */
export function queueOption(): Option {
  return new Option(
    '--queue <url>',
    'do the fits on the machines that have joined a queue, redis://HOST (docs/machines.md); the result is the same',
  );
}

/** `--store`. */
export function storeOption(): Option {
  return new Option('--store <folder>', 'a folder that all machines see, for data over 64 MB; with --queue');
}

/**
 * What runs the fits where `--queue` is given; undefined: the threads of this process.
 *
 * @throws UserError for what is no queue, or one that does not answer: before data are read and a folder is named.
 */
export async function runnerBy({ queue, store }: QueueFlags): Promise<OpenRunner | undefined> {
  if (queue === undefined) {
    if (store === undefined) return undefined;
    const { UserError } = await import('../../errors.ts');
    throw new UserError('--store is for the machines of a queue: give --queue too, or leave it out', 2);
  }
  const { parseQueue } = await import('../../queue/address.ts');
  const { queueRunner } = await import('../../queue/runner.ts');
  const { checkAnswers } = await import('../../queue/connection.ts');
  const address = parseQueue(queue);
  await checkAnswers(address);
  return queueRunner({ address, store });
}
