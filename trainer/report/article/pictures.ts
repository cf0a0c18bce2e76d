import type { Drawing } from '../html/drawing.ts';
import { Html, html } from '../html/html.ts';
import { type GradientStep, gradientSteps } from './gradients.ts';
import { logTicks } from './logticks.ts';
import type { Measure, Measured } from './measured.ts';
import { magnitude } from './shown.ts';
import { armOf, depthsOf, STARTS } from './tables.ts';
import type { Texts } from './texts.ts';

/** CSS pixels: a panel, and what lies around the panels. */
const PANEL = { width: 440, height: 270 };
const TOP = 84;
const GAP = 34;
const MARGIN = 12;
const COLOURS = ['first', 'second', 'third'] as const;
/** Under it a loss is drawn as this: an axis of orders of magnitude has no 0. */
const LEAST_LOSS = 1e-3;

/** Colours that are readable on the picture's own ground, light or dark as the reader has it. */
const STYLE = `svg { --paper: #fff; --ink: #1d2329; --first: #1f6fd6; --second: #c2410c; --third: #15803d; color: var(--ink); }
@media (prefers-color-scheme: dark) { svg { --paper: #0d1117; --ink: #e4e8ec; --first: #6cb0ff; --second: #ff9966; --third: #63d08a; } }
text { fill: currentColor; }`;

type Panel = { heading: string; svg: string };
type Key = { name: string; colour: string };

/** Training loss and share right by the number of blocks; undefined where nothing was measured. */
export function depthPicture(drawing: Drawing, texts: Texts, measured: Measured): string | undefined {
  const { title, says, loss, right, blocks } = texts.pictures.depth;
  const panels = (['none', 'layer'] as const).flatMap((norm) => {
    const { blocks: depths, starts } = depthsOf(measured, norm);
    if (depths.length === 0) return [];
    const points = starts.flatMap((start) =>
      depths.flatMap((depth) => {
        const fits = measured.fits('sentences', armOf(depth, norm, start));
        return fits.length === 0 ? [] : [{ depth, start, fits }];
      }),
    );
    const panel = (measure: Measure, name: string, scale: Scale): Panel => ({
      heading: `${name}${texts.marks.comma}${texts.norms[norm]}`,
      svg: depthPanel(
        drawing,
        points.map((point) => pointOf(measured, point, measure)),
        blocks,
        scale,
      ),
    });
    return [panel('loss', loss, logScale), panel('accuracy', right, () => ({ tickFormat: '.0~%' }))];
  });
  if (panels.length === 0) return undefined;
  return sheet({ title, says, keys: keysOf(texts, panels), panels });
}

type Fits = ReturnType<Measured['fits']>;
type DepthPoint = { depth: number; start: string; colour: string; mean: number; low: number; high: number };

function pointOf(
  measured: Measured,
  { depth, start, fits }: { depth: number; start: (typeof STARTS)[number]; fits: Fits },
  measure: Measure,
): DepthPoint {
  const least = measure === 'loss' ? LEAST_LOSS : 0;
  const values = fits.map((fit) => Math.max(least, measured.value(fit, measure)));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const colour = `var(--${COLOURS[STARTS.indexOf(start)]})`;
  return { depth, start, colour, mean, low: Math.min(...values), high: Math.max(...values) };
}

function depthPanel({ plots, document }: Drawing, points: DepthPoint[], label: string, scale: Scale): string {
  const stroke = (point: DepthPoint) => point.colour;
  return plots.plot({
    ...frame(document),
    x: { type: 'point', label, labelAnchor: 'center' },
    y: { label: null, grid: true, ...scale(points.flatMap(({ low, high }) => [low, high])) },
    color: { type: 'identity' },
    marks: [
      plots.ruleX(points, { x: 'depth', y1: 'low', y2: 'high', stroke, strokeOpacity: 0.6 }),
      plots.line(points, { x: 'depth', y: 'mean', z: 'start', stroke, strokeWidth: 2 }),
      plots.dot(points, { x: 'depth', y: 'mean', fill: stroke, r: 3 }),
    ],
  }).outerHTML;
}

/** The arms whose gradients are drawn, the deepest that were measured. */
const DRAWN = [32, 8] as const;

/** Gradients by block, at the first step and at the last that was measured; undefined where none was. */
export function gradientPicture(drawing: Drawing, texts: Texts, measured: Measured): string | undefined {
  const { title, says, block, last } = texts.pictures.gradients;
  const panels = (['none', 'layer'] as const).flatMap((norm) => {
    const curves = STARTS.map((start) => ({ start, steps: drawnSteps(measured, norm, start) }));
    if (curves.every(({ steps }) => steps.length === 0)) return [];
    const panel = (at: 0 | -1, name: string): Panel => ({
      heading: `${name}${texts.marks.comma}${texts.norms[norm]}`,
      svg: gradientPanel(
        drawing,
        curves.flatMap(({ start, steps }) => lengths(start, steps.at(at))),
        block,
      ),
    });
    return [panel(0, texts.says.step('0')), panel(-1, last)];
  });
  if (panels.length === 0) return undefined;
  return sheet({ title, says, keys: keysOf(texts, panels), panels });
}

function drawnSteps(
  measured: Measured,
  norm: 'none' | 'layer',
  start: (typeof STARTS)[number],
): GradientStep[] {
  const found = DRAWN.map((blocks) => gradientSteps(measured, armOf(blocks, norm, start)));
  return found.find((steps) => steps.length > 0) ?? [];
}

function lengths(start: (typeof STARTS)[number], step: GradientStep | undefined) {
  const colour = `var(--${COLOURS[STARTS.indexOf(start)]})`;
  return (step?.blocks ?? [])
    .filter(({ norm }) => norm > 0)
    .map(({ block, norm }) => ({ block: block + 1, norm, start, colour }));
}

function gradientPanel(
  { plots, document }: Drawing,
  points: ReturnType<typeof lengths>,
  label: string,
): string {
  const stroke = (point: (typeof points)[number]) => point.colour;
  return plots.plot({
    ...frame(document),
    x: { label, labelAnchor: 'center', tickFormat: 'd', ticks: 8 },
    y: { label: null, grid: true, ...logScale(points.map(({ norm }) => norm)) },
    color: { type: 'identity' },
    marks: [
      plots.line(points, { x: 'block', y: 'norm', z: 'start', stroke, strokeWidth: 2 }),
      plots.dot(points, { x: 'block', y: 'norm', fill: stroke, r: 2.5 }),
    ],
  }).outerHTML;
}

type Scale = (values: readonly number[]) => object;

/** An axis of orders of magnitude. A range too narrow for round values has those of its ends. */
function logScale(values: readonly number[]): object {
  if (values.length === 0) return { type: 'log', ticks: [] };
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const ticks = logTicks(low, high);
  return { type: 'log', ticks: ticks.length > 0 ? ticks : [low, high], tickFormat: magnitude };
}

function frame(document: unknown) {
  return {
    ...PANEL,
    ...{ marginLeft: 56, marginRight: 16, marginTop: 12, marginBottom: 40 },
    style: { fontSize: '12px', background: 'none' },
    document: document as never,
  };
}

/** Panels two by two, under a title and what the colours mean. */
function sheet({
  title,
  says,
  keys,
  panels,
}: {
  title: string;
  says: string;
  keys: Key[];
  panels: Panel[];
}): string {
  const width = 2 * PANEL.width + 2 * MARGIN;
  const height = TOP + Math.ceil(panels.length / 2) * (PANEL.height + GAP);
  const placed = panels.map(({ heading, svg }, place) => {
    const [x, y] = [MARGIN + (place % 2) * PANEL.width, TOP + Math.floor(place / 2) * (PANEL.height + GAP)];
    const inner = svg
      .replace(/^<svg /, `<svg x="${x}" y="${y + 18}" `)
      .replaceAll(/ aria-[a-z]+="[^"]*"/g, '');
    return html`<text x="${x + 8}" y="${y + 10}" font-weight="600">${heading}</text>
${new Html(inner)}
`;
  });
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="14">
<title id="t">${title}</title><desc id="d">${says}</desc>
<style>${new Html(STYLE)}</style>
<rect width="${width}" height="${height}" fill="var(--paper)"/>
<text x="${MARGIN + 8}" y="28" font-size="17" font-weight="600">${title}</text>
${keyMarks(keys)}
${placed}</svg>
`.markup;
}

/** The colours that are drawn. */
function keysOf({ starts }: Texts, panels: readonly Panel[]): Key[] {
  return STARTS.map((start, place) => ({ name: starts[start], colour: COLOURS[place] })).filter(
    ({ colour }) => panels.some(({ svg }) => svg.includes(`var(--${colour})`)),
  );
}

/** A stroke and a name for each colour, and what stands beside them. */
function keyMarks(keys: readonly Key[]): Html {
  const wide = 210;
  return html`${keys.map(({ name, colour }, place) => {
    const x = MARGIN + 8 + place * wide;
    return html`<path d="M${x} 54h22" stroke="var(--${colour})" stroke-width="3"/><text x="${x + 30}" y="59">${name}</text>
`;
  })}`;
}
