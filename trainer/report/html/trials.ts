import type { Trial, TrialsReport, TrialTable } from '../trials.ts';
import { type Drawing, draw } from './drawing.ts';
import { choiceRows, folded, type Html, html, NOTHING, section, tableOf } from './html.ts';
import { count, percent, percents, short } from './numbers.ts';
import { documentOf, fiveOf } from './page.ts';

const DASHED = { stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '2,3' };
/** Dots of the chosen one, of those in the running and of those that were dropped. */
const KEYS = [
  { name: 'the one with the star', colour: 'second' },
  { name: 'measured throughout', colour: 'first' },
  { name: 'dropped early', colour: 'soft' },
];
/** CSS pixels of a row of a chart. */
const ROW_HEIGHT = 24;
/** Characters of a name beside a chart. */
const MOST_OF_NAME = 22;

/**
 * The page of several networks that were tried on the same texts: which to take, and how sure that is. One file, without a script, and
 * without anything to fetch. Equal reports give equal bytes.
 */
export function trialsPage(drawing: Drawing, report: TrialsReport): string {
  const { title, heading, about, sentences, warnings, tables } = report;
  return documentOf(
    title,
    html`<header><h1>${heading}</h1><p>${about}</p></header>
<main>
${fiveOf(sentences)}${warnings.map(
  (warning) => html`<p class="note">${warning}</p>
`,
)}${chartsSection(drawing, report)}${section('figures', 'Figures', trialTable(report))}${tables.map(tableSection)}${settingsSection(report)}</main>
`,
  );
}

function chartsSection(drawing: Drawing, { trials, reference, intervals }: TrialsReport): Html {
  const shown = trials.filter(({ hasDiverged }) => !hasDiverged);
  const beside = shown.filter(({ against }) => against !== undefined);
  const hidden = trials.filter(({ hasDiverged }) => hasDiverged).map(({ name }) => short(name));
  const note = hidden.length === 0 ? '' : ` Not drawn, since its training diverged: ${hidden.join(', ')}.`;
  return section(
    'charts',
    'How they stand',
    html`<p>Lines are 95 % intervals, ${intervals}. A difference whose line does not reach the dashed one is hardly chance.${note}</p>
<div class="charts">${accuracyChart(drawing, shown)}${beside.length === 0 ? NOTHING : differenceChart(drawing, beside, reference)}</div>
`,
  );
}

/** A trial as a chart has it. */
type Row = { name: string; value: number; low: number; high: number; colour: string };

function accuracyChart(drawing: Drawing, trials: readonly Trial[]): Html {
  const rows = rowsOf(trials, ({ accuracy, interval }) => ({ value: accuracy, ...interval }));
  const each = rows.map(
    ({ name, value, low, high }) => `${name} ${percent(value)} (${percents({ low, high })})`,
  );
  const used = new Set(rows.map(({ colour }) => colour));
  return chartOf(drawing, rows, {
    heading: 'Share of held-out texts that are right',
    says: `Share of held-out texts that are right: ${each.join('; ')}`,
    keys: KEYS.filter(({ colour }) => used.has(colour)),
    format: '.1~%',
    marks: [],
  });
}

function differenceChart(drawing: Drawing, trials: readonly Trial[], reference: string): Html {
  const rows = rowsOf(trials, ({ against }) => {
    const { difference, interval } = against!;
    return { value: 100 * difference, low: 100 * interval.low, high: 100 * interval.high };
  });
  const each = rows.map(
    ({ name, value, low, high }) => `${name} ${signed(value)} (${signed(low)} to ${signed(high)})`,
  );
  const heading = `Points beside ${short(reference)}, on the same texts`;
  return chartOf(drawing, rows, {
    heading,
    says: `${heading}: ${each.join('; ')}`,
    keys: [],
    format: (value: number) => (Number.isInteger(value) ? signed(value).replace(/\.0$/, '') : signed(value)),
    marks: [drawing.plots.ruleX([0], DASHED)],
  });
}

type ChartOptions = {
  heading: string;
  says: string;
  keys: readonly { name: string; colour: string }[];
  format: string | ((value: number) => string);
  marks: ReturnType<Drawing['plots']['ruleX']>[];
};

function chartOf(drawing: Drawing, rows: readonly Row[], { format, marks, ...shown }: ChartOptions): Html {
  const { plots } = drawing;
  return draw(drawing, {
    ...shown,
    height: 70 + ROW_HEIGHT * rows.length,
    marginLeft: 24 + 6.5 * Math.max(...rows.map(({ name }) => name.length)),
    x: { label: null, tickFormat: format as string, grid: true, ticks: 5, inset: 10 },
    y: { label: null, domain: rows.map(({ name }) => name) },
    marks: [
      ...marks,
      ...rows.flatMap((row) => {
        const colour = `var(--${row.colour})`;
        return [
          plots.ruleY([row], { y: 'name', x1: 'low', x2: 'high', stroke: colour, strokeWidth: 1.5 }),
          plots.dot([row], { y: 'name', x: 'value', fill: colour, r: 4 }),
        ];
      }),
    ],
  });
}

/** Names that are cut stay apart: each row has its own. */
function rowsOf(trials: readonly Trial[], measuresOf: (trial: Trial) => Omit<Row, 'name' | 'colour'>): Row[] {
  const seen = new Map<string, number>();
  return trials.map((trial) => {
    const characters = [...trial.name];
    const cut =
      characters.length > MOST_OF_NAME ? `${characters.slice(0, MOST_OF_NAME - 1).join('')}…` : trial.name;
    const times = (seen.get(cut) ?? 0) + 1;
    seen.set(cut, times);
    const name = times === 1 ? cut : `${cut} (${times})`;
    const colour = trial.isDropped ? 'soft' : trial.against === undefined ? 'second' : 'first';
    return { name, colour, ...measuresOf(trial) };
  });
}

function trialTable({ trials, reference, measuredIn }: TrialsReport): Html {
  const rows = trials.map(({ name, accuracy, interval, against, measured, parameters, verdict }) => [
    against === undefined ? `${short(name)} *` : short(name),
    ...[verdict, percent(accuracy), percents(interval)],
    ...(against === undefined
      ? ['–', '–']
      : [besides(against), against.p === null ? '–' : shownP(against.p)]),
    ...[count(measured), count(parameters)],
  ]);
  const beside = `beside ${short(reference)} (95 %)`;
  const head = ['name', 'verdict', 'right', '95 % interval', beside, 'p, by Holm', measuredIn, 'parameters'];
  return tableOf('Each that was tried', head, rows);
}

/** A difference in points, with its interval. */
function besides({ difference, interval }: NonNullable<Trial['against']>): string {
  const [value, low, high] = [difference, interval.low, interval.high].map((each) => signed(100 * each));
  return `${value} (${low} to ${high})`;
}

function tableSection({ id, heading, text, isFolded, ...table }: TrialTable): Html {
  const drawn = tableOf(table.caption, table.head, table.rows);
  return section(
    id,
    heading,
    html`<p>${text}</p>
`,
    isFolded ? folded('The table', drawn) : drawn,
  );
}

function settingsSection({ command, choices }: TrialsReport): Html {
  return section(
    'settings',
    'How it was made',
    html`<p>The command, to measure it again:</p><pre><code>${command}</code></pre>
`,
    folded('What all have in common', tableOf('Choices of all', ['choice', 'value'], choiceRows(choices))),
  );
}

function shownP(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** Points with their sign, the minus of print. */
function signed(points: number): string {
  return `${points > 0 ? '+' : ''}${points.toFixed(1)}`.replace('-', '−');
}
