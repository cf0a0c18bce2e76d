import { make } from './dom.ts';

/** A row of a bar chart: its bar is `share` of the longest there may be. */
export type Bar = { name: string; share: number; value: string };

/** How many bars are read at a glance; a model may have hundreds of labels. */
const MOST_BARS = 12;

/** Fills a table with bars; of many, the longest ones. */
export function showBars(table: HTMLElement, caption: string, bars: readonly Bar[]): void {
  const shown =
    bars.length > MOST_BARS ? [...bars].sort((a, b) => b.share - a.share).slice(0, MOST_BARS) : bars;
  const rest = bars.length - shown.length;
  table.replaceChildren(
    make('caption', {}, rest === 0 ? caption : `${caption}, the highest ${shown.length} of ${bars.length}`),
    make('tbody', {}, ...shown.map(rowOf)),
  );
}

function rowOf({ name, share, value }: Bar): HTMLElement {
  const fill = make('span', { class: 'fill', 'data-label': name });
  // Through the object model, which a policy without 'unsafe-inline' allows.
  fill.style.width = `${100 * share}%`;
  return make(
    'tr',
    {},
    make('th', { scope: 'row' }, name),
    make('td', { class: 'bar', 'aria-hidden': 'true' }, fill),
    make('td', { class: 'value' }, value),
  );
}
