import type { LearningCurve } from '../../scoring/learningcurve.ts';
import { describeCurve, isLoose } from '../morerows.ts';
import type { RunReport } from '../reportdata.ts';
import { type Drawing, draw } from './drawing.ts';
import { folded, type Html, html, section, tableOf } from './html.ts';
import { count, percent, percents } from './numbers.ts';

/** Points of the line. */
const STEPS = 40;
const LINE = { stroke: 'var(--first)', strokeWidth: 1.5 };
const AHEAD = { stroke: 'var(--second)', strokeWidth: 1.5 };

/** Whether more labels would help: the learning curve, or how it is measured. */
export function curveSection(
  drawing: Drawing,
  { learningCurve, curveCommand, hasCosts = false }: RunReport,
): Html {
  const heading = 'Would more labels help?';
  if (learningCurve === undefined) return section('more-labels', heading, unmeasured(curveCommand));
  return section(
    'more-labels',
    heading,
    html`<p>${sentence(describeCurve(learningCurve, hasCosts))} ${how(learningCurve)}</p>
<div class="charts">${chart(drawing, learningCurve)}</div>
`,
    folded('The points as a table', table(learningCurve)),
  );
}

function unmeasured(command: string | undefined): Html {
  if (command === undefined) {
    return html`<p>This run does not measure it; <code>train --learning-curve</code> does.</p>
`;
  }
  return html`<p>This run does not measure it. This one does, and takes about four times as long:</p><pre><code>${command}</code></pre>
`;
}

function sentence(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function how({ texts, rows }: LearningCurve): string {
  return (
    `Measured with networks that were trained on fewer of the ${count(rows)} rows and asked about ${count(texts)} that they had not seen; ` +
    'the line is a power of the rows, flatter beyond the last point. The interval is for the average of such runs on texts of this kind: it knows nothing of rows of another ' +
    'kind, nor of wrong labels among them. Four times as many rows are not predicted.'
  );
}

function chart(drawing: Drawing, curve: LearningCurve): Html {
  const { points, rows, twice } = curve;
  const { plots } = drawing;
  const ends = [points[0].rows, 2 * rows] as const;
  const last = points[points.length - 1].rows;
  const ahead = { rows: 2 * rows, ...twice };
  const each = [...points, ahead].map(
    (point) => `${percent(point.value)} with ${count(Math.round(point.rows))} rows`,
  );
  const dots = { y: 'value', x: 'rows', r: 4 };
  const bars = { x: 'rows', y1: lowOf, y2: highOf };
  return draw(drawing, {
    heading: 'Right, by the rows to learn from',
    says: `Right, by the rows to learn from: ${each.slice(0, -1).join('; ')}; expected: ${each[each.length - 1]}`,
    keys: [
      { name: 'measured', colour: 'first' },
      { name: isLoose(curve) ? 'expected, loosely' : 'expected', colour: 'second' },
    ],
    x: {
      label: 'rows',
      type: 'log',
      domain: [0.9 * ends[0], 1.1 * ends[1]],
      tickFormat: (value: number) => count(value),
      ticks: 4,
    },
    y: { label: null, grid: true, tickFormat: '.1~%', ticks: 5 },
    marks: [
      plots.line(lineOf(curve, ends[0], last), { x: 'rows', y: 'value', ...LINE }),
      plots.line(lineOf(curve, last, ends[1]), { x: 'rows', y: 'value', ...AHEAD, strokeDasharray: '4,3' }),
      plots.ruleX(points, { ...bars, ...LINE }),
      plots.dot(points, { ...dots, fill: 'var(--first)' }),
      plots.ruleX([ahead], { ...bars, ...AHEAD }),
      plots.dot([ahead], { ...dots, fill: 'var(--second)' }),
    ],
  });
}

type Shown = LearningCurve['twice'];
const lowOf = ({ interval }: Shown) => interval.low;
const highOf = ({ interval }: Shown) => interval.high;

function lineOf({ points, line: { factor, slope, ahead } }: LearningCurve, from: number, to: number) {
  const last = points[points.length - 1].rows;
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const rows = from * (to / from) ** (step / STEPS);
    const wrong = factor * Math.min(rows, last) ** -slope * Math.max(1, rows / last) ** -ahead;
    return { rows, value: Math.max(0, 1 - wrong) };
  });
}

function table({ points, rows, now, twice }: LearningCurve): Html {
  const row = (name: string, own: number, { value, interval }: Shown) => [
    name,
    ...[count(Math.round(own)), percent(value), percents(interval)],
  ];
  return tableOf(
    'Right, by the rows to learn from',
    ['point', 'rows', 'right', '95 % interval'],
    [
      ...points.map((point) => row('measured', point.rows, point)),
      row('by the line, the rows of this run', rows, now),
      row('by the line, twice as many', 2 * rows, twice),
    ],
  );
}
