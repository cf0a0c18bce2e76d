import { showBars } from '../bars.ts';
import { byId, make, percent } from '../dom.ts';
import type { Result, ShownRow } from './protocol.ts';

let address = '';

/** Shows what was computed. @returns it in a sentence. */
export function showResult({ model, rows, counts, blank, shown, csv }: Result): string {
  const total = rows.toLocaleString('en');
  const answered = Math.max(1, rows - blank);
  const bars = counts.map(({ label, count }) => ({
    name: label,
    share: count / answered,
    value: `${count.toLocaleString('en')} (${percent(count / answered)})`,
  }));
  showBars(byId('histogram', HTMLElement), 'Labels', bars);
  const download = byId('download', HTMLAnchorElement);
  address = URL.createObjectURL(csv);
  download.href = address;
  download.textContent = `Download all ${total} rows as CSV`;
  byId('rows', HTMLElement).replaceChildren(...table(shown, rows));
  byId('results', HTMLElement).hidden = false;
  const without = blank === 0 ? '' : `, ${blank.toLocaleString('en')} of them without anything to read`;
  return `${total} ${rows === 1 ? 'row' : 'rows'} by ${model}${without}.`;
}

/** Takes the last result away, and its file out of the tab's memory. */
export function clearResult(): void {
  URL.revokeObjectURL(address);
  byId('results', HTMLElement).hidden = true;
}

function table(shown: readonly ShownRow[], rows: number): HTMLElement[] {
  const caption = rows > shown.length ? `The first ${shown.length} rows` : 'All rows';
  const heads = ['row', 'text', 'label', 'score'].map((name) => make('th', { scope: 'col' }, name));
  return [
    make('caption', {}, caption),
    make('thead', {}, make('tr', {}, ...heads)),
    make('tbody', {}, ...shown.map(rowOf)),
  ];
}

function rowOf({ text, label, score }: ShownRow, i: number): HTMLElement {
  return make(
    'tr',
    {},
    make('td', { class: 'value' }, String(i + 1)),
    make('td', { class: 'text' }, text),
    make('td', {}, label !== '' && make('span', { class: 'chip', 'data-label': label }, label)),
    make('td', { class: 'value' }, score === null ? '' : percent(score)),
  );
}
