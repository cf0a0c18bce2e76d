import { describePart } from '../five.ts';
import type { ReliabilityBin, ReportResult, SlicePart } from '../reportdata.ts';
import { type Drawing, draw } from './drawing.ts';
import { folded, type Html, html, NOTHING, section, tableOf } from './html.ts';
import { count, percent, percents } from './numbers.ts';

/** What a dot is held against. */
const DASHED = { stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '2,3' };
const DOT = { fill: 'var(--first)', r: 4 };
const LINE = { stroke: 'var(--first)', strokeWidth: 1.5 };
/** What parts are called that texts are told apart by. */
const LANGUAGES: Readonly<Record<string, string>> = { en: 'English', zh: 'Chinese', und: 'other languages' };

type Counted = Pick<SlicePart, 'texts' | 'right' | 'interval'>;
const shareOf = ({ right, texts }: Counted) => right / texts;
const lowOf = ({ interval }: Counted) => interval.low;
const highOf = ({ interval }: Counted) => interval.high;

/** How often answers are right, by how sure they are. */
export function reliabilitySection(drawing: Drawing, { reliability, figures }: ReportResult): Html {
  return section(
    'reliability',
    'Whether its probabilities can be believed',
    html`<p>Dots on the dashed line are honest: of answers at 80 %, 80 % are right. Lines are 95 % intervals. The mean distance is the calibration error, ${percent(figures.ece.value)}. These texts fitted the probabilities too.</p>
<div class="charts">${reliabilityChart(drawing, reliability)}</div>
`,
    folded('The bins as a table', reliabilityTable(reliability)),
  );
}

function reliabilityChart(drawing: Drawing, bins: readonly ReliabilityBin[]): Html {
  const { plots } = drawing;
  const each = bins.map((bin) => `at ${percent(bin.confidence)} sure, ${percent(shareOf(bin))} are right`);
  const ends = [
    [0, 0],
    [1, 1],
  ];
  return draw(drawing, {
    heading: 'How sure it is, and how often it is right',
    says: `Answers by their probability: ${each.join('; ')}`,
    x: { label: 'probability of the answer', domain: [0, 1], tickFormat: '.0%', ticks: 6 },
    y: { label: 'right', domain: [0, 1], tickFormat: '.0%', grid: true, ticks: 6 },
    marks: [
      plots.line(ends, DASHED),
      plots.ruleX(bins, { x: 'confidence', y1: lowOf, y2: highOf, ...LINE }),
      plots.dot(bins, { x: 'confidence', y: shareOf, ...DOT }),
    ],
  });
}

function reliabilityTable(bins: readonly ReliabilityBin[]): Html {
  const rows = bins.map((bin) => [
    `${percent(bin.low)} to ${percent(bin.high)}`,
    count(bin.texts),
    percent(bin.confidence),
    percent(shareOf(bin)),
    percents(bin.interval),
  ]);
  return tableOf(
    'Answers by their probability',
    ['probability', 'texts', 'mean', 'right', '95 % interval'],
    rows,
  );
}

/** How often it is right on some kinds of texts. */
export function slicesSection(drawing: Drawing, { slices, figures }: ReportResult): Html {
  if (slices.length === 0) return NOTHING;
  const rows = slices.map((part) => [
    describePart(part),
    count(part.texts),
    percent(shareOf(part)),
    percents(part.interval),
  ]);
  return section(
    'slices',
    'On which texts it is right',
    html`<p>The dashed line is all texts. A kind whose interval does not reach it is likely to be better or worse.</p>
<div class="charts">${slicesChart(drawing, slices, figures.accuracy.value)}</div>
`,
    folded(
      'The kinds as a table',
      tableOf('Kinds of texts', ['kind', 'texts', 'right', '95 % interval'], rows),
    ),
  );
}

function slicesChart(drawing: Drawing, slices: readonly SlicePart[], accuracy: number): Html {
  const { plots } = drawing;
  const parts = slices.map((part) => ({ ...part, name: nameOf(part) }));
  const each = parts.map((part) => `${part.name} ${percent(shareOf(part))}`);
  return draw(drawing, {
    heading: 'Right, by kind of text',
    says: `Right, by kind of text: ${each.join('; ')}`,
    height: 70 + 24 * parts.length,
    marginLeft: 130,
    x: { label: null, tickFormat: '.0%', grid: true, ticks: 5, inset: 10 },
    y: { label: null, domain: parts.map(({ name }) => name) },
    marks: [
      plots.ruleX([accuracy], DASHED),
      plots.ruleY(parts, { y: 'name', x1: lowOf, x2: highOf, ...LINE }),
      plots.dot(parts, { y: 'name', x: shareOf, ...DOT }),
    ],
  });
}

function nameOf({ slice, part }: Pick<SlicePart, 'slice' | 'part'>): string {
  if (slice !== 'language') return part;
  return LANGUAGES[part] ?? part;
}
