import type { Classification, Classifier } from '../model/classifier.ts';
import { type Failure, type Problem, problemOf, type Result } from './problem.ts';
import { readText } from './text.ts';

/** A classification, or why there is none of this text: `pointer` says of which (RFC 6901). */
type ItemAnswer = Classification | (Problem & { pointer: string });

/**
 * Answers texts that came together, each as if it were alone: one that is blank, too long or no string costs the others nothing.
 *
 * @param field of the body that they came in.
 * @returns an answer a text in their order, or a failure where they need more than one request may cost.
 */
export function classifyBatch(
  classifier: Classifier,
  values: readonly unknown[],
  field: string,
): Result<ItemAnswer[]> {
  const texts = values.map((value, i) => readText(value, `${field}[${i}]`));
  const sound = texts.flatMap((text) => (text.ok ? [text.value] : []));
  const answers = classifier.classifyAll(sound);
  if (!answers.ok) return { ok: false, failure: { kind: 'batch-too-costly', ...answers.excess } };
  const results = answers.results.values();
  const itemProblem = (failure: Failure, i: number) => ({
    ...problemOf(failure),
    pointer: `#/${field}/${i}`,
  });
  const value = texts.map((text, i): ItemAnswer => {
    if (!text.ok) return itemProblem(text.failure, i);
    return results.next().value ?? itemProblem({ kind: 'text-blank', field: `${field}[${i}]` }, i);
  });
  return { ok: true, value };
}
