/** HTML, made of templates whose values are escaped. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Html | readonly (string | number | Html)[] | false | undefined;

/** A piece of HTML. Strings among the values are text, pieces stay as they are, and lists are put one after the other. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(parts.map((part, i) => part + (i < values.length ? write(values[i]) : '')).join(''));
}

/** Text with `code` in back quotes, as the pages' sentences have it. */
export function prose(text: string): Html[] {
  return text.split('`').map((part, i) => (i % 2 === 0 ? html`${part}` : html`<code>${part}</code>`));
}

function write(value: Value): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(write).join('');
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** What a page loads beside `docs.css`, by paths. */
export type Loaded = { script?: string; style?: string; icon?: string };

/** A whole page. */
export function page(title: string, body: Html, { script, style, icon }: Loaded = {}): string {
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="stylesheet" href="/docs.css">
${style === undefined ? '' : html`<link rel="stylesheet" href="${style}">`}
${icon === undefined ? '' : html`<link rel="icon" href="${icon}">`}
${script === undefined ? '' : html`<script src="${script}" defer></script>`}
<body>
${body}
</body>
</html>
`.text;
}
