import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trialsOf as variantTrials } from '../../trainer/experiment/compare/page.ts';
import { trialsOf } from '../../trainer/experiment/select/page.ts';
import { contestsOf } from '../../trainer/report/contests.ts';
import { comparisonPage } from '../../trainer/report/html/comparison.ts';
import { loadDrawing } from '../../trainer/report/html/drawing.ts';
import { reportPage } from '../../trainer/report/html/page.ts';
import { trialsPage } from '../../trainer/report/html/trials.ts';
import { manyVariants } from '../trainer/experiment/compare/comparisons.ts';
import { tinySelection, wideSelection } from '../trainer/experiment/select/selections.ts';
import { curveOf, runReport } from '../trainer/report/runs.ts';
import { Chromium, isMissing } from './chromium.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FORMS = [
  { scheme: 'light', width: 1000 },
  { scheme: 'dark', width: 360 },
] as const;

describe.skipIf(isMissing)('reports', () => {
  const folder = mkdtempSync(join(tmpdir(), 'edge-sentiment-report-'));
  let chromium: Chromium;
  beforeAll(async () => {
    const drawing = (await loadDrawing())!;
    const weights = [
      [0, 4, 0.7],
      [5, 9, -0.1],
    ] as const;
    const text = {
      line: 7,
      truth: 'bad',
      answer: 'good',
      score: 0.9,
      text: 'dull film',
      isCut: false,
      weights,
    };
    const labels = Array.from({ length: 30 }, (_, label) => `a label of some length, ${label}`);
    const long = { ...text, text: 'w'.repeat(400), weights: [], truth: labels[0], answer: labels[1] };
    const pages = {
      ended: reportPage(drawing, runReport({}, { learningCurve: curveOf(0.92, 0.01, 0.02, 0.005) }, [text])),
      running: reportPage(drawing, runReport({}, { result: undefined })),
      wide: reportPage(drawing, runReport({ labels, layers: 34 }, {}, [long])),
      selected: trialsPage(drawing, trialsOf(tinySelection())),
      nested: trialsPage(drawing, trialsOf(wideSelection())),
      varied: trialsPage(drawing, variantTrials(manyVariants())),
      compared: comparisonPage(
        drawing,
        [runReport({}), runReport({ skill: 0.9 })],
        contestsOf([runReport({}), runReport({ skill: 0.9 })]),
      ),
    };
    for (const [name, page] of Object.entries(pages)) writeFileSync(join(folder, `${name}.html`), page);
    chromium = await Chromium.start();
  }, 60_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await chromium.stop();
  });

  describe.each(['ended', 'running', 'wide', 'compared', 'selected', 'nested', 'varied'])('%s', (name) => {
    it.each(FORMS)(
      'axe-core finds nothing, nothing is fetched, nothing stands out: $scheme, $width',
      async (form) => {
        const url = pathToFileURL(join(folder, `${name}.html`)).href;
        const page = await chromium.open();
        await page.show(form);
        await page.open(url);
        await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
        await page.evaluate(axe);
        const found = await page.evaluate<{ id: string; nodes: { target: string[] }[] }[]>(
          'axe.run().then(({ violations }) => violations)',
        );
        expect(found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`)).toEqual([]);
        expect(page.sent.filter(({ url: sent }) => sent !== url)).toEqual([]);
        expect(page.complaints).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(
          0,
        );
      },
    );
  });
});
