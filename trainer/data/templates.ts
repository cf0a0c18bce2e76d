import { mixKey, uniform } from '../random.ts';
import lists from '../recipes/templates.json' with { type: 'json' };

/** Words that stand for one another, by the name of their slot. A word may hold slots of its own. */
export type Slots = Readonly<Record<string, readonly string[]>>;

/** Sentences with `{slots}`, and the labels that are right for all of them. */
export type Group = {
  name: string;
  labels: readonly string[];
  /** How many times as many of its sentences are wanted as of the others'; 1 where it is left out. */
  share?: number;
  frames: readonly string[];
};

/**
 * What sentences of a language are made of. A sentence keeps to one topic, so that its words go together; where there are
 * general words, three in four are made of those.
 */
export type Grammar = { slots: Slots; general?: Slots; topics: readonly Slots[]; groups: readonly Group[] };

export type Template = { text: string; label: string; language: string; group: string };

const SLOT = /\{(\w+)\}/g;
/** “a” before a vowel that is spoken as one. */
const ARTICLE = /\b(a) (?=[aeiou](?!se))/gi;
/** Draws a sentence may take; each slot takes one. */
const MAX_DRAWS = 64;
/** Draws in a row that gave nothing new before a group is taken to be used up. */
const MAX_REPEATS = 200;

/** Chooses one of `count` things, from 0. */
export type Choose = (count: number) => number;

/**
 * Replaces slots by words, slots within those words too.
 *
 * @throws RangeError when a slot has no words, or words hold one another without end.
 */
export function fill(frame: string, slots: Slots, choose: Choose): string {
  let text = frame;
  for (let draws = 0; text.search(SLOT) >= 0; draws++) {
    if (draws === MAX_DRAWS) throw new RangeError(`"${frame}" takes over ${MAX_DRAWS} words to fill`);
    text = text.replace(/\{(\w+)\}/, (_, name: string) => {
      const words = slots[name];
      if (words === undefined || words.length === 0) {
        throw new RangeError(`"${frame}" has the slot {${name}}, allowed ${Object.keys(slots).join(', ')}`);
      }
      return words[choose(words.length)];
    });
  }
  return text;
}

/** The slots that a frame names. */
export function slotsOf(frame: string): string[] {
  return [...frame.matchAll(SLOT)].map(([, name]) => name);
}

/** A frame without its words: two frames with one skeleton are the same sentence. */
export function skeleton(frame: string): string {
  return frame
    .replace(SLOT, '*')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}*']+/gu, ' ')
    .trim();
}

/**
 * Different sentences of a group, in an order that the key decides: `count`, or fewer where the lists give no more.
 *
 * @param key as `mixKey` gives it.
 */
export function* sentences(grammar: Grammar, group: Group, key: number, count: number): Generator<string> {
  const seen = new Set<string>();
  let draw = 0;
  const choose: Choose = (choices) => Math.floor(uniform(key, draw++) * choices);
  for (let repeats = 0; seen.size < count && repeats < MAX_REPEATS; repeats++) {
    const isGeneral = grammar.general !== undefined && choose(4) > 0;
    const topic = isGeneral ? grammar.general : grammar.topics[choose(grammar.topics.length)];
    const frame = group.frames[choose(group.frames.length)];
    const filled = fill(frame, { ...grammar.slots, ...topic }, choose).replace(ARTICLE, '$1n ');
    const text = capitalise(filled, choose(2) === 0);
    if (seen.has(text)) continue;
    seen.add(text);
    repeats = 0;
    yield text;
  }
}

/** People write both. */
function capitalise(text: string, upper: boolean): string {
  return upper ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** The lists that training uses, by language. Those of the behaviour suite share no sentence and no word with them. */
export const TEMPLATES: Readonly<Record<string, Grammar>> = lists;

/**
 * Sentences of our own writing for what corpora show too rarely: negated praise and blame, “but”, plain facts, questions.
 * The same count, times its share, as near as the lists allow, for each group of each language; equal seeds give equal rows.
 */
export function* templates(seed: number, perGroup: number): Generator<Template> {
  for (const [languageIndex, [language, grammar]] of Object.entries(TEMPLATES).entries()) {
    for (const [groupIndex, group] of grammar.groups.entries()) {
      const key = mixKey(seed, languageIndex, groupIndex);
      for (const text of sentences(grammar, group, key, perGroup * (group.share ?? 1))) {
        yield { text, label: group.labels[0], language, group: group.name };
      }
    }
  }
}
