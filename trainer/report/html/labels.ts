import type { LabelTable, ReportResult } from '../reportdata.ts';
import { type Html, html, NOTHING, section, tableOf } from './html.ts';
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
