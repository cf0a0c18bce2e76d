import { type Html, html, page } from './html.ts';

/** Why a tab cannot compute by itself: the model is its owner's, or longer than an asset may be. */
export type Withheld = 'private' | 'too-large';

/** What the page at `/` can do beside asking the service: what is published for a tab that computes by itself, if anything. */
export type Home = {
  bulk: { model: string; bytes: number } | { withheld: Withheld };
};

const EXAMPLES = [
  'The battery is excellent. The screen is terrible!',
  "I don't think it is good.",
  '这部电影太好看了！',
];

const REASONS: Record<Withheld, string> = {
  private:
    'Off: the model of this service is not published to browsers. Whoever builds the service publishes it with PUBLISH_MODEL=true.',
  'too-large': 'Off: the model of this service is longer than the 25 MiB that a published file may have.',
};

/** `/`: one text, asked of the service as it is typed, and many, computed in the tab. */
export function homePage({ bulk }: Home): string {
  return page(
    'edge-sentiment: try it',
    html`<header>
<h1>edge-sentiment</h1>
<p>Type a text: its label, how sure that is, and which words decide.</p>
<p><a href="/docs">The API</a> · <a href="/openapi.json">openapi.json</a> · <a href="/llms.txt">llms.txt</a></p>
</header>
<main>
<noscript><p>This page needs JavaScript. <a href="/docs">The API</a> does not.</p></noscript>
${oneText()}
${'withheld' in bulk ? withheldPart(REASONS[bulk.withheld]) : manyTexts(bulk)}
</main>`,
    { script: '/page.js', style: '/page.css', icon: '/icon.svg' },
  );
}

function oneText(): Html {
  const examples = EXAMPLES.map(
    (text) => html`<li><button type="button" class="example">${text}</button></li>
`,
  );
  return html`<section aria-labelledby="one-title">
<h2 id="one-title">One text</h2>
<label for="text">Text</label>
<textarea id="text" rows="3" autocomplete="off">${EXAMPLES[0]}</textarea>
<ul class="examples" aria-label="Examples">
${examples}</ul>
<form id="key-form" hidden>
<label for="key">Key of this service</label>
<input id="key" type="password" autocomplete="off" aria-describedby="key-note">
<button>Use it</button>
<p id="key-note">It stays in this tab's memory, until you close or reload it.</p>
</form>
<p id="verdict" role="status" aria-atomic="true"></p>
<div id="problem" role="status"></div>
<div id="answer" hidden>
<table id="scores" class="bars"></table>
<h3>Why</h3>
<p id="words"></p>
<p id="reasons"></p>
<p class="legend"><span class="for">for the label</span> <span class="against">against it</span></p>
<dl id="facts"></dl>
<details>
<summary>The request, for a shell</summary>
<pre id="curl" tabindex="0" aria-label="The request"></pre>
<button type="button" class="copy" data-of="curl">Copy the request</button>
</details>
<details>
<summary>The answer, in JSON</summary>
<pre id="json" tabindex="0" aria-label="The answer"></pre>
<button type="button" class="copy" data-of="json">Copy the answer</button>
</details>
<p id="copied" role="status"></p>
</div>
</section>`;
}

function withheldPart(reason: string): Html {
  return html`<section aria-labelledby="many-title">
<h2 id="many-title">Many texts</h2>
<p>${reason} <a href="/docs">The API</a> takes lines of texts.</p>
</section>`;
}

function manyTexts({ model, bytes }: { model: string; bytes: number }): Html {
  return html`<section aria-labelledby="many-title" id="many" data-model="${model}">
<h2 id="many-title">Many texts</h2>
<p>This tab computes them with <code>${model}</code>. Nothing is sent; the model is fetched when you start,
${(bytes / 1e6).toFixed(1)} MB.</p>
<p id="other-model" hidden></p>
<label for="lines">Texts, one a line</label>
<textarea id="lines" rows="4" autocomplete="off"></textarea>
<p><button type="button" id="start">Classify the lines</button></p>
<p class="drop"><label for="file">Or a CSV, TSV or text file, chosen or dropped on this page</label>
<input id="file" type="file" accept=".csv,.tsv,.tab,.txt,.text,text/csv,text/tab-separated-values,text/plain"></p>
<form id="columns" hidden>
<label for="column">Column of the texts</label>
<select id="column"></select>
<label><input id="named" type="checkbox" checked> The first row has names</label>
<button>Classify this column</button>
</form>
<div id="work" hidden>
<label for="progress" id="step">Starting</label>
<progress id="progress"></progress>
<button type="button" id="cancel">Cancel</button>
</div>
<p id="outcome" role="status"></p>
<div id="results" hidden>
<table id="histogram" class="bars"></table>
<p><a id="download" download="sentiment.csv"></a></p>
<div class="wide rows" tabindex="0" role="region" aria-label="First rows"><table id="rows"></table></div>
</div>
</section>`;
}
