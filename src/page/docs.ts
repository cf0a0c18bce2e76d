import type { Answered, OpenApi, Operation, Parameter, Schema } from './document.ts';
import { type Html, html, page, prose } from './html.ts';

/** `/docs`: what the document says, with a form that tries each route. */
export function docsPage(document: OpenApi): string {
  const { info, paths } = document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return page(
    `${info.title}: the API`,
    html`<header>
<h1>${info.title}</h1>
<p>${prose(info.description)}</p>
<p><a href="/">Try it</a> · <a href="/openapi.json">openapi.json</a> · <a href="/llms.txt">llms.txt</a> · <a href="#answer">the answer</a> ·
<a href="#problems">problems</a></p>
<p><label>Key, where the service asks for one <input id="key" type="password" autocomplete="off"></label></p>
</header>
<main>
${operations.map(operationPart)}
${answerPart(document)}
${problemsPart(document)}
</main>`,
    { script: '/docs.js' },
  );
}

function operationPart({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: Operation;
}): Html {
  return html`<section>
<h2 id="${operation.operationId}"><code>${method} ${path}</code> ${operation.summary}</h2>
<p>${prose(operation.description)}</p>
${operation.parameters === undefined ? '' : parametersTable(`Parameters of ${method} ${path}`, operation.parameters)}
${form(path, method, operation)}
<p>Answers: ${Object.entries(operation.responses).map(([status, answer]) => statusPart(status, answer))}</p>
</section>
`;
}

/** Focusable: it is scrolled where the window is narrow. */
function parametersTable(label: string, parameters: readonly Parameter[]): Html {
  const rows = parameters.map(
    ({ name, schema, description }) =>
      html`<tr><th scope="row"><code>${name}</code></th><td>${allowed(schema)}</td><td>${prose(description)}</td></tr>
`,
  );
  return html`<div class="wide" tabindex="0" role="region" aria-label="${label}"><table>
<thead><tr><th scope="col">in the query</th><th scope="col">allowed</th><th scope="col">what it does</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
}

/** What a schema allows, in a few words. */
function allowed({ type, enum: names, examples, minimum, maximum, maxLength }: Schema): string {
  if (Array.isArray(names)) return names.join(', ');
  if (Array.isArray(examples)) return examples.join(', ');
  if (type === 'boolean') return 'true, false';
  if (type === 'string') return `up to ${Number(maxLength).toLocaleString('en')} UTF-16 code units`;
  return `${type} from ${minimum} to ${maximum}`;
}

function statusPart(status: string, { description, content = {} }: Answered): Html {
  const kinds = Object.keys(content['application/problem+json']?.examples ?? {});
  const links = kinds.map((kind) => html` <a href="/problems/${kind}">${kind}</a>`);
  return html`<br><b>${status}</b> ${description}${links}
`;
}

function form(path: string, method: string, { parameters = [], requestBody, operationId }: Operation): Html {
  const options = parameters.map(({ name, schema, required }) =>
    control(operationId, name, schema, required),
  );
  const body = requestBody === undefined ? '' : bodyControl(operationId, requestBody.content);
  return html`<form data-method="${method}" data-path="${path}">
${options}
${body}
<button>Send</button>
<pre class="curl" tabindex="0" aria-label="The request"></pre>
<output><pre tabindex="0" aria-label="The answer"></pre></output>
</form>
`;
}

function control(
  id: string,
  name: string,
  { type, enum: names, examples, minimum, maximum }: Schema,
  required: boolean,
): Html {
  const field = `${id}-${name}`;
  const label = html`<label for="${field}">${name}</label>`;
  if (name === 'text') {
    return html`<p>${label}<textarea id="${field}" name="${name}" rows="2"${required ? html` required` : ''}>Never boring, always surprising.</textarea></p>
`;
  }
  if (type === 'number' || type === 'integer') {
    const step = type === 'integer' ? '1' : 'any';
    return html`<span>${label}<input id="${field}" name="${name}" type="number" min="${minimum as number}" max="${maximum as number}" step="${step}"></span>
`;
  }
  const choices = type === 'boolean' ? ['true', 'false'] : ((names ?? examples) as string[]);
  const items = choices.map((choice) => html`<option>${choice}</option>`);
  return html`<span>${label}<select id="${field}" name="${name}"><option></option>${items}</select></span>
`;
}

/** One of the body's examples, to change. */
function bodyControl(id: string, content: NonNullable<Operation['requestBody']>['content']): Html {
  const examples = Object.entries(content).flatMap(([type, { examples = {} }]) =>
    Object.values(examples).map(({ summary, value }) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return html`<option data-type="${type}" data-body="${text}">${summary}</option>`;
    }),
  );
  return html`<p><label for="${id}-example">example</label><select id="${id}-example" class="example">${examples}</select></p>
<p><label for="${id}-body">body</label><textarea id="${id}-body" class="body" rows="3"></textarea></p>
`;
}

function answerPart({ components, paths }: OpenApi): Html {
  const { properties } = components.schemas.Classification as { properties: Record<string, Schema> };
  const rows = Object.entries(properties).map(
    ([name, { description, type }]) =>
      html`<tr><th scope="row"><code>${name}</code></th><td>${prose(String(description ?? type ?? 'as it came'))}</td></tr>
`,
  );
  const examples = Object.values(
    paths['/sentiment'].get?.responses['200'].content?.['application/json'].examples ?? {},
  );
  const shown = examples.map(
    ({ summary, value }) => html`<h3>${summary}</h3><pre tabindex="0">${JSON.stringify(value, null, 1)}</pre>
`,
  );
  return html`<section>
<h2 id="answer">The answer</h2>
<div class="wide" tabindex="0" role="region" aria-label="Fields of the answer"><table><tbody>
${rows}</tbody></table></div>
${shown}
</section>
`;
}

function problemsPart({ components }: OpenApi): Html {
  const { properties } = components.schemas.Problem as { properties: Record<string, Schema> };
  return html`<section>
<h2 id="problems">Problems</h2>
<p>An error is <code>application/problem+json</code> (RFC 9457): ${Object.keys(properties).map((name) => html`<code>${name}</code> `)}</p>
</section>`;
}
