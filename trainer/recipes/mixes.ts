import type { MixSource } from '../data/mix.ts';
import { SOURCES, type Source } from '../data/sources.ts';

/** A source's part in a mix: how much each of its texts counts, how far rare labels are made up for, how many are kept at most. */
export type Part = { source: Source } & Pick<MixSource, 'weight' | 'balance' | 'cap'>;

/** What a recipe trains on, by falling priority: of equal texts the first source has it. */
export type Mix = { about: string; parts: readonly Part[] };

/** Sources that add nothing to the others: SST-2 is the phrases of the trees with less to say. */
const ONLY_FOR_MEASURING = ['sst2-glue'];

/** What differs from source to source. */
const CHOICES: Readonly<Record<string, Partial<Omit<Part, 'source'>>>> = {
  // A sentence is what people ask about, and there are eight times as many phrases; one in five is neutral.
  'sst-sentences': { weight: 2, balance: 0.5 },
  // One tweet in six is negative: a model that learns from them as they are misses most of those.
  semeval2017: { balance: 0.75 },
  // Too many for a model to learn our frames by heart, and few beside the corpora that show another side of each rule.
  templates: { cap: 105_000 },
};

/** What differs in the mixes of a last stage: it sets right what the many phrases, reviews and neutral tweets have made of the few. */
const TUNING_CHOICES: typeof CHOICES = {
  ...CHOICES,
  'sst-sentences': { weight: 4, balance: 1 },
  semeval2017: { weight: 1.5, balance: 1 },
};

/** All sources that a recipe may use, weighed by these choices. */
function partsBy(choices: typeof CHOICES, isAllowed: (source: Source) => boolean): Part[] {
  return SOURCES.filter((source) => !ONLY_FOR_MEASURING.includes(source.name) && isAllowed(source)).map(
    (source) => ({ source, weight: 1, balance: 0, ...choices[source.name] }),
  );
}

const ALLOWED: Readonly<Record<string, { about: string; isAllowed: (source: Source) => boolean }>> = {
  default: {
    about: 'all sources whose terms do not forbid commercial use',
    isAllowed: ({ commercialUse }) => commercialUse !== 'no',
  },
  strict: {
    about: 'sources whose licences allow commercial use',
    isAllowed: ({ commercialUse }) => commercialUse === 'yes',
  },
  research: { about: 'all sources', isAllowed: () => true },
};

/**
 * The mixes by name; each has one for a last stage, of the same texts. A source whose terms forbid commercial use is in
 * those of `research` alone.
 */
export const MIXES: Readonly<Record<string, Mix>> = Object.fromEntries(
  Object.entries(ALLOWED).flatMap(([name, { about, isAllowed }]) => [
    [name, { about, parts: partsBy(CHOICES, isAllowed) }],
    [
      `${name}-tuning`,
      { about: `${about}, weighed for the last stage`, parts: partsBy(TUNING_CHOICES, isAllowed) },
    ],
  ]),
);
