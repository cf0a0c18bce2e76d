import { describePart } from '../five.ts';
import type { LabelTable, ReportResult } from '../reportdata.ts';
import { type Drawing, draw } from './drawing.ts';
import { folded, type Html, html, NOTHING, section, tableOf } from './html.ts';
import { count, percent, percents, short } from './numbers.ts';

/** From more labels on, names of columns stand upright. */
const FEW_LABELS = 6;

/** Figures with their intervals, label by label, and what is taken for what. */
export function labelsSection({ figures, labels }: Pick<ReportResult, 'figures' | 'labels'>): Html {
  const all = tableOf(
    'Figures on the held-back texts',
    ['figure', 'value', '95 % interval'],
    [
      ['right', percent(figures.accuracy.value), percents(figures.accuracy.interval)],
      ['macro F1', percent(figures.macro_f1.value), percents(figures.macro_f1.interval)],
      ['calibration error', percent(figures.ece.value), percents(figures.ece.interval)],
    ],
  );
  const each = tableOf(
    'Labels, the commonest first',
    ['label', 'texts', 'found', '95 % interval', 'right where answered'],
    labels.rows.map(({ label, support, recall, precision, interval }) => [
      short(label),
      count(support),
      percent(recall),
      interval === undefined ? '–' : percents(interval),
      percent(precision),
    ]),
  );
  const rest =
    labels.others === 0 ? NOTHING : html`<p>${count(labels.others)} rarer labels are not shown.</p>`;
  return section(
    'labels',
    'Which labels it gets right',
    html`<div class="tables">${all}${each}</div>${rest}`,
    confusion(labels),
    commonMistakes(labels),
  );
}

/** What is most often taken for what, where the labels are more than a matrix can show at a glance. */
function commonMistakes({ rows, pairs }: LabelTable): Html {
  if (rows.length <= FEW_LABELS || pairs.length === 0) return NOTHING;
  const shown = pairs.map(({ truth, answer, times }) => [short(truth), short(answer), count(times)]);
  return tableOf('The commonest mistakes, of all labels', ['label', 'taken for', 'times'], shown);
}

/** @param labels rows are the truth, columns the answers; a cell is the darker the more of its row it has. */
function confusion({ rows, confusion: counts, others }: LabelTable): Html {
  const names = [...rows.map(({ label }) => short(label)), ...(others > 0 ? ['others'] : [])];
  const head = html`<tr><th scope="col">truth ↓ answer →</th>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr>`;
  const body = rows.map(({ label, support }, truth) => {
    const cells = names.map((_, answer) => {
      const times = counts[truth][answer];
      const kind = truth === answer ? 'right' : 'wrong';
      const level = Math.ceil((5 * times) / Math.max(1, support));
      return html`<td class="${kind} l${level}">${times === 0 ? '' : count(times)}</td>`;
    });
    return html`<tr><th scope="row">${short(label)}</th>${cells}</tr>
`;
  });
  return html`<div class="wide" role="region" tabindex="0" aria-label="What is taken for what"><table class="confusion${names.length > FEW_LABELS ? ' many' : ''}">
<caption>What is taken for what</caption>
<thead>${head}</thead><tbody>
${body}</tbody></table></div>
`;
}

/** How often answers are right, by how sure they are. */
export function reliabilitySection(drawing: Drawing, { reliability, figures }: ReportResult): Html {
  const { plots } = drawing;
  const chart = draw(drawing, {
    heading: 'How sure it is, and how often it is right',
    says: `Answers by their probability: ${reliability.map(({ confidence, right, texts }) => `at ${percent(confidence)} sure, ${percent(right / texts)} are right`).join('; ')}`,
    x: { label: 'probability of the answer', domain: [0, 1], tickFormat: '.0%', ticks: 6 },
    y: { label: 'right', domain: [0, 1], tickFormat: '.0%', grid: true, ticks: 6 },
    marks: [
      plots.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '2,3' },
      ),
      plots.ruleX(reliability, {
        x: 'confidence',
        y1: ({ interval }) => interval.low,
        y2: ({ interval }) => interval.high,
        stroke: 'var(--first)',
        strokeWidth: 1.5,
      }),
      plots.dot(reliability, {
        x: 'confidence',
        y: ({ right, texts }) => right / texts,
        fill: 'var(--first)',
        r: 4,
      }),
    ],
  });
  const table = tableOf(
    'Answers by their probability',
    ['probability', 'texts', 'mean', 'right', '95 % interval'],
    reliability.map(({ low, high, texts, confidence, right, interval }) => [
      `${percent(low)} to ${percent(high)}`,
      count(texts),
      percent(confidence),
      percent(right / texts),
      percents(interval),
    ]),
  );
  return section(
    'reliability',
    'Whether its probabilities can be believed',
    html`<p>Dots on the dashed line are honest: of answers at 80 %, 80 % are right. Lines are 95 % intervals. The mean distance is the calibration error, ${percent(figures.ece.value)}. These texts fitted the probabilities too.</p>
<div class="charts">${chart}</div>
`,
    folded('The bins as a table', table),
  );
}

/** How often it is right on some kinds of texts. */
export function slicesSection(drawing: Drawing, { slices, figures }: ReportResult): Html {
  if (slices.length === 0) return NOTHING;
  const { plots } = drawing;
  const parts = slices.map((part) => ({
    ...part,
    name: nameOf(part),
  }));
  const chart = draw(drawing, {
    heading: 'Right, by kind of text',
    says: `Right, by kind of text: ${parts.map(({ name, right, texts }) => `${name} ${percent(right / texts)}`).join('; ')}`,
    height: 70 + 24 * parts.length,
    marginLeft: 130,
    x: { label: null, tickFormat: '.0%', grid: true, ticks: 5, inset: 10 },
    y: { label: null, domain: parts.map(({ name }) => name) },
    marks: [
      plots.ruleX([figures.accuracy.value], {
        stroke: 'currentColor',
        strokeOpacity: 0.5,
        strokeDasharray: '2,3',
      }),
      plots.ruleY(parts, {
        y: 'name',
        x1: ({ interval }) => interval.low,
        x2: ({ interval }) => interval.high,
        stroke: 'var(--first)',
        strokeWidth: 1.5,
      }),
      plots.dot(parts, { y: 'name', x: ({ right, texts }) => right / texts, fill: 'var(--first)', r: 4 }),
    ],
  });
  const table = tableOf(
    'Kinds of texts',
    ['kind', 'texts', 'right', '95 % interval'],
    slices.map((part) => [
      describePart(part),
      count(part.texts),
      percent(part.right / part.texts),
      percents(part.interval),
    ]),
  );
  return section(
    'slices',
    'On which texts it is right',
    html`<p>The dashed line is all texts. A kind whose line does not reach it is really better or worse.</p>
<div class="charts">${chart}</div>
`,
    folded('The kinds as a table', table),
  );
}

function nameOf({ slice, part }: { slice: string; part: string }): string {
  if (slice === 'language') return part === 'zh' ? 'Chinese' : part === 'en' ? 'English' : part;
  return part;
}
