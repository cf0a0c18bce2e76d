import type { LogLine } from '../log.ts';
import type { RunReport } from '../reportdata.ts';
import { type Drawing, draw, epochTicks } from './drawing.ts';
import { folded, type Html, html, NOTHING, section, tableOf } from './html.ts';
import { count, percent, thinned } from './numbers.ts';

/** Points of a curve, and rows of a table of epochs. */
const MOST_POINTS = 120;
const MOST_ROWS = 40;
/** Of so few epochs each is a dot. */
const FEW = 30;

const KEYS = [
  { name: 'training', colour: 'first' },
  { name: 'held back', colour: 'second' },
];

/** Loss, accuracy and speed by epoch. */
export function curvesSection(drawing: Drawing, { epochs, result }: RunReport): Html {
  const points = thinned(epochs, MOST_POINTS);
  const chart = (heading: string, train: Field, dev: Field, scale: object) =>
    draw(drawing, {
      heading,
      says: `${heading}: ${describe(epochs, train, 'training')}, ${describe(epochs, dev, 'held back')}`,
      keys: KEYS,
      x: { label: 'epoch', ticks: ticksOf(epochs), tickFormat: 'd' },
      y: { label: null, grid: true, ...scale },
      marks: [
        ...keptMarks(drawing, result?.kept),
        ...curve(drawing, points, train, 'first'),
        ...curve(drawing, points, dev, 'second'),
      ],
    });
  return section(
    'curves',
    'How it learned',
    html`<div class="charts">${chart('Loss by epoch', 'loss', 'devLoss', { zero: true })}${chart(
      'Share of texts that are right, by epoch',
      'accuracy',
      'devAccuracy',
      { tickFormat: '.1~%' },
    )}${speedChart(drawing, points)}</div>
`,
    folded('The epochs as a table', epochTable(epochs)),
  );
}

type Field = 'loss' | 'devLoss' | 'accuracy' | 'devAccuracy';

function curve({ plots }: Drawing, points: readonly LogLine[], y: string, colour: string) {
  const stroke = `var(--${colour})`;
  const dots = points.length <= FEW ? [plots.dot(points, { x: 'epoch', y, fill: stroke, r: 2.5 })] : [];
  return [plots.line(points, { x: 'epoch', y, stroke, strokeWidth: 2 }), ...dots];
}

/** Where the epoch stands whose weights were kept. */
function keptMarks({ plots }: Drawing, kept: number | undefined) {
  if (kept === undefined) return [];
  return [
    plots.ruleX([kept], { stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '2,3' }),
    plots.text([kept], { x: (epoch: number) => epoch, text: () => 'kept', frameAnchor: 'top', dy: -12 }),
  ];
}

function speedChart(drawing: Drawing, points: readonly LogLine[]): Html {
  const timed = points.filter(({ textsPerSecond }) => textsPerSecond !== undefined);
  if (timed.length < 2) return NOTHING;
  const speeds = timed.map(({ textsPerSecond = 0 }) => textsPerSecond);
  return draw(drawing, {
    heading: 'Texts a second, by epoch',
    says: `Texts a second, by epoch: ${count(Math.min(...speeds))} to ${count(Math.max(...speeds))}`,
    x: { label: 'epoch', ticks: ticksOf(timed), tickFormat: 'd' },
    y: { label: null, grid: true, zero: true, tickFormat: (speed: number) => count(speed), ticks: 5 },
    marks: curve(drawing, timed, 'textsPerSecond', 'first'),
  });
}

function ticksOf(epochs: readonly LogLine[]): number[] {
  return epochTicks(epochs[0].epoch, epochs[epochs.length - 1].epoch);
}

function describe(epochs: readonly LogLine[], field: Field, name: string): string {
  const shown = (line: LogLine) =>
    field === 'loss' || field === 'devLoss' ? line[field].toFixed(3) : percent(line[field]);
  return `${name} from ${shown(epochs[0])} to ${shown(epochs[epochs.length - 1])}`;
}

function epochTable(epochs: readonly LogLine[]): Html {
  const shown = thinned(epochs, MOST_ROWS);
  const head = ['epoch', 'loss', 'right', 'held-back loss', 'held-back right', 'texts/s', 'seconds so far'];
  const rows = shown.map(({ epoch, loss, accuracy, devLoss, devAccuracy, textsPerSecond, seconds }) => [
    epoch,
    loss.toFixed(3),
    percent(accuracy),
    devLoss.toFixed(3),
    percent(devAccuracy),
    textsPerSecond === undefined ? '–' : count(textsPerSecond),
    seconds.toFixed(1),
  ]);
  return tableOf(
    shown.length < epochs.length ? `${shown.length} of ${epochs.length} epochs` : 'Epochs',
    head,
    rows,
  );
}

/** Points of a curve of gradients: a deep network has more than thirty. */
const MOST_OF_LAYER = 40;
/** Shades from the texts to the labels: `--d0` to `--d10`. */
const SHADES = 10;

/** How long the gradient is in each layer, in the first step of each epoch. */
export function gradientsSection(drawing: Drawing, { epochs }: Pick<RunReport, 'epochs'>): Html {
  const measured = epochs.filter(({ gradientNorms }) => gradientNorms !== undefined);
  if (measured.length === 0) return NOTHING;
  const layers = Object.keys(measured[0].gradientNorms ?? {});
  const shade = (layer: number) => `d${Math.round((SHADES * layer) / Math.max(1, layers.length - 1))}`;
  const points = thinned(measured, MOST_OF_LAYER);
  const first = layers.map((layer) => `${layer} ${normOf(measured[0], layer)}`);
  const chart = draw(drawing, {
    heading: 'Length of the gradient by layer, before clipping',
    says: `Length of the gradient by layer, before clipping, in the first step: ${first.join(', ')}`,
    keys: thinned([...layers.keys()], 8).map((layer) => ({ name: layers[layer], colour: shade(layer) })),
    x: { label: 'epoch, its first step', ticks: ticksOf(measured), tickFormat: 'd' },
    y: { label: null, grid: true, type: 'log', tickFormat: '~g', ticks: 4 },
    marks: layers.flatMap((layer, place) =>
      curve(
        drawing,
        points
          .filter(({ gradientNorms }) => (gradientNorms?.[layer] ?? 0) > 0)
          .map((line) => ({ ...line, norm: line.gradientNorms?.[layer] })),
        'norm',
        shade(place),
      ),
    ),
  });
  const last = measured[measured.length - 1];
  const table = tableOf(
    'Length of the gradient by layer',
    ['layer', `epoch ${measured[0].epoch}`, `epoch ${last.epoch}`],
    layers.map((layer) => [layer, normOf(measured[0], layer), normOf(last, layer)]),
  );
  return section(
    'gradients',
    'Whether every layer learns',
    html`<p>A layer whose gradient is a thousandth of the others’ hardly learns. The layers stand in their order, from the texts to the labels.</p>
<div class="charts">${chart}</div>
`,
    folded('The lengths as a table', table),
  );
}

function normOf({ gradientNorms }: LogLine, layer: string): string {
  return (gradientNorms?.[layer] ?? 0).toPrecision(3);
}
