import { type Behaviour, casesOf } from '../../trainer/corpora/behaviour.ts';
import { type Case, runCases } from '../../trainer/corpora/cases.ts';
import lists from './behaviour.json' with { type: 'json' };

/**
 * Sentences that a model must get right for a reason: one property a group. They are of our own writing and share no
 * sentence and no word of a slot with the templates that training uses. `evaluate --suite` takes them too.
 */

export type Failures = {
  group: string;
  language: string;
  cases: number;
  failed: number;
  /** The first texts that failed, and what the model said of each. */
  examples: string[];
};

export const BEHAVIOUR = lists as Behaviour;

/** All cases, the same ones each time. */
export function behaviourCases(): Generator<Case> {
  return casesOf(BEHAVIOUR);
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
  const { groups } = runCases(cases, labels, (text) => ({ label: classify(text), scores: {} }));
  return groups.map(({ language = '', examples, ...group }) => ({
    ...group,
    language,
    examples: examples.map(({ text, answer }) => `${text} → ${answer}`),
  }));
}
