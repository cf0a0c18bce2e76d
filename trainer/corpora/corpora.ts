import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { UserError } from '../errors.ts';
import { decodeLine, decodeStrictly, readLines } from '../read/lines.ts';
import { groupKey } from '../read/split.ts';
import { readTarGz, readZip } from './archives.ts';
import { plainText } from './markup.ts';
import { type Grammars, KINDS, NEWS_AND_SERVICE, TEMPLATES, templates } from './templates.ts';
import { phrasesOf } from './trees.ts';

/** A text of a corpus with one of our labels. */
export type CorpusExample = {
  text: string;
  label: Sentiment;
  /** A file and a place in it, for messages. */
  place: string;
  /** Equal for texts that stay together when a file is split; undefined: the text stands for itself. */
  splitGroup?: string;
};

export type Sentiment = 'negative' | 'neutral' | 'positive';

/** A row that cannot be used, and why. */
export type BadRow = { place: string; problem: string };

/** Reads a corpus from its files, which lie in the order of the source's `files`. */
export type CorpusReader = (paths: readonly string[]) => AsyncGenerator<CorpusExample | BadRow>;

/** What a source is read as: texts to train on, and the sets that are only for measuring, by name. */
type Corpus = { train: CorpusReader; sets?: Readonly<Record<string, CorpusReader>> };

/** The corpora by the names of `SOURCES`. */
export const CORPORA: Readonly<Record<string, Corpus>> = {
  'sst-sentences': {
    train: ([path]) => readTrees(path, 'trees/train.txt', 'sentences'),
    sets: { 'sst3.dev': ([path]) => readTrees(path, 'trees/dev.txt', 'sentences') },
  },
  'sst-trees': { train: ([path]) => readTrees(path, 'trees/train.txt', 'phrases') },
  'sst2-glue': {
    train: ([path]) => readGlue(path),
    sets: { 'sst2.dev': ([, path]) => readGlue(path) },
  },
  imdb: {
    train: ([path]) => readImdb(path, /\/(?:train|val)\/((pos|neg)\/\d+_\d+\.txt)$/),
    sets: { 'imdb.test': ([path]) => readImdb(path, /\/test\/((pos|neg)\/\d+_\d+\.txt)$/) },
  },
  'amazon-hatn': {
    train: (paths) => asPlainText(readFileALabel(paths, (name) => name.endsWith('positive'))),
  },
  'pros-cons': { train: ([path]) => asPlainText(readProsAndCons(path)) },
  semeval2017: { train: (paths) => asPlainText(readSemEval(paths)) },
  goemotions: {
    train: ([path]) => asPlainText(readGoEmotions(path)),
    sets: { 'goemotions3.dev': ([, path]) => asPlainText(readGoEmotions(path)) },
  },
  'tweet-extraction': {
    train: ([path]) => asPlainText(readTweetExtraction(path)),
  },
  'android-apps': { train: (paths) => readFileALabel(paths, (name) => name.startsWith('positive')) },
  'yelp-sentences': { train: (paths) => readFileALabel(paths, (name) => name.endsWith('.1')) },
  'zh-online-shopping': { train: ([path]) => readZippedCsv(path) },
  'zh-chnsenticorp': {
    train: ([path]) => readChnSentiCorp(path, 'train.tsv'),
    sets: { 'chnsenticorp.dev': ([path]) => readChnSentiCorp(path, 'dev.tsv') },
  },
  'zh-hotels': { train: ([path]) => readCsv(path, createReadStream(path), REVIEW, BINARY) },
  'zh-waimai': { train: ([path]) => readCsv(path, createReadStream(path), REVIEW, BINARY) },
  templates: { train: () => readTemplates(TEMPLATES, TEMPLATES_A_GROUP) },
  kinds: { train: () => readTemplates(KINDS, TEMPLATES_A_GROUP) },
  'news-and-service': { train: () => readTemplates(NEWS_AND_SERVICE, NEWS_AND_SERVICE_A_GROUP) },
};

const REVIEW = { text: 'review', label: 'label' };
const BINARY: Readonly<Record<string, Sentiment>> = { 0: 'negative', 1: 'positive' };
const NAMES: Readonly<Record<string, Sentiment>> = {
  negative: 'negative',
  neutral: 'neutral',
  positive: 'positive',
};

/** The emotions of GoEmotions in the order of their numbers (Demszky et al. 2020), each with the paper's group. */
export const EMOTIONS = (
  'admiration+ amusement+ anger- annoyance- approval+ caring+ confusion? curiosity? desire+ disappointment- ' +
  'disapproval- disgust- embarrassment- excitement+ fear- gratitude+ grief- joy+ love+ nervousness- optimism+ ' +
  'pride+ realization? relief+ remorse- sadness- surprise? neutral='
).split(' ');

/** The texts of a corpus that has markup; where there is nothing else, there is no text. */
async function* asPlainText(
  rows: AsyncGenerator<CorpusExample | BadRow>,
): AsyncGenerator<CorpusExample | BadRow> {
  for await (const row of rows) {
    if ('problem' in row) yield row;
    else {
      const text = plainText(row.text);
      if (text.trim() !== '') yield { ...row, text };
    }
  }
}

const TEMPLATE_SEED = 1;
/** Rows of a group whose share is 1: some 102,000 in all, over half of them Chinese, and 25,000 of the kinds. */
export const TEMPLATES_A_GROUP = 910;
/** The same for news and service: some 21,000 in all. */
export const NEWS_AND_SERVICE_A_GROUP = 300;

async function* readTemplates(grammars: Grammars, perGroup: number): AsyncGenerator<CorpusExample> {
  for (const { text, label, language, group } of templates(grammars, TEMPLATE_SEED, perGroup)) {
    yield { place: `${language}, ${group}`, text, label: NAMES[label] };
  }
}

/** The lines of a file as texts. */
export async function* linesOf(
  name: string,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<{ place: string; text: string } | BadRow> {
  for await (const entry of readLines(bytes as AsyncIterable<Uint8Array>)) {
    const decoded = decodeLine(entry);
    const place = `${name}, line ${entry.line}`;
    yield 'problem' in decoded ? { place, problem: decoded.problem } : { place, text: decoded.text };
  }
}

/** One text a line; the file's name tells the label. */
async function* readFileALabel(paths: readonly string[], isPositive: (name: string) => boolean) {
  for (const path of paths) {
    const name = basename(path);
    const label: Sentiment = isPositive(name) ? 'positive' : 'negative';
    for await (const row of linesOf(name, createReadStream(path))) {
      if ('problem' in row) yield row;
      else if (row.text.trim() !== '') yield { ...row, label };
    }
  }
}

/** Columns separated by tabs; `pick` finds text and label in them, or null where the row is not meant for us. */
async function* readTabs(
  name: string,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  pick: (fields: string[]) => { text: string; label: Sentiment | undefined } | null,
): AsyncGenerator<CorpusExample | BadRow> {
  for await (const row of linesOf(name, bytes)) {
    if ('problem' in row) {
      yield row;
      continue;
    }
    const picked = pick(row.text.split('\t'));
    if (picked === null) continue;
    const { text, label } = picked;
    if (label === undefined || text === undefined || text.trim() === '')
      yield { place: row.place, problem: 'has no text and label' };
    else yield { place: row.place, text, label };
  }
}

/** `sentence<TAB>label`, after a header. */
function readGlue(path: string) {
  return readTabs(basename(path), createReadStream(path), ([text, label]) =>
    label === 'label' ? null : { text, label: BINARY[label] },
  );
}

/** `id<TAB>label<TAB>text`; some texts stand in quotes, some have characters escaped as in JavaScript, or both. */
async function* readSemEval(paths: readonly string[]) {
  for (const path of paths) {
    yield* readTabs(basename(path), createReadStream(path), ([, label, text]) =>
      text === 'Not Available' ? null : { text: unquote(text ?? ''), label: NAMES[label] },
    );
  }
}

/** Half of the quotes around a text may be missing. */
function unquote(text: string): string {
  return text
    .trim()
    .replace(/^"|"$/g, '')
    .replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(/\\?""/g, '"');
}

/** `text<TAB>emotions<TAB>id`; texts whose emotions do not tell one label are not for us. */
function readGoEmotions(path: string) {
  return readTabs(basename(path), createReadStream(path), ([text, emotions = '']) => {
    const groups = new Set(emotions.split(',').map((number) => EMOTIONS[Number(number)]?.at(-1)));
    return groups.has(undefined) ? { text, label: undefined } : labelled(text, sentimentOf(groups));
  });
}

function labelled(text: string, label: Sentiment | null) {
  return label === null ? null : { text, label };
}

/**
 * The label of a set of emotion groups: one pole beside neutral or ambiguous emotions is that pole, and neutral is
 * neutral alone. Both poles, or nothing but ambiguous emotions, are no label.
 */
function sentimentOf(groups: ReadonlySet<string | undefined>): Sentiment | null {
  if (groups.has('+')) return groups.has('-') ? null : 'positive';
  if (groups.has('-')) return 'negative';
  return groups.has('?') ? null : 'neutral';
}

/** Tweets in CSV, whose apostrophes became backticks. */
async function* readTweetExtraction(path: string) {
  const columns = { text: 'text', label: 'sentiment' };
  for await (const row of readCsv(path, createReadStream(path), columns, NAMES)) {
    yield 'problem' in row ? row : { ...row, text: row.text.replaceAll('`', "'") };
  }
}

type CsvColumns = { text: string; label: string };

async function* readCsv(
  path: string,
  bytes: NodeJS.ReadableStream,
  columns: CsvColumns,
  labels: Readonly<Record<string, Sentiment>>,
): AsyncGenerator<CorpusExample | BadRow> {
  const name = basename(path);
  const parser = bytes.pipe(parse({ columns: true, bom: true, relaxColumnCount: true, info: true }));
  try {
    for await (const { record, info } of parser) {
      const place = `${name}, line ${info.lines}`;
      const { [columns.text]: text = '', [columns.label]: label = '' } = record as Record<string, string>;
      // Some rows of these corpora are empty; they are no text.
      if (text.trim() === '') continue;
      if (!Object.hasOwn(labels, label)) yield { place, problem: `has the label "${label.slice(0, 40)}"` };
      else yield { place, text, label: labels[label] };
    }
  } catch (error) {
    throw new UserError(`${path} is not the CSV of the recipe: ${(error as Error).message}`);
  }
}

async function* readZippedCsv(path: string) {
  for await (const entry of readZip(path, (name) => name.endsWith('.csv'))) {
    yield* readCsv(entry.path, Readable.from([entry.bytes]), REVIEW, BINARY);
  }
}

/** `label<TAB>text`, after a header. */
async function* readChnSentiCorp(path: string, wanted: string) {
  for await (const { bytes } of readZip(path, (name) => name === wanted)) {
    yield* readTabs(wanted, [bytes], ([label, ...text]) =>
      label.endsWith('label') ? null : { text: text.join(' '), label: BINARY[label] },
    );
  }
}

/** One `<Pros>…</Pros>` or `<Cons>…</Cons>` a line. */
async function* readProsAndCons(path: string): AsyncGenerator<CorpusExample | BadRow> {
  for await (const entry of readZip(path, (name) => /Integrated(?:Pros|Cons)\.txt$/.test(name))) {
    const label: Sentiment = entry.path.endsWith('Pros.txt') ? 'positive' : 'negative';
    for await (const row of linesOf(entry.path, [entry.bytes])) {
      if ('problem' in row) {
        yield row;
        continue;
      }
      const text = row.text.replace(/<\/?(?:Pros|Cons)>/g, '').trim();
      if (text !== '') yield { place: row.place, text, label };
    }
  }
}

/** One review a file. Sorted by label and name: copies of the archive differ in order and in the folders around. */
async function* readImdb(path: string, wanted: RegExp): AsyncGenerator<CorpusExample | BadRow> {
  const rows: (CorpusExample | BadRow)[] = [];
  for await (const entry of readTarGz(path, (name) => wanted.test(name))) {
    const [, place, folder] = wanted.exec(entry.path) as RegExpExecArray;
    const text = decodeStrictly(entry.bytes);
    if (text === null) rows.push({ place, problem: 'is not UTF-8' });
    else
      rows.push({
        place,
        text: text.replace(/<br ?\/?>/g, ' '),
        label: folder === 'pos' ? 'positive' : 'negative',
      });
  }
  rows.sort((a, b) => (a.place < b.place ? -1 : 1));
  yield* rows;
}

const LEVELS: readonly Sentiment[] = ['negative', 'negative', 'neutral', 'positive', 'positive'];

/**
 * Penn Treebank trees, `(3 (2 It) (4 works))`: each phrase with its level, or only the whole sentences. A sentence and its
 * phrases are one split group.
 */
async function* readTrees(
  path: string,
  wanted: string,
  kind: 'phrases' | 'sentences',
): AsyncGenerator<CorpusExample | BadRow> {
  for await (const { bytes } of readZip(path, (name) => name === wanted)) {
    for await (const row of linesOf(wanted, [bytes])) {
      if ('problem' in row) {
        yield row;
        continue;
      }
      const phrases = phrasesOf(row.text);
      const sentence = phrases?.at(-1);
      if (phrases === null || sentence === undefined) yield { place: row.place, problem: 'is no tree' };
      else {
        const splitGroup = groupKey(sentence.text);
        for (const { level, text } of kind === 'phrases' ? phrases : [sentence]) {
          yield { place: row.place, text, label: LEVELS[level], splitGroup };
        }
      }
    }
  }
}
