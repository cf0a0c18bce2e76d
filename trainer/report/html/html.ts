import { clean } from '../../print.ts';

/** Markup that may stand in a page as it is. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

type Value = string | number | Html | readonly (string | number | Html)[];

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Markup with values in it. Whatever is no markup itself is text: it is cleaned of what turns the direction of writing, and escaped
 * for elements and for attributes in quotes.
 *
 * @example
 * ```ts
 * import { html } from './trainer/report/html/html.ts';
 *
 * console.log(html`<p title="${'"'}">${'<b>'}</p>`.markup); // <p title="&quot;">&lt;b&gt;</p>
 * ```
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  const parts = strings.map((string, i) => (i < values.length ? string + markupOf(values[i]) : string));
  return new Html(parts.join(''));
}

function markupOf(value: Value): string {
  if (value instanceof Html) return value.markup;
  if (Array.isArray(value)) return value.map(markupOf).join('');
  return clean(String(value).toWellFormed()).replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
}

/** Nothing. */
export const NOTHING = new Html('');

/** A table with a header a column and, where `hasRowHeaders`, one a row; it scrolls by itself where it is wider than the screen. */
export function tableOf(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (string | number | Html)[])[],
): Html {
  return html`<div class="wide" role="region" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ([name, ...cells]) =>
    html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`,
)}</tbody></table></div>
`;
}

/** A part of the page that can be folded. */
export function folded(summary: string, content: Html): Html {
  return html`<details><summary>${summary}</summary>
${content}</details>
`;
}

/** A heading and what belongs under it. @param id for links, the same in every report. */
export function section(id: string, heading: string, ...content: readonly Html[]): Html {
  return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${content}</section>
`;
}

/** Choices by name, as rows of a table; what is no single value as JSON. */
export function choiceRows(choices: object): string[][] {
  return Object.entries(choices).map(([name, value]) => [
    name,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ]);
}
