import { mixKey, uniform } from '../random.ts';
import type { Case } from './cases.ts';
import { fill, type Grammar, type Group, sentences } from './templates.ts';
import { type Choose, misspell } from './typos.ts';

/** What all probes have. Of `more` and `less` the first text of a case is what the others are held to, as in `Case`. */
type Common = Pick<Group, 'name' | 'frames' | 'share'> & Pick<Case, 'more' | 'less' | 'tolerance'>;

/** The words of one slot must not matter: every choice of them gets one label, whichever it is. */
type WordProbe = Common & { probe: string };

/** A way to write a sentence must not matter. */
type WritingProbe = Common & { change: keyof typeof CHANGES };

/** Lists of sentences with slots, by language, one property a group. */
export type Behaviour = Record<
  string,
  Omit<Grammar, 'groups'> & { groups: readonly (Group | WordProbe | WritingProbe)[] }
>;

const SEED = 1;
/** Of a group whose share is 1. */
const CASES_A_GROUP = 120;
/** Stands in a text where the probed word goes. */
const GAP = '\u0000';

/** Other ways to write a text. */
export const CHANGES = {
  /** A slip in one long word, another, and two. */
  typos: (text: string, choose: Choose): string[] => {
    return [misspell(text, choose), misspell(text, choose), misspell(misspell(text, choose), choose)];
  },
  case: (text: string): string[] => [text.toLowerCase(), text.toUpperCase()],
};

/** All cases of the lists, the same ones each time. @throws RangeError as `fill`. */
export function* casesOf(lists: Behaviour): Generator<Case> {
  for (const [language, grammar] of Object.entries(lists)) {
    for (const [index, group] of grammar.groups.entries()) {
      const key = mixKey(SEED, index);
      const count = Math.round(CASES_A_GROUP * (group.share ?? 1));
      if ('probe' in group || 'change' in group) yield* probes(language, grammar, group, key, count);
      else {
        for (const text of sentences({ ...grammar, groups: [] }, group, key, count)) {
          yield { group: group.name, language, texts: [text], labels: group.labels };
        }
      }
    }
  }
}

function* probes(
  language: string,
  grammar: Omit<Grammar, 'groups'>,
  probe: WordProbe | WritingProbe,
  key: number,
  count: number,
): Generator<Case> {
  let draw = 0;
  const choose: Choose = (choices) => Math.floor(uniform(key, draw++) * choices);
  const slots = 'probe' in probe ? { ...grammar.slots, [probe.probe]: [GAP] } : grammar.slots;
  const filled = new Set<string>();
  for (let round = 0; round < count; round++) {
    filled.add(fill(probe.frames[round % probe.frames.length], slots, choose));
  }
  const demand = demandOf(probe);
  for (const text of filled) {
    const texts =
      'probe' in probe ? withWords(text, grammar.slots[probe.probe]) : rewritten(text, probe, choose);
    // A text that cannot be written in another way asks for nothing.
    if (texts.length > 1) yield { group: probe.name, language, texts, ...demand };
  }
}

function withWords(text: string, words: readonly string[]): string[] {
  return words.map((word) => text.replaceAll(GAP, word));
}

function rewritten(text: string, { change }: WritingProbe, choose: Choose): string[] {
  return [...new Set([text, ...CHANGES[change](text, choose)])];
}

function demandOf({ more, less, tolerance }: Common): Pick<Case, 'more' | 'less' | 'tolerance'> {
  const given = Object.entries({ more, less, tolerance }).filter(([, demand]) => demand !== undefined);
  return Object.fromEntries(given);
}
