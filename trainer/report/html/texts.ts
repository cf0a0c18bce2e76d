import type { ReportResult, ShownText } from '../reportdata.ts';
import { type Html, html, NOTHING, section } from './html.ts';
import { count, percent, short } from './numbers.ts';

/** Shades of a word: a weight of this share of the largest has the deepest. */
const LEVELS = 4;

/** The surest mistakes and some right answers, with the words that decided. */
export function textsSection({ texts, heldBack }: ReportResult): Html {
  if (texts.why !== undefined) return section('texts', 'Texts', html`<p>${texts.why}</p>`);
  const mistakes =
    texts.mistakes.length === 0
      ? html`<p>No mistake is left to show: all ${count(heldBack.size)} texts are right, or theirs were not found again.</p>`
      : list(texts.mistakes);
  return html`${section('mistakes', 'The mistakes it is surest of', warning(texts), LEGEND, mistakes)}${
    texts.examples.length === 0
      ? NOTHING
      : section('examples', 'What it looks at, where it is right', list(texts.examples))
  }`;
}

const LEGEND = html`<p>Words that speak <mark class="for l3">for</mark> the answer are underlined, those that speak <mark class="against l3">against</mark> it are dashed; the deeper the colour, the more a word weighs.</p>
`;

function warning({ personal }: ReportResult['texts']): Html {
  const seem =
    personal === 0
      ? ''
      : ` ${count(personal)} of them seem${personal === 1 ? 's' : ''} to have an e-mail address or a telephone number.`;
  return html`<p class="note">This page has texts of your data.${seem} Before you pass it on, train with <code>--no-texts</code>.</p>
`;
}

function list(texts: readonly ShownText[]): Html {
  return html`<ol class="texts">
${texts.map(item)}</ol>
`;
}

function item(shown: ShownText): Html {
  const { line, truth, answer, score, isCut } = shown;
  const verdict =
    truth === answer
      ? html`<b>${short(answer)}</b>, rightly, ${percent(score)} sure`
      : html`it says <b>${short(answer)}</b>, ${percent(score)} sure; the label is <b>${short(truth)}</b>`;
  return html`<li><p class="verdict">${verdict} <span class="line">line ${count(line)}</span></p>
<blockquote dir="auto">${words(shown)}${isCut ? '…' : ''}</blockquote></li>
`;
}

function words({ text, weights }: ShownText): Html[] {
  const largest = Math.max(...weights.map(([, , weight]) => Math.abs(weight)));
  const parts: Html[] = [];
  let at = 0;
  for (const [start, end, weight] of weights) {
    const level = Math.ceil((LEVELS * Math.abs(weight)) / largest);
    parts.push(
      html`${text.slice(at, start)}<mark class="${weight > 0 ? 'for' : 'against'} l${level}">${text.slice(start, end)}</mark>`,
    );
    at = end;
  }
  return [...parts, html`${text.slice(at)}`];
}
