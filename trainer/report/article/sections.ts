import { count, percent } from '../html/numbers.ts';
import type { SectionId } from './claims.ts';
import type { Finding } from './findings.ts';
import { folded, heading, list, paragraph, table } from './markdown.ts';
import type { Measured } from './measured.ts';
import { pairsOf } from './pairs.ts';
import type { QuestionId } from './record.ts';
import { evidence, NONE } from './shown.ts';
import { armTable, depthTable, gradientTable, NORMS, pairTable, rateTable } from './tables.ts';
import type { Texts } from './texts.ts';

/** What a section is made of. */
export type Page = { texts: Texts; measured: Measured; findings: readonly Finding[] };

/** Arms beside each other, which may have been trained for another question. */
const ARMS: Partial<Record<SectionId, readonly string[]>> = {
  block: [2, 8, 32].flatMap((blocks) => [`after-${blocks}`, `residual-${blocks}`, `plain-${blocks}`]),
  example: ['dense-64', 'dense-64-plain', 'dense-64-crossentropy'],
  loss: ['residual-2', 'residual-2-mse', 'dense-64-crossentropy', 'dense-64'],
  optimizer: ['sgd', 'momentum', 'adam', 'adamw'].map((optimizer) => `residual-2-${optimizer}`),
  shallow: ['residual-0', 'residual-1', 'residual-1-wide', 'residual-2', 'residual-8'],
  alternatives: ['', '-layer', '-batch', '-dropout'].flatMap((end) => [`plain-8${end}`, `residual-8${end}`]),
};
/** Pictures, by the section that shows them. */
const PICTURES: Partial<Record<SectionId, 'depth' | 'gradients'>> = {
  depth: 'depth',
  gradients: 'gradients',
};

/** A section with its figures, its claims and its command; it says so where nothing of it was measured. */
export function section(page: Page, id: SectionId, ...more: readonly string[]): string {
  const { texts, findings } = page;
  const figures = figuresOf(page, id);
  const own = findings.filter((finding) => finding.section === id);
  const isMeasured = figures.length > 0 || own.some(({ result }) => result !== undefined);
  return [
    heading(2, texts.headings[id]),
    ...texts.bodies[id].map(paragraph),
    ...(isMeasured ? figures : [paragraph(texts.lacking)]),
    ...(isMeasured ? [list(own.map((finding) => findingText(texts, finding)))] : []),
    ...more,
    commandOf(texts, id),
  ].join('\n');
}

/** How the figures of a question, or of all, are made. */
export function commandOf({ says }: Texts, question?: QuestionId): string {
  const command = `npm run trainer -- article${question === undefined ? '' : ` --only ${question}`}`;
  return paragraph(says.command(command));
}

/** A claim, what was measured and the verdict, in one sentence or two. */
export function findingText(texts: Texts, { id, result }: Finding): string {
  const { says, claims, verdictSentences, notMeasured, marks } = texts;
  if (result === undefined) return `${claims[id]}${marks.colon}${notMeasured}${marks.stop}`;
  const given = result.evidence;
  const parts = [evidence(texts, given)];
  if (given.kind === 'effect') parts.push(says.inSeeds(given.effect.agreeing, given.effect.seeds));
  return says.finding(
    claims[id],
    `${parts.join(marks.comma)}${marks.stop}`,
    verdictSentences[result.verdict],
  );
}

function figuresOf({ texts, measured }: Page, id: SectionId): string[] {
  const picture = PICTURES[id];
  const tables = tablesOf(texts, measured, id).filter((each) => each !== undefined);
  if (tables.length === 0 || picture === undefined) return tables;
  const { title } = texts.pictures[picture];
  return [`![${title}](${pictureName(texts, picture)})\n`, ...tables];
}

/** The file of a picture, beside the page. */
export function pictureName({ language }: Texts, picture: 'depth' | 'gradients'): string {
  return `article-${picture}${language === 'en' ? '' : `.${language}`}.svg`;
}

function tablesOf(texts: Texts, measured: Measured, id: SectionId): (string | undefined)[] {
  if (id === 'depth') return depthTables(texts, measured);
  if (id === 'gradients') return [gradientTable(texts, measured)];
  if (id === 'blocks') return [selectionTable(texts, measured)];
  if (id === 'efficiency') return [speedTable(texts, measured)];
  if (id === 'tasks') return taskTables(texts, measured);
  const arms = armTable(texts, measured, 'sentences', ARMS[id] ?? []);
  return [arms, id === 'optimizer' ? rateTable(texts, measured, id) : undefined];
}

function depthTables(texts: Texts, measured: Measured): (string | undefined)[] {
  const arms = armTable(texts, measured, 'sentences', measured.arms('sentences', 'depth'));
  const tables = NORMS.map((norm) => depthTable(texts, measured, norm));
  return tables.every((each) => each === undefined)
    ? []
    : [...tables, arms && folded(texts.folded.arms, arms)];
}

function taskTables(texts: Texts, measured: Measured): string[] {
  return (['emotions', 'reviews', 'chinese'] as const).flatMap((task) => {
    const arms = armTable(texts, measured, task, measured.arms(task), true);
    return arms === undefined ? [] : [heading(3, texts.tasks[task]), arms];
  });
}

function selectionTable({ columns, says }: Texts, { selections: [selection] }: Measured): string | undefined {
  if (selection === undefined) return undefined;
  const rows = selection.candidates.map(({ name, parameters, accuracy, error, p }) => [
    `\`${name}\`${name === selection.chosen ? ' \\*' : ''}`,
    percent(accuracy),
    (100 * error).toFixed(1),
    p === null ? NONE : p.toFixed(3),
    count(parameters),
  ]);
  const head = [columns.candidate, columns.right, columns.error, columns.p, columns.parameters];
  return `${paragraph(says.folds(count(selection.rows), selection.folds))}\n${table(head, rows)}`;
}

function speedTable({ columns, speeds }: Texts, measured: Measured): string | undefined {
  if (measured.speeds.length === 0) return undefined;
  const rows = measured.speeds.map(({ what, ratio, runs, control }) => [
    speeds[what],
    ratio.toFixed(2),
    control?.toFixed(2) ?? NONE,
    String(runs),
  ]);
  return table([columns.what, columns.times, columns.control, columns.runs], rows);
}

/** Every pair that residual connections set apart, and in how many they help. */
export function pairSection({ texts, measured }: Page): string {
  const pairs = pairsOf(measured);
  const counted = (verdict: string) => pairs.filter(({ effect }) => effect.verdict === verdict).length;
  const sentence = texts.says.pairs(pairs.length, counted('holds'), counted('fails'), counted('open'));
  return [
    heading(3, texts.headings.pairs),
    ...texts.bodies.pairs.map(paragraph),
    ...(pairs.length === 0 ? [paragraph(texts.lacking)] : [paragraph(sentence), pairTable(texts, pairs)]),
  ].join('\n');
}
