import type * as Plots from '@observablehq/plot';
import { Html, html } from './html.ts';

/** Observable Plot, and a document outside a browser for it to draw into. */
export type Drawing = { plots: typeof Plots; document: unknown };

/** What draws charts; undefined where its packages are not installed. */
export async function loadDrawing(): Promise<Drawing | undefined> {
  try {
    const [plots, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
    return { plots, document: parseHTML('<!doctype html><html><body></body></html>').document };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

type Chart = Omit<Plots.PlotOptions, 'document' | 'title' | 'caption'> & {
  /** What it shows, as a heading. */
  heading: string;
  /** What is to be seen in it, for who does not see it. */
  says: string;
  /** The names of its colours, each a variable of the style. */
  keys?: readonly { name: string; colour: string }[];
};

/** CSS pixels: on a telephone a chart has the whole width, on a desk two stand side by side. */
const WIDTH = 440;
const HEIGHT = 270;

/** A chart under its heading. */
export function draw({ plots, document }: Drawing, { heading, says, keys = [], ...options }: Chart): Html {
  const svg = plots.plot({
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 52,
    marginRight: 16,
    marginTop: 28,
    marginBottom: 40,
    ...options,
    style: { fontSize: '12px', background: 'none' },
    document: document as never,
  });
  // The image has the name: its groups have no role that may have one.
  for (const group of svg.querySelectorAll('[aria-label]')) group.removeAttribute('aria-label');
  const legend = keys.map(
    ({ name, colour }) => html`<span class="key"><i style="background:var(--${colour})"></i>${name}</span> `,
  );
  return html`<figure><figcaption><h3>${heading}</h3>${keys.length > 0 ? html`<p>${legend}</p>` : ''}</figcaption>
${named(svg.outerHTML, says)}
</figure>
`;
}

/** An image with a name, escaped as all else is: the document leaves `<` in attributes as it is. */
function named(svg: string, says: string): Html {
  return html`<svg role="img" aria-label="${says}" ${new Html(svg.replace(/^<svg /, ''))}`;
}

/** Whole numbers of an axis of epochs, few enough to be read. */
export function epochTicks(first: number, last: number): number[] {
  const step = Math.max(1, Math.ceil((last - first) / 7));
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, tick) => first + tick * step);
}
