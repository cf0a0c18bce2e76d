import { type Contests, points } from '../contests.ts';
import type { LogLine } from '../log.ts';
import type { FigureName, ReportResult, RunReport } from '../reportdata.ts';
import { type Drawing, draw, epochTicks } from './drawing.ts';
import { folded, type Html, html, section, tableOf } from './html.ts';
import { count, percent, percents, short, thinned } from './numbers.ts';
import { documentOf, fiveOf } from './page.ts';

const MOST_POINTS = 120;
/** Of so few epochs each is a dot. */
const FEW = 30;
/** Of more runs, colours come again, with dashes. */
const COLOURS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/** Several runs that have ended, side by side. @param reports two or more, in the order of `contests.names`. */
export function comparisonPage(drawing: Drawing, reports: readonly RunReport[], contests: Contests): string {
  const names = contests.names.map(short);
  return documentOf(
    `${names.join(', ')}: runs compared`,
    html`<header><h1>${count(names.length)} runs compared</h1><p>${names.join(', ')}</p></header>
<main>
${fiveOf(contests.sentences)}${section('figures', 'Figures', figureTable(reports, names))}${section(
  'pairs',
  'Text by text',
  pairTable(names, contests),
)}${section(
  'curves',
  'How they learned',
  html`<div class="charts">${curve(drawing, reports, names, 'devAccuracy')}${curve(drawing, reports, names, 'devLoss')}</div>
`,
)}${section('settings', 'How they differ', differences(reports, names), commands(reports, names))}</main>
`,
  );
}

function figureTable(reports: readonly RunReport[], names: readonly string[]): Html {
  const shown = ({ figures }: ReportResult, name: FigureName) =>
    `${percent(figures[name].value)} (${percents(figures[name].interval)})`;
  const rows = reports.map(({ result, epochs, data }, run) => {
    const found = result as ReportResult;
    return [
      names[run],
      shown(found, 'accuracy'),
      shown(found, 'macro_f1'),
      shown(found, 'ece'),
      `${found.kept} of ${epochs.length}`,
      `${count(data.train)} / ${count(data.dev)}`,
    ];
  });
  const head = [
    'run',
    'right (95 % interval)',
    'macro F1',
    'calibration error',
    'epoch kept',
    'texts learned / held back',
  ];
  return tableOf('Each run on its held-back texts', head, rows);
}

function pairTable(names: readonly string[], { pairings, best }: Contests): Html {
  const rows = pairings.map(({ other, contest, p, isReal }) => {
    if (contest === undefined || p === undefined) return [names[other], 'other texts', '–', '–', '–'];
    return [
      names[other],
      `${points(contest.difference)} (${points(contest.interval.low)} to ${points(contest.interval.high)})`,
      `${count(contest.only_second)} / ${count(contest.only_first)}`,
      p < 0.001 ? '< 0.001' : p.toFixed(3),
      isReal ? 'no chance' : 'may be chance',
    ];
  });
  const head = [
    'against',
    `points that ${names[best]} is ahead (95 %)`,
    'it alone right / the other alone',
    'p, by Holm',
    'verdict',
  ];
  return tableOf(`${names[best]} against each other run`, head, rows);
}

const HEADINGS = {
  devAccuracy: 'Share of held-back texts that are right, by epoch',
  devLoss: 'Held-back loss, by epoch',
};

function curve(
  drawing: Drawing,
  reports: readonly RunReport[],
  names: readonly string[],
  field: 'devAccuracy' | 'devLoss',
): Html {
  const { plots } = drawing;
  const colour = (run: number) => COLOURS[run % COLOURS.length];
  const last = Math.max(...reports.map(({ epochs }) => epochs.length));
  const shown = (line: LogLine) =>
    field === 'devLoss' ? line.devLoss.toFixed(3) : percent(line.devAccuracy);
  const ends = reports.map(({ epochs }, run) => `${names[run]} ends at ${shown(epochs[epochs.length - 1])}`);
  return draw(drawing, {
    heading: HEADINGS[field],
    says: `${HEADINGS[field]}: ${ends.join(', ')}`,
    keys: names.map((name, run) => ({ name, colour: colour(run) })),
    x: { label: 'epoch', ticks: epochTicks(1, last), tickFormat: 'd' },
    y: { label: null, grid: true, ...(field === 'devAccuracy' ? { tickFormat: '.1~%' } : {}) },
    marks: reports.flatMap(({ epochs }, run) => {
      const points = thinned(epochs, MOST_POINTS);
      const stroke = `var(--${colour(run)})`;
      const dash = run < COLOURS.length ? {} : { strokeDasharray: '5,4' };
      // No marker of Plot's: it numbers them, and no page would be the same twice.
      const dots =
        points.length <= FEW ? [plots.dot(points, { x: 'epoch', y: field, fill: stroke, r: 2.5 })] : [];
      return [plots.line(points, { x: 'epoch', y: field, stroke, strokeWidth: 2, ...dash }), ...dots];
    }),
  });
}

/** The choices that are not the same in all runs. */
function differences(reports: readonly RunReport[], names: readonly string[]): Html {
  const choices = reports.map(({ config, network, data }) => {
    const { labels, ...size } = network;
    const { labels: counts, ...read } = data;
    return { ...read, ...size, ...config } as Record<string, unknown>;
  });
  const fields = [...new Set(choices.flatMap((each) => Object.keys(each)))];
  const shown = (value: unknown) =>
    value === undefined ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  const rows = fields
    .map((field) => [field, ...choices.map((each) => shown(each[field]))])
    .filter(([, first, ...others]) => others.some((value) => value !== first));
  if (rows.length === 0)
    return html`<p>All choices are the same.</p>
`;
  return tableOf('Choices that differ', ['choice', ...names], rows);
}

function commands(reports: readonly RunReport[], names: readonly string[]): Html {
  const each = reports.map(
    ({ command }, run) => html`<p>${names[run]}</p><pre><code>${command}</code></pre>
`,
  );
  return folded('The commands', html`${each}`);
}
