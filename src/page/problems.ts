import type { Failure } from '../http/problem.ts';
import { type ExampleRequest, exampleOf, KIND_PAGES, type Repeated } from './examples.ts';
import { type Html, html, page, prose } from './html.ts';
import type { Shown } from './shown.ts';

/** `/problems/<kind>`: when it happens, what to do, and an example. */
export function problemPage(kind: Failure['kind'], { problems, models }: Shown): string {
  const { when, remedy } = KIND_PAGES[kind];
  const request = exampleOf(kind, models[0].tokens);
  const problem = problems[kind];
  return page(
    `${problem.title}: a problem of edge-sentiment`,
    html`<header><p><a href="/docs">edge-sentiment: the API</a></p>
<h1>${problem.title}</h1>
<p><code>/problems/${kind}</code>, status ${problem.status}</p></header>
<main>
<h2>When it happens</h2>
<p>${prose(when)}</p>
<h2>What to do</h2>
<p>${prose(remedy)}</p>
<h2>An example</h2>
${request === undefined ? '' : html`<pre tabindex="0">${curl(request)}</pre>`}
<pre tabindex="0">${JSON.stringify(problem, null, 2)}</pre>
</main>`,
  );
}

/** The request as a command line; what repeats in it is written short. */
function curl({ method, path, headers = {}, body }: ExampleRequest): Html[] {
  const parts = [`curl`];
  if (method !== 'GET' && !(method === 'POST' && body !== undefined)) parts.push(`-X ${method}`);
  for (const [name, value] of Object.entries(headers)) parts.push(`-H '${name}: ${shorten(value)}'`);
  if (body !== undefined) parts.push(`--data-binary '${written(body)}'`);
  parts.push(`'https://…${written(path)}'`);
  return [html`${parts.join(' ')}`];
}

function written(text: string | Repeated): string {
  if (typeof text === 'string') return text;
  if (text.times === 0) return text.before + text.after;
  return `${text.before}${shorten(text.repeat)} (${text.times.toLocaleString('en')} times)${text.after}`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 40)}…` : text;
}
