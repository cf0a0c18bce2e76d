import { writeWhole } from '../files/writewhole.ts';
import { loadDrawing } from './html/drawing.ts';
import { trialsPage } from './html/trials.ts';
import { refuseForeign } from './reportdata.ts';
import { MISSING } from './reporter.ts';
import type { TrialsReport } from './trials.ts';

/**
 * Writes the page of several trials. What goes wrong with it costs no figure: it is said, and nothing is thrown.
 *
 * @returns whether it is there, and what to tell.
 */
export async function writeTrialsPage(
  path: string,
  report: TrialsReport,
): Promise<{ isWritten: boolean; said: string }> {
  try {
    const drawing = await loadDrawing();
    if (drawing === undefined) return { isWritten: false, said: `no report is written: ${MISSING}` };
    await refuseForeign([path]);
    await writeWhole(path, trialsPage(drawing, report));
    return { isWritten: true, said: `report: ${path}` };
  } catch (error) {
    return { isWritten: false, said: `no report is written: ${(error as Error).message}` };
  }
}
