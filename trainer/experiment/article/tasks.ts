import { createHash } from 'node:crypto';
import { CORPORA } from '../../corpora/corpora.ts';
import { placeOf } from '../../corpora/download.ts';
import { readEmotions } from '../../corpora/emotions.ts';
import { readReviewsByFilm } from '../../corpora/films.ts';
import { type CorpusFolders, HELD_OUT, pullWithBar } from '../../corpora/mixing.ts';
import { SOURCES, type Source } from '../../corpora/sources.ts';
import type { ReadParts } from '../../prepare/prepare.ts';
import { readDigests } from '../../read/heldout.ts';
import { splitTexts } from '../../read/split.ts';
import type { ArticleHead, Task } from '../../report/article/record.ts';
import type { ComparisonFold } from '../comparisonfolds.ts';
import type { Size } from './size.ts';
import { type Chosen, chooseTexts, numberTexts, type Row } from './texts.ts';

type Rows = AsyncIterable<Row | { problem: string }>;

type TaskSource = {
  /** The source's name in `SOURCES`; its first file is read. */
  source: string;
  read: (path: string) => Rows;
  /** Tokens read of a text, at most. */
  maxTokens: number;
  /** Tokens read of a text in the mean, as `article.jsonl` has them; they decide nothing but what a plan says. */
  meanTokens: number;
};

/** What is learned. No file is one that models are measured with elsewhere. */
export const TASKS: Readonly<Record<Task, TaskSource>> = {
  sentences: {
    source: 'sst-sentences',
    read: (path) => withoutNeutral(CORPORA['sst-sentences'].train([path])),
    maxTokens: 256,
    meanTokens: 19.7,
  },
  emotions: { source: 'goemotions', read: readEmotions, maxTokens: 256, meanTokens: 15.7 },
  // The mean review has 270 tokens: its end is not read, and a fit takes six times as long as one of sentences.
  reviews: { source: 'imdb', read: readReviewsByFilm, maxTokens: 192, meanTokens: 165.4 },
  chinese: {
    source: 'zh-chnsenticorp',
    read: (path) => CORPORA['zh-chnsenticorp'].train([path]),
    maxTokens: 128,
    meanTokens: 80.6,
  },
};

async function* withoutNeutral(rows: Rows): Rows {
  for await (const row of rows) if ('problem' in row || row.label !== 'neutral') yield row;
}

/** A task with its texts. */
export type ReadTask = {
  task: Task;
  maxTokens: number;
  read: ReadParts;
  /** All training texts, and all test texts. */
  fold: ComparisonFold;
  /** A part of the training texts, and the rest of them: what rates are chosen by. */
  inner: ComparisonFold;
  head: { source: ArticleHead['sources'][number]; task: ArticleHead['tasks'][number] };
};

/** Of the training texts, those that rates are chosen by. */
export const INNER_SHARE = 0.2;
const INNER_SEED = 0;

/**
 * Brings the texts of a task into the cache and reads them.
 *
 * @param sources the known ones; tests have their own.
 * @throws UserError when a file cannot be had, or has too few texts.
 */
export async function readTask(
  task: Task,
  { texts }: Pick<Size, 'texts'>,
  folders: CorpusFolders,
  sources: readonly Source[] = SOURCES,
): Promise<ReadTask> {
  const { source: name, read: readRows, maxTokens } = TASKS[task];
  const { files, licence } = sources.find((source) => source.name === name) as Source;
  const { cache, mirror } = folders;
  await pullWithBar(files[0], { cache, mirror });
  const { url } = files[0];
  const rows = readRows(placeOf(cache, url));
  const chosen = await chooseTexts(name, rows, await readDigests(HELD_OUT), texts[task]);
  const read = numberTexts(chosen, maxTokens);
  const source = { task, name, url, digest: digestOf(chosen), licence };
  return {
    ...{ task, maxTokens, read, fold: read.parts, inner: innerFold(read) },
    head: { source, task: describe(task, read) },
  };
}

/** SHA-256 of the chosen texts: copies of an archive differ, the texts in it do not. */
function digestOf({ train, test }: Chosen): string {
  const hash = createHash('sha256');
  for (const rows of [train, test]) {
    for (const { text, label } of rows) hash.update(`${JSON.stringify([label, text])}\n`);
    hash.update('\n');
  }
  return `sha256:${hash.digest('hex')}`;
}

function innerFold({ parts, numbers }: ReadParts): ComparisonFold {
  const { texts, selected } = parts.train;
  const grouped = {
    labels: selected.map((text) => texts.labels[text]),
    groups: selected.map((text) => texts.groups[text]),
    splitGroups: texts.splitGroups && selected.map((text) => texts.splitGroups![text]),
    keys: [...numbers.groups.strings()],
  };
  const { train, dev } = splitTexts(grouped, { share: INNER_SHARE, seed: INNER_SEED });
  const subset = (members: Int32Array) => ({ texts, selected: members.map((text) => selected[text]) });
  return { train: subset(train), dev: subset(dev) };
}

function describe(task: Task, { parts, labels }: ReadParts): ArticleHead['tasks'][number] {
  const { train, dev } = parts;
  const { offsets, labels: numbers, size } = dev.texts;
  const counts = labels.map(() => 0);
  for (const text of dev.selected) counts[numbers[text]]++;
  return {
    ...{ task, labels: labels.length, train: train.selected.length, test: dev.selected.length },
    tokens: Number((offsets[size] / size).toFixed(1)),
    majority: Number((Math.max(...counts) / dev.selected.length).toFixed(4)),
  };
}
