import { fill, type Grammar, type Group, sentences } from '../../trainer/corpora/templates.ts';
import type { Choose } from '../../trainer/corpora/typos.ts';
import { mixKey, uniform } from '../../trainer/random.ts';
import lists from './behaviour.json' with { type: 'json' };

/**
 * Sentences that a model must get right for a reason: one property a group. They are of our own writing and share no
 * sentence and no word of a slot with the templates that training uses.
 */

/** Of a probe, the words of one slot must not matter: every choice of them gets one label, whichever it is. */
type Probe = { name: string; probe: string; frames: readonly string[] };
type Suite = Record<string, Omit<Grammar, 'groups'> & { groups: readonly (Group | Probe)[] }>;

/** One case fails or passes whole. Without `labels`, any label will do that is the same for all texts. */
export type Case = { group: string; language: string; texts: string[]; labels?: readonly string[] };

export type Failures = {
  group: string;
  language: string;
  cases: number;
  failed: number;
  /** The first texts that failed, and what the model said of each. */
  examples: string[];
};

export const BEHAVIOUR = lists as Suite;

const SEED = 1;
const CASES_A_GROUP = 120;
const EXAMPLES = 3;
/** Stands in a text where the probed word goes. */
const GAP = '\u0000';

/** All cases, the same ones each time. */
export function* behaviourCases(): Generator<Case> {
  for (const [language, grammar] of Object.entries(BEHAVIOUR)) {
    for (const [index, group] of grammar.groups.entries()) {
      const key = mixKey(SEED, index);
      if ('probe' in group) yield* probes(language, grammar, group, key);
      else {
        for (const text of sentences({ ...grammar, groups: [] }, group, key, CASES_A_GROUP)) {
          yield { group: group.name, language, texts: [text], labels: group.labels };
        }
      }
    }
  }
}

function* probes(
  language: string,
  grammar: Omit<Grammar, 'groups'>,
  { name, probe, frames }: Probe,
  key: number,
): Generator<Case> {
  let draw = 0;
  const choose: Choose = (choices) => Math.floor(uniform(key, draw++) * choices);
  const slots = { ...grammar.slots, [probe]: [GAP] };
  const filled = new Set<string>();
  for (let round = 0; round < CASES_A_GROUP; round++) {
    filled.add(fill(frames[round % frames.length], slots, choose));
  }
  for (const text of filled) {
    yield { group: name, language, texts: grammar.slots[probe].map((word) => text.replaceAll(GAP, word)) };
  }
}

/**
 * Runs the cases.
 *
 * @param labels that the model can answer; cases that ask for others alone are left out.
 */
export function runBehaviour(
  cases: Iterable<Case>,
  labels: readonly string[],
  classify: (text: string) => string,
): Failures[] {
  const groups = new Map<string, Failures>();
  for (const { group, language, texts, labels: allowed } of cases) {
    if (allowed !== undefined && !allowed.some((label) => labels.includes(label))) continue;
    const key = `${group} ${language}`;
    const found = groups.get(key) ?? { group, language, cases: 0, failed: 0, examples: [] };
    groups.set(key, found);
    found.cases++;
    const answers = texts.map(classify);
    const stray = answers.findIndex((answer) => !(allowed ?? [answers[0]]).includes(answer));
    if (stray < 0) continue;
    found.failed++;
    if (found.examples.length < EXAMPLES) found.examples.push(`${texts[stray]} → ${answers[stray]}`);
  }
  return [...groups.values()];
}
