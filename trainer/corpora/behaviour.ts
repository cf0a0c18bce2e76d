import { mixKey, uniform } from '../random.ts';
import type { Case } from './cases.ts';
import { fill, type Grammar, type Group, sentences } from './templates.ts';
import type { Choose } from './typos.ts';

/** Of a probe, the words of one slot must not matter: every choice of them gets one label, whichever it is. */
type Probe = { name: string; probe: string; frames: readonly string[] };

/** Lists of sentences with slots, by language, one property a group. */
export type Behaviour = Record<string, Omit<Grammar, 'groups'> & { groups: readonly (Group | Probe)[] }>;

const SEED = 1;
const CASES_A_GROUP = 120;
/** Stands in a text where the probed word goes. */
const GAP = '\u0000';

/** All cases of the lists, the same ones each time. @throws RangeError as `fill`. */
export function* casesOf(lists: Behaviour): Generator<Case> {
  for (const [language, grammar] of Object.entries(lists)) {
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
