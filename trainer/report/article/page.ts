import { wilson } from '../../scoring/metrics.ts';
import { count } from '../html/numbers.ts';
import { SECTIONS } from './claims.ts';
import { findingsOf } from './findings.ts';
import { heading, list, paragraph, table } from './markdown.ts';
import type { Measured } from './measured.ts';
import { FACTS } from './published.ts';
import { commandOf, findingText, type Page, pairSection, section } from './sections.ts';
import { evidence, NONE } from './shown.ts';
import { taskTable } from './tables.ts';
import type { Texts } from './texts.ts';

/** The share of intervals that exclude 0 where nothing differs. */
const BY_CHANCE = 0.05;

/** The page in one language. */
export function pageOf(texts: Texts, measured: Measured): string {
  const page: Page = { texts, measured, findings: findingsOf(measured) };
  return [
    heading(1, texts.title),
    paragraph(texts.other),
    ...texts.opening.map(paragraph),
    ...(measured.head.quick ? [paragraph(texts.quick)] : []),
    summary(page),
    method(page),
    ...SECTIONS.map((id) => (id === 'shallow' ? section(page, id, pairSection(page)) : section(page, id))),
    published(page),
    limits(page),
  ].join('\n');
}

/** One line a claim, and how it was decided. */
function summary({ texts, findings }: Page): string {
  const { columns, says } = texts;
  const rows = findings.map(({ id, result }) => {
    if (result === undefined) return [texts.claims[id], texts.notMeasured, NONE, NONE];
    const { evidence: given, verdict } = result;
    const seeds = given.kind === 'effect' ? says.ofSeeds(given.effect.agreeing, given.effect.seeds) : NONE;
    return [texts.claims[id], evidence(texts, given), seeds, texts.verdicts[verdict]];
  });
  const [rule, ...rules] = texts.bodies.summary;
  return [
    heading(2, texts.headings.summary),
    paragraph(`${rule}${texts.marks.between}${counted({ texts, findings })}`),
    ...rules.map(paragraph),
    table([columns.claim, columns.measured, columns.seeds, columns.verdict], rows, 'left'),
  ].join('\n');
}

/** How many claims hold, and how many intervals chance alone would make look decided. */
function counted({ texts, findings }: Pick<Page, 'texts' | 'findings'>): string {
  const results = findings.flatMap(({ result }) => (result === undefined ? [] : [result]));
  const of = (verdict: string) => results.filter((result) => result.verdict === verdict).length;
  const intervals = results.filter(({ evidence: { kind } }) => kind === 'effect').length;
  return [
    texts.says.decided(results.length, of('holds'), of('fails'), of('open')),
    texts.says.chance(intervals, (BY_CHANCE * intervals).toFixed(1)),
  ].join(texts.marks.between);
}

/** Texts, seeds, rates and the names of arms. */
function method({ texts, measured }: Page): string {
  const { says } = texts;
  const { head, rates } = measured;
  const { atEdge, arms } = edgesOf(measured);
  return [
    heading(2, texts.headings.method),
    ...(head.tasks.length > 0 ? [taskTable(texts, measured)] : []),
    paragraph(says.runs(count(measured.count), count(rates.length), head.seeds.join(texts.marks.list))),
    ...(arms > 0 ? [paragraph(says.edges(atEdge, arms))] : []),
    ...texts.arms.map(paragraph),
    commandOf(texts),
  ].join('\n');
}

/** In how many arms the best rate is the lowest or the highest of those tried: of arms that tried three or more. */
function edgesOf(measured: Measured): { atEdge: number; arms: number } {
  const tried = Map.groupBy(measured.rates, ({ task, arm }) => `${task} ${arm}`);
  const arms = [...tried.values()].filter((each) => each.length > 2);
  const atEdge = arms.filter((each) => {
    const [{ task, arm }] = each;
    const all = each.map(({ rate }) => rate);
    const [fit] = measured.fits(task, arm);
    return fit !== undefined && (fit.rate <= Math.min(...all) || fit.rate >= Math.max(...all));
  });
  return { atEdge: atEdge.length, arms: arms.length };
}

/** What others found beside what was found here. */
function published({ texts, findings }: Page): string {
  const rows = FACTS.map(({ id, claims }) => {
    const own = claims.flatMap((claim) => findings.filter((finding) => finding.id === claim));
    return [texts.facts[id], own.map((finding) => findingText(texts, finding)).join('<br>')];
  });
  return [
    heading(2, texts.headings.published),
    ...texts.bodies.published.map(paragraph),
    table([texts.columns.fact, texts.columns.here], rows, 'left'),
  ].join('\n');
}

/** What the page does not show, with the sizes that say why. */
function limits({ texts, measured }: Page): string {
  const { says, tasks } = texts;
  const { largest } = measured;
  const precisions = measured.head.tasks.slice(0, 1).map(({ task, test }) => {
    const half = Math.max(1, Math.round(test / 2));
    const { low, high } = wilson(half, Math.max(1, test));
    return says.precision(count(test), (50 * (high - low)).toFixed(1), tasks[task]);
  });
  const sizes = largest === undefined ? [] : [says.parameters(count(largest))];
  return [heading(2, texts.headings.limits), list([...texts.limits, ...sizes, ...precisions])].join('\n');
}
