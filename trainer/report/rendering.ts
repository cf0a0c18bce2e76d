import { UserError } from '../errors.ts';
import { contestsOf } from './contests.ts';
import { comparisonPage } from './html/comparison.ts';
import { type Drawing, loadDrawing } from './html/drawing.ts';
import { reportPage } from './html/page.ts';
import { notReport, type RunReport, readReport, reportPaths } from './reportdata.ts';
import { MISSING } from './reporter.ts';

/** Runs of one page: more curves than this are told apart by nobody. */
const MOST_RUNS = 12;
const COMPARISON = 'comparison.html';

/** Where the page of these runs goes. @param folders one or more. */
export function placeOf(folders: readonly string[]): string {
  return folders.length === 1 ? reportPaths(folders[0])[0] : COMPARISON;
}

/**
 * The page of one run, or of several side by side.
 *
 * @param folders of finished runs, one of which may be running where it is alone.
 * @returns `sentences` to tell beside it: which of several is better.
 * @throws UserError where a folder has no report, a run has not ended, or what draws is not installed.
 */
export async function pageOf(folders: readonly string[]): Promise<{ page: string; sentences: string[] }> {
  if (folders.length > MOST_RUNS) {
    throw new UserError(
      `${folders.length} runs are given, allowed up to ${MOST_RUNS}: name those that matter`,
      2,
    );
  }
  const drawing = await loadDrawing();
  if (drawing === undefined) throw new UserError(MISSING);
  const reports: RunReport[] = [];
  for (const folder of folders) reports.push(await readReport(folder));
  const [first] = reports;
  if (reports.length === 1) {
    const [, path] = reportPaths(folders[0]);
    return { page: rendered(path, () => reportPage(drawing, first)), sentences: [] };
  }
  return rendered(folders.join(', '), () => compared(drawing, folders, reports));
}

function compared(drawing: Drawing, folders: readonly string[], reports: readonly RunReport[]) {
  const running = folders.find((_, run) => reports[run].result === undefined);
  if (running !== undefined) throw new UserError(`${running} has not ended: compare it once it has`);
  const contests = contestsOf(reports);
  const page = comparisonPage(drawing, reports, contests);
  return { page, sentences: contests.sentences.map(({ answer }) => answer) };
}

/** A file of another version, or changed by hand, lacks what a page needs. */
function rendered<Value>(path: string, render: () => Value): Value {
  try {
    return render();
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) throw notReport(path);
    throw error;
  }
}
