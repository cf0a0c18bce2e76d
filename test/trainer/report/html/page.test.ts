import { beforeAll, describe, expect, it } from 'vitest';
import { contestsOf } from '../../../../trainer/report/contests.ts';
import { comparisonPage } from '../../../../trainer/report/html/comparison.ts';
import { type Drawing, loadDrawing } from '../../../../trainer/report/html/drawing.ts';
import { reportPage } from '../../../../trainer/report/html/page.ts';
import type { RunReport, ShownText } from '../../../../trainer/report/reportdata.ts';
import { curveOf, runReport } from '../runs.ts';

const MOST_BYTES = 500_000;
const MOST_MS = 2000;
const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e&\ud800';

let drawing: Drawing;
beforeAll(async () => {
  drawing = (await loadDrawing())!;
});

const shown = (text: string, more: Partial<ShownText> = {}): ShownText => ({
  ...{ line: 2, truth: 'bad', answer: 'good', score: 0.99, text, isCut: false },
  weights: [[0, Math.min(4, text.length), 0.5]],
  ...more,
});
const running = () => runReport({}, { result: undefined });

/** The largest that a report may be of. */
const large = () => {
  const label = (place: number) => `${place} ${'語'.repeat(200)}`;
  const labels = Array.from({ length: 1000 }, (_, place) => label(place));
  const text = '語<&"'.repeat(100);
  const weights = Array.from({ length: 100 }, (_, at) => [4 * at, 4 * at + 3, 0.5 - (at % 2)] as const);
  const texts = Array.from({ length: 12 }, () => shown(text, { weights, truth: label(1), answer: label(2) }));
  return runReport({ labels, texts: 300, epochs: 5000, layers: 36 }, {}, texts);
};
let made: RunReport | undefined;
const largest = () => {
  made ??= large();
  return made;
};

const learningCurve = curveOf(0.92, 0.01, 0.02, 0.005);

describe.each([
  ['a run that has ended', () => reportPage(drawing, runReport({}, {}, [shown('dull film')]))],
  ['a run with a learning curve', () => reportPage(drawing, runReport({}, { learningCurve }))],
  ['a run that goes on', () => reportPage(drawing, running())],
  ['a run of one epoch', () => reportPage(drawing, runReport({ epochs: 1 }))],
  ['a thousand labels, long texts and 36 layers', () => reportPage(drawing, largest())],
  ['two runs', () => page(runReport(), runReport({ skill: 0.9 }))],
  ['twelve large runs', () => page(...Array.from({ length: 12 }, largest))],
])('the page of %s', (_, render) => {
  it('has the same bytes twice, within 500 KB and 2 s', () => {
    // Of the processor: others may hold the clock up.
    const begun = process.cpuUsage();
    const first = render();
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1000).toBeLessThan(MOST_MS);
    expect(render()).toBe(first);
    expect(Buffer.byteLength(first)).toBeLessThan(MOST_BYTES);
  });

  it('fetches nothing and runs no script', () => {
    const text = render();
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(
      text.match(/<script|<link|<img|<iframe|@import|url\(|\ssrc=|\shref=|\son\w+=|https?:/gi),
    ).toBeNull();
  });

  it('has a name for every chart, and headers for every table', () => {
    const text = render();
    const charts = text.match(/<svg [^>]*>/g) ?? [];
    expect(charts.length).toBeGreaterThan(0);
    for (const chart of charts) expect(chart).toMatch(/role="img".*aria-label="|aria-label=".*role="img"/);
    expect(text.match(/<table/g)?.length ?? 0).toBe(text.match(/<caption>/g)?.length ?? 0);
    expect(text).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });
});

function page(...reports: RunReport[]): string {
  return comparisonPage(drawing, reports, contestsOf(reports));
}

describe('reportPage()', () => {
  it('shows texts, labels, names and commands of others as text', () => {
    const hostile = runReport({ labels: [HOSTILE, 'b'] }, { name: HOSTILE, command: HOSTILE }, [
      shown(HOSTILE, { truth: HOSTILE, answer: HOSTILE }),
    ]);
    for (const text of [reportPage(drawing, hostile), page(hostile, runReport({ labels: [HOSTILE, 'b'] }))]) {
      expect(text).toContain('&lt;script&gt;');
      expect(text).not.toMatch(/<script|<img|\u202e/);
      // Within attributes nothing ends one.
      expect(text).not.toMatch(/="[^"]*"><script/);
      expect(text.isWellFormed()).toBe(true);
    }
  });

  it('tells shares apart that lie within a point', () => {
    const run = runReport();
    const epochs = run.epochs.map((line, i) => ({ ...line, accuracy: 0.975 + i / 1000, devAccuracy: 0.98 }));
    const shares = [...reportPage(drawing, { ...run, epochs }).matchAll(/<text[^>]*>(9[78][\d.]*%)</g)];
    const shown = shares.map(([, share]) => share);
    expect(shown.length).toBeGreaterThan(3);
    expect(new Set(shown).size).toBe(shown.length);
  });

  it('has the curves while the run goes on, and says how far it is', () => {
    const text = reportPage(drawing, running());
    expect(text).toContain('<h1>Report of mine-1, epoch 8 of 8</h1>');
    expect(text).toContain('load the page again');
    expect(text).toContain('id="curves"');
    expect(text).not.toContain('id="labels"');
  });

  it('answers the five questions', () => {
    const text = reportPage(drawing, runReport());
    const asked = [...text.matchAll(/<dt>(.*?)<\/dt><dd>(.+?)<\/dd>/g)].map(([, question]) => question);
    expect(asked).toEqual([
      'How good is it?',
      'How sure is that?',
      'Where is it weak?',
      'What next?',
      'What not to believe?',
    ]);
  });

  it('marks words by their weight, and leaves the text as it is', () => {
    const weights = [
      [0, 4, 0.8],
      [5, 9, -0.2],
    ] as const;
    const text = reportPage(drawing, runReport({}, {}, [shown('dull film', { weights })]));
    expect(text).toContain('<mark class="for l4">dull</mark> <mark class="against l1">film</mark>');
  });

  it('says why there are no texts', () => {
    const report = runReport();
    const texts = { ...report.result!.texts, why: 'Texts are left out, as --no-texts asks.' };
    const text = reportPage(drawing, { ...report, result: { ...report.result!, texts } });
    expect(text).toContain('Texts are left out, as --no-texts asks.');
    expect(text).not.toContain('id="mistakes"');
  });
});
