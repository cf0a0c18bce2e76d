import { SOURCES } from '../../../trainer/corpora/sources.ts';
import type { Card, CardSource } from '../../../trainer/report/card.ts';
import { TEST_SETS } from '../sets.ts';
import { withRow, withTable, withText } from './markdown.ts';
import type { Output } from './output.ts';

/** The files that have figures of the model that ships, from the root; `card` is JSON, the others are Markdown. */
export const FILES = {
  accuracy: 'docs/accuracy.md',
  weights: 'src/weights/README.md',
  readme: 'README.md',
  card: 'src/weights/default.json',
} as const;

export type Documents = Record<keyof typeof FILES, string>;

/** A figure of a card: how a model did on a set, and whether its figures were in sight when something was chosen. */
type MeasuredFigure = {
  set: string;
  texts: number;
  measure: string;
  value: number;
  calibrationError: number;
  lookedAtWhenChoosing: boolean;
};

const FASTTEXT = 'fastText';
const WORD_LISTS = ['sentiment', 'vader-sentiment', 'wink-sentiment'];
const MEASURED_HEAD = [
  ...['set', 'texts', 'measure', 'this model', 'accuracy (95 %)', 'calibration error'],
  ...['fastText, same data', 'best word list', 'bound', 'looked at'],
];
/** Of the table in `docs/accuracy.md` by which a reader finds the decisions. */
export const LOOKED_HEAD = ['set', 'looked at in decisions'];
const GROUP_HEAD = ['group', 'English', 'Chinese'];
const SOURCE_HEAD = ['source', 'texts', 'licence', 'commercial use'];
/** What readers understand by a group. */
const GROUP_TITLES: Record<string, string> = { service: 'messages to companies' };
const README_ROWS = {
  'SST-2 dev': 'SST-2 dev, English reviews',
  'IMDb test': 'IMDb test, long English reviews',
  'ChnSentiCorp dev': 'ChnSentiCorp dev, Chinese reviews',
};

/**
 * The documents with the figures of an output.
 *
 * @throws Error where a figure is missing in the output, or its place in a document, or the card is another model's.
 */
export function fill(documents: Documents, output: Output): Documents {
  const card = JSON.parse(documents.card) as Card & { measured?: MeasuredFigure[] };
  if (card.version !== output.version) {
    throw new Error(`the output is of ${output.version}, ${FILES.card} is the card of ${card.version}`);
  }
  const measured = TEST_SETS.map(({ title }) => figureOf(output, title));
  return {
    accuracy: fillAccuracy(documents.accuracy, output),
    weights: fillWeights(documents.weights, output, sourcesOf(card)),
    readme: fillReadme(documents.readme, output),
    card: `${JSON.stringify({ ...card, measured }, null, 2)}\n`,
  };
}

/** @throws Error where the card is older than those that `recipe` writes. */
function sourcesOf({ sources }: Card): readonly CardSource[] {
  const has = sources === undefined ? 'no sources' : 'names of sources alone';
  if (!sources?.every((source) => typeof source === 'object')) {
    throw new Error(`${FILES.card} has ${has}: take the card that recipe wrote beside the model`);
  }
  return sources;
}

function fillAccuracy(markdown: string, { text, version }: Output): string {
  const named = withText(markdown, /(?<=^Version `)[0-9a-f]{12}(?=`, `npm run bench:accuracy)/m, version);
  return withText(named, /(?<=^```\n)SST-2 dev: [^`]*(?=\n```$)/m, text);
}

function fillWeights(markdown: string, output: Output, sources: readonly CardSource[]): string {
  const about = /(?<=^`default\.safetensors`, )[\d.]+ MB, version `[0-9a-f]{12}`/m;
  const named = withText(markdown, about, `${sizeOf(output)}, version \`${output.version}\``);
  const sets = withTable(
    named,
    MEASURED_HEAD,
    TEST_SETS.map(({ title }) => measuredRow(output, title)),
  );
  return withTable(withTable(sets, GROUP_HEAD, groupRows(output)), SOURCE_HEAD, sources.map(sourceRow));
}

function fillReadme(markdown: string, output: Output): string {
  const size = sizeOf(output);
  const sized = withRow(withText(markdown, /(?<=residual network of )[\d.]+ MB/, size), 'size', { 1: size });
  return Object.entries(README_ROWS).reduce((filled, [title, row]) => {
    const { own, fastText, wordList } = compared(output, title);
    return withRow(filled, row, { 1: `**${own}**`, 2: wordList, 3: fastText });
  }, sized);
}

function measuredRow(output: Output, title: string): string[] {
  const { texts, measure, looked } = setOf(output, title);
  const { own, fastText, wordList } = compared(output, title);
  const accuracy = `${cellOf(output, title, output.model, 'accuracy')} (${cellOf(output, title, output.model, '95 %')})`;
  const error = cellOf(output, title, output.model, 'cal. error');
  const { must } = boundOf(output, `${title}, ${measure}`);
  const bound = must === '–' ? 'none' : must;
  const seen = looked.length === 0 ? 'never' : looked.join(', ');
  return [title, texts, measure, `**${own}**`, accuracy, error, fastText, wordList, bound, seen];
}

function groupRows({ failures }: Output): string[][] {
  const groups = [...new Set([...failures.keys()].map((name) => name.replace(/, \w+$/, '')))];
  const share = (group: string, language: string) =>
    `${Math.round(Number.parseFloat(present(failures.get(`${group}, ${language}`), `${group}, ${language}`)))} %`;
  return groups.map((group) => [GROUP_TITLES[group] ?? group, share(group, 'en'), share(group, 'zh')]);
}

function sourceRow({ name, licence, commercialUse, train, tune }: CardSource): string[] {
  const { about } = present(
    SOURCES.find((source) => source.name === name),
    name,
  );
  const { texts } = present(train ?? tune, `texts of ${name} in ${FILES.card}`);
  const stage = train === undefined ? ' (last stage)' : '';
  return [`\`${name}\`: ${about}${stage}`, texts.toLocaleString('en-US'), licence, commercialUse];
}

function figureOf(output: Output, title: string): MeasuredFigure {
  const { texts, measure, looked } = setOf(output, title);
  return {
    set: title,
    texts: Number(texts.replaceAll(',', '')),
    measure,
    value: numberOf(cellOf(output, title, output.model, measure)),
    calibrationError: numberOf(cellOf(output, title, output.model, 'cal. error')),
    lookedAtWhenChoosing: looked.length > 0,
  };
}

/** `86.9 %` is 0.869, to as many digits as were printed. */
function numberOf(cell: string): number {
  return cell.endsWith('%') ? Number((Number.parseFloat(cell) / 100).toFixed(3)) : Number(cell);
}

/** The figure that counts of the model that ships, of fastText and of the best word list. */
function compared(output: Output, title: string): { own: string; fastText: string; wordList: string } {
  const { measure } = setOf(output, title);
  const of = (name: string) => cellOf(output, title, name, measure);
  const [wordList] = WORD_LISTS.map(of).sort((a, b) => Number.parseFloat(b) - Number.parseFloat(a));
  return { own: of(output.model), fastText: of(FASTTEXT), wordList };
}

function sizeOf(output: Output): string {
  return boundOf(output, 'model file').reached;
}

function setOf({ sets }: Output, title: string) {
  return present(sets.get(title), `set ${title}`);
}

function boundOf({ bounds }: Output, name: string) {
  return present(bounds.get(name), `bound of ${name}`);
}

function cellOf(output: Output, title: string, name: string, column: string): string {
  const row = present(setOf(output, title).rows.get(name), `line for ${name} under ${title}`);
  return present(row[column], `${column} of ${name} under ${title}`);
}

function present<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined)
    throw new Error(`there is no ${what}: measure all sets, with fastText and word lists`);
  return value;
}
