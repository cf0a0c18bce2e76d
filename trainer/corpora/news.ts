import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import {
  asPlainText,
  type BadRow,
  type CorpusExample,
  linesOf,
  named,
  readTable,
  type Sentiment,
} from './rows.ts';

const POLARITIES: Readonly<Record<number, Sentiment>> = { 2: 'negative', 4: 'neutral', 6: 'positive' };
/** What the name of a sentence's first target begins with: `polusa_v1_113704059` is its article. */
const ARTICLE = /^[^_]*_[^_]*_[^_]*/;

/**
 * Sentences of political news, JSON a line, with a polarity of each target (Hamborg & Donnay 2021). Those whose targets differ have no label
 * of their own. The sentences of an article are one split group.
 */
export async function* readTargets(path: string): AsyncGenerator<CorpusExample | BadRow> {
  for await (const row of linesOf(basename(path), createReadStream(path))) {
    if ('problem' in row || row.text.trim() === '') {
      if ('problem' in row) yield row;
      continue;
    }
    const sentence = parsed(row.text);
    if (sentence === undefined) yield { place: row.place, problem: 'has no sentence with polarities' };
    else if (sentence.label !== null) yield { ...sentence, label: sentence.label, place: row.place };
  }
}

function parsed(line: string): { text: string; label: Sentiment | null; splitGroup: string } | undefined {
  try {
    const { sentence_normalized: text, targets, primary_gid } = JSON.parse(line);
    const labels = new Set<Sentiment | undefined>();
    for (const { polarity } of targets) labels.add(POLARITIES[polarity]);
    const [label] = labels;
    if (typeof text !== 'string' || label === undefined || labels.has(undefined)) return undefined;
    const splitGroup = `newsmtsc:${ARTICLE.exec(String(primary_gid))?.[0]}`;
    return { text, label: labels.size === 1 ? label : null, splitGroup };
  } catch {
    return undefined;
  }
}

const HEADLINE_EMOTIONS: Readonly<Record<string, Sentiment>> = {
  anger: 'negative',
  annoyance: 'negative',
  disgust: 'negative',
  fear: 'negative',
  guilt: 'negative',
  negative_anticipation_including_pessimism: 'negative',
  negative_surprise: 'negative',
  sadness: 'negative',
  shame: 'negative',
  joy: 'positive',
  love_including_like: 'positive',
  positive_anticipation_including_optimism: 'positive',
  positive_surprise: 'positive',
  pride: 'positive',
  trust: 'positive',
};

/** Headlines with the emotion that is foremost in them (Bostan, Kim & Klinger 2020). */
export function readHeadlines(path: string): AsyncGenerator<CorpusExample | BadRow> {
  const columns = { text: 'headline', label: 'dominant_emotion', labelOf: named(HEADLINE_EMOTIONS) };
  return asPlainText(
    readTable(path, createReadStream(path), columns, { delimiter: '\t', relaxQuotes: true }),
  );
}

/** Tweets on shares: where the price goes. */
export function readMarketTweets(path: string): AsyncGenerator<CorpusExample | BadRow> {
  const labelOf = named({ 0: 'negative', 1: 'positive', 2: 'neutral' });
  return asPlainText(readTable(path, createReadStream(path), { text: 'text', label: 'label', labelOf }));
}

const DIRECTION = /'(negative|neutral|positive)'/g;

/** Headlines with a direction of each company named, `{'Gold': 'positive'}`; those that differ have no label of their own. */
export function readMarketHeadlines(path: string): AsyncGenerator<CorpusExample | BadRow> {
  const labelOf = (decisions: string) => {
    const directions = new Set(
      [...decisions.matchAll(DIRECTION)].map(([, direction]) => direction as Sentiment),
    );
    const [first] = directions;
    return directions.size > 1 ? null : first;
  };
  return readTable(path, createReadStream(path), { text: 'Title', label: 'Decisions', labelOf });
}

/** Titles of Chinese news on companies: bad or good for them. */
export function readChineseTitles(path: string): AsyncGenerator<CorpusExample | BadRow> {
  const labelOf = named({ 0: 'negative', 1: 'positive' });
  return readTable(path, createReadStream(path), { text: '标题', label: '正负面', labelOf });
}
