/** Words by which languages are told apart: `test/golden/languagewords.ts` has them as they are written. */
import { PACKED_LISTS } from './languagelists.ts';
import { unpackText, unpackWords } from './packed.ts';

/** Languages in Latin letters that are told from English by their words; `others` are some words of some ten more. */
export const LATIN_LANGUAGES = ['de', 'fr', 'es', 'pt', 'it', 'nl', 'others'] as const;
export type LatinLanguage = (typeof LATIN_LANGUAGES)[number];

/** The lists in their order in the file: words that count half, and parts of words, are `weak` and `letters`. */
export const WORD_LISTS = [...LATIN_LANGUAGES, 'weak', 'letters'] as const;
export type WordList = (typeof WORD_LISTS)[number];

/**
 * English words that are in none of the others: what holds a text together, as the tokenizer splits it, and a few that judge. Not packed:
 * nearly every text needs them.
 */
const ENGLISH = `'ll 'm 're 've about after again all almost and another any anyone anything are awful bad because been before being best better
both but by can cannot could did does doing each either enough ever every everyone everything feel few for from get gets give
going gonna good got great guess has hate have having her here highly him his how if into it its just know less like lots love
loved made makes many maybe more most much my myself n't need never new nice not nothing now only other our out own people
please quite rather re really said same say she should since some someone something still such than thank thanks that the their
them then there these they thing things think this those though thought through time to too under until up us used very want way
were what when where which while who whole whose why with without worst would yes you your yours`;

/** Characters that Chinese texts are full of. */
export const CHINESE: readonly string[] = [...'的了是我不在有很这也就都好人要你他没说一'];

let packed: readonly string[] | undefined;

/** What English texts are told by. */
export function englishWords(): string[] {
  return ENGLISH.split(/\s+/);
}

/** The words of a list, sorted. */
export function wordsOf(list: WordList): string[] {
  packed ??= unpackText(PACKED_LISTS).split(';');
  return unpackWords(packed[WORD_LISTS.indexOf(list)]);
}
