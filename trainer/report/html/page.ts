import { GENERATOR, type RunReport } from '../reportdata.ts';
import { curvesSection, gradientsSection } from './curves.ts';
import type { Drawing } from './drawing.ts';
import { choiceRows, folded, Html, html, NOTHING, section, tableOf } from './html.ts';
import { reliabilitySection, slicesSection } from './kinds.ts';
import { labelsSection } from './labels.ts';
import { curveSection } from './learningcurve.ts';
import { count, percent, short } from './numbers.ts';
import { STYLE } from './style.ts';
import { textsSection } from './texts.ts';

/**
 * The page of one run: one file, without a script, and without anything to fetch. Equal reports give equal bytes.
 *
 * @param report one epoch or more.
 */
export function reportPage(drawing: Drawing, report: RunReport): string {
  const { name, data, result, epochs, config } = report;
  const state = result === undefined ? `, epoch ${epochs.length} of ${config.epochs}` : '';
  const labels = Object.keys(data.labels).length;
  const what = `${count(data.train)} texts with ${count(labels)} labels to learn from, ${count(data.dev)} held back`;
  return documentOf(
    `${short(name)}: training report${state}`,
    html`<header><h1>Report of ${short(name)}${state}</h1>
<p>${what}${result === undefined ? '. It still trains: load the page again for newer epochs.' : `; version ${result.version}`}</p></header>
<main>
${result === undefined ? NOTHING : fiveOf(result.sentences)}${curvesSection(drawing, report)}${
  result === undefined
    ? NOTHING
    : html`${labelsSection(result)}${slicesSection(drawing, result)}${textsSection(result)}${reliabilitySection(drawing, result)}${curveSection(drawing, report)}`
}${gradientsSection(drawing, report)}${selectionSection(report)}${settingsSection(report)}</main>
`,
  );
}

/** Questions with their answers. */
export function fiveOf(sentences: readonly { asks: string; answer: string }[]): Html {
  const pairs = sentences.map(
    ({ asks, answer }) => html`<dt>${asks}</dt><dd>${answer}</dd>
`,
  );
  return html`<dl class="five">
${pairs}</dl>
`;
}

/** What chose the network; the page of the selection says how sure that is. */
function selectionSection({ selection }: RunReport): Html {
  if (selection === undefined) return NOTHING;
  const { candidates, chosen, folds, rows } = selection;
  const shown = candidates.map(({ name, accuracy, error, folds: own, parameters }) => [
    name === chosen ? `${short(name)} *` : short(name),
    `${percent(accuracy)} (±${(100 * error).toFixed(1)})`,
    ...[count(own), count(parameters)],
  ]);
  return section(
    'selection',
    'How its network was chosen',
    html`<p>By cross-validation: ${short(chosen)} of ${count(candidates.length)} candidates, in ${count(folds)} folds of ${count(rows)} rows. <code>select.html</code> beside this page says how sure that is.</p>
`,
    tableOf('The candidates', ['candidate', 'right (± error)', 'folds', 'parameters'], shown),
  );
}

function settingsSection({ command, config, network, data }: RunReport): Html {
  const { labels, ...size } = network;
  const { labels: counts, ...read } = data;
  return section(
    'settings',
    'How it was made',
    html`<p>The command, to train it again:</p><pre><code>${command}</code></pre>
`,
    folded(
      'Every choice',
      html`<div class="tables">${tableOf('Training', ['choice', 'value'], choiceRows(config))}${tableOf('Network', ['choice', 'value'], choiceRows(size))}${tableOf('Data', ['count', 'value'], choiceRows(read))}</div>`,
    ),
  );
}

/** A whole document. */
export function documentOf(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${new Html(GENERATOR)}
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
${body}</body>
</html>
`.markup;
}
