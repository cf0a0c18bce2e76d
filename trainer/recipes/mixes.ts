import { SOURCES, type Source } from '../data/sources.ts';

/** A source's part in a mix: how much each of its texts counts, and how many are kept at most. */
export type Part = { source: Source; weight: number; cap?: number };

/** What a recipe trains on, by falling priority: of equal texts the first source has it. */
export type Mix = { about: string; parts: readonly Part[] };

/** Sources that add nothing to the others: SST-2 is the phrases of the trees with less to say. */
const ONLY_FOR_MEASURING = ['sst2-glue'];

/** Weights other than 1 and caps. */
const CHOICES: Readonly<Record<string, Partial<Omit<Part, 'source'>>>> = {
  // As many as the largest Chinese corpus, which has no neutral texts; ours are mostly that and negation.
  templates: { cap: 60_000 },
};

const parts = SOURCES.filter(({ name }) => !ONLY_FOR_MEASURING.includes(name)).map(
  (source): Part => ({ source, weight: 1, ...CHOICES[source.name] }),
);

/** The mixes by name. A source whose terms forbid commercial use is in `research` alone. */
export const MIXES: Readonly<Record<string, Mix>> = {
  default: {
    about: 'all sources whose terms do not forbid commercial use',
    parts: parts.filter(({ source }) => source.commercialUse !== 'no'),
  },
  strict: {
    about: 'sources whose licences allow commercial use',
    parts: parts.filter(({ source }) => source.commercialUse === 'yes'),
  },
  research: { about: 'all sources', parts },
};
