import { mixKey, uniform } from '../random.ts';
import kindsEn from './kinds.en.json' with { type: 'json' };
import kindsZh from './kinds.zh.json' with { type: 'json' };
import lateEn from './news-and-service.en.json' with { type: 'json' };
import lateZh from './news-and-service.zh.json' with { type: 'json' };
import en from './templates.en.json' with { type: 'json' };
import zh from './templates.zh.json' with { type: 'json' };
import { type Choose, roughen } from './typos.ts';

/** Words that stand for one another, by the name of their slot. A word may hold slots of its own. */
export type Slots = Readonly<Record<string, readonly string[]>>;

/** Sentences with `{slots}`, and the labels that are right for all of them. */
export type Group = {
  name: string;
  labels: readonly string[];
  frames: readonly string[];
  /** How many rows it gets, as a multiple of those asked for; 1 without. */
  share?: number;
  /** Half of its sentences come with typos and the like. */
  rough?: boolean;
};

/** What sentences of a language are made of. A sentence keeps to one topic, so that its words go together. */
export type Grammar = { slots: Slots; topics: readonly Slots[]; groups: readonly Group[] };

type Template = { text: string; label: string; language: string; group: string };

const SLOT = /\{(\w+)\}/g;
/** “a” before a vowel that is spoken as one: not before “useful”, “unique”, “one” or “European”. */
const ARTICLE = /\b(a) (?=(?!us[aeiu]|uni(?![mn])|one|eu)[aeiou]|hour|honest)/gi;
/** Draws a sentence may take; each slot takes one. */
const MAX_DRAWS = 64;
/** Draws in a row that gave nothing new before a group is taken to be used up. */
const MAX_REPEATS = 200;

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
    const topic = grammar.topics[choose(grammar.topics.length)];
    const frame = group.frames[choose(group.frames.length)];
    const filled = fill(frame, { ...grammar.slots, ...topic }, choose).replace(ARTICLE, '$1n ');
    const written = group.rough ? roughen(filled, choose) : filled;
    const text = capitalise(written, choose(2) === 0);
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

/** What parts the words in a line of a list. */
const BETWEEN_WORDS = ' | ';

function splitWords(slots: Slots): Slots {
  return Object.fromEntries(
    Object.entries(slots).map(([name, lines]) => [name, lines.flatMap((line) => line.split(BETWEEN_WORDS))]),
  );
}

function grammarOf({ slots, topics, groups }: Grammar): Grammar {
  return { slots: splitWords(slots), topics: topics.map(splitWords), groups };
}

/** Grammars by language. */
export type Grammars = Readonly<Record<string, Grammar>>;

/**
 * What corpora show too rarely: negated praise and blame, “but”, plain facts, questions. The lists of the behaviour suite share no
 * sentence and no word with these and those of `NEWS_AND_SERVICE`.
 */
export const TEMPLATES: Grammars = { en: grammarOf(en), zh: grammarOf(zh as Grammar) };

/**
 * Kinds of text that the default model misread and that take data to learn, each with its opposite: complaints as questions,
 * hopes, trouble that ended, judgement by denial, non-answers, names with charged words, acts that judge, negation at a
 * distance, then and now, ratings and signs, people of every kind. Slots of `TEMPLATES` are theirs too.
 */
export const KINDS: Grammars = {
  en: withSlots(grammarOf(kindsEn), TEMPLATES.en.slots),
  zh: withSlots(grammarOf(kindsZh as Grammar), TEMPLATES.zh.slots),
};

/** Lists of `TEMPLATES` that `NEWS_AND_SERVICE` uses as well, where a language has them. */
const COMMON = 'name surname given sound place job age org acted day when time number unit'.split(' ');

/** News, whose judgement lies in what happens and not in how it is told, and what people write to companies. */
export const NEWS_AND_SERVICE: Grammars = {
  en: withCommon(grammarOf(lateEn), TEMPLATES.en),
  zh: withCommon(grammarOf(lateZh), TEMPLATES.zh),
};

function withCommon(grammar: Grammar, { slots }: Grammar): Grammar {
  const common = Object.entries(slots).filter(([name]) => COMMON.includes(name));
  return withSlots(grammar, Object.fromEntries(common));
}

/** A grammar with another's slots besides; where both have one it keeps its own. */
function withSlots(grammar: Grammar, slots: Slots): Grammar {
  return { ...grammar, slots: { ...slots, ...grammar.slots } };
}

/**
 * Sentences of our own writing. Each group of each language gets its share, as near as the lists allow; equal seeds give
 * equal rows.
 *
 * @param perGroup rows of a group whose share is 1.
 */
export function* templates(grammars: Grammars, seed: number, perGroup: number): Generator<Template> {
  for (const [languageIndex, [language, grammar]] of Object.entries(grammars).entries()) {
    for (const [groupIndex, group] of grammar.groups.entries()) {
      const key = mixKey(seed, languageIndex, groupIndex);
      for (const text of sentences(grammar, group, key, Math.round(perGroup * (group.share ?? 1)))) {
        yield { text, label: group.labels[0], language, group: group.name };
      }
    }
  }
}
