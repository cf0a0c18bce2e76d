import type { Command } from 'commander';
import { say, warn } from '../../print.ts';
import type { LoadOptions } from '../../read/load.ts';
import type { ReportRequest } from '../../report/reporter.ts';
import { openPage } from '../../terminal/open.ts';

/** What decides about the report of a run. */
export type ReportFlags = { open?: true | undefined; texts: boolean };

/** Adds the flags of `ReportFlags`. @param page that is shown. */
export function addReportOptions(command: Command, page = 'report.html'): Command {
  return command
    .option('--open', `show ${page} in the browser at the end`)
    .option('--no-texts', 'leave texts out of report.html');
}

/**
 * What the report of a run is to have.
 *
 * @param files where the texts are, and how they are read.
 * @param command that trains.
 * @param curveCommand that measures a learning curve too.
 */
export async function reportRequest(
  { open, texts: isShown }: ReportFlags,
  { data, dev, ...options }: LoadOptions & { data: string; dev?: string | undefined },
  command: string,
  curveCommand?: string,
): Promise<ReportRequest> {
  const { textReader } = await import('../../report/reporter.ts');
  const read = await textReader(dev ?? data, options);
  return { command, curveCommand, isShown, read, onWritten: open && show };
}

/** Opens a page, and says where it is where nothing opens it. */
export function show(path: string): void {
  say(`opening ${path}`);
  openPage(path, (opener) => warn(`${opener} opens no browser here: open ${path} yourself`));
}
