import type { Command } from 'commander';
import { refuseExisting } from '../files/outputs.ts';
import { say } from '../print.ts';
import { show } from './options/report.ts';

type Flags = { out?: string; open?: true; force?: true };

/** Adds `report`: the page of a run once more, or one page of several runs. */
export function addReport(program: Command): void {
  program
    .command('report')
    .description('render the report of a run again, or set several runs side by side')
    .argument('<folders...>', 'folders that train has written to, such as runs/mine-1')
    .option(
      '--out <file>',
      'where the page goes (default: report.html in the folder of one run, else comparison.html)',
    )
    .option('--open', 'show it in the browser')
    .option('--force', 'replace what is in --out')
    .addHelpText('after', EXAMPLES)
    .action(report);
}

const EXAMPLES = `
The page is rendered from report.json, which lies beside it: equal files give equal bytes. Several runs are compared text by text
where they held back the same texts.

Examples:
  npm run --silent trainer -- report runs/mine-1
  npm run --silent trainer -- report runs/mine-1 runs/mine-2 --open
`;

async function report(folders: string[], { out, open, force }: Flags): Promise<void> {
  const { pageOf, placeOf } = await import('../report/rendering.ts');
  const { refuseForeign } = await import('../report/reportdata.ts');
  const path = out ?? placeOf(folders);
  await (out === undefined ? refuseForeign([path]) : refuseExisting([path], force));
  const { page, sentences } = await pageOf(folders);
  const { writeWhole } = await import('../files/writewhole.ts');
  await writeWhole(path, page);
  for (const sentence of sentences) say(sentence);
  say(`report: ${path}`);
  if (open) show(path);
}
