import type { Comparison } from './effects.ts';
import type { Measure } from './measured.ts';
import type { Task } from './record.ts';

/** The parts of the page that answer a question each, in their order. */
export const SECTIONS = [
  ...(['block', 'depth', 'gradients', 'example', 'loss', 'optimizer', 'shallow', 'alternatives'] as const),
  ...(['blocks', 'efficiency', 'tasks'] as const),
] as const;
export type SectionId = (typeof SECTIONS)[number];

type Compared<Id extends string> = { id: Id; section: SectionId } & Comparison;

/** A claim that `arm` has more right than `than`, on sentences. */
function better<const Id extends string>(
  section: SectionId,
  id: Id,
  arm: string,
  than: string,
): Compared<Id> {
  return betterOn('sentences', section, id, arm, than);
}

function betterOn<const Id extends string>(
  task: Task,
  section: SectionId,
  id: Id,
  arm: string,
  than: string,
): Compared<Id> {
  const measure: Measure = 'accuracy';
  return { id, section, task, arm, than, measure, claims: 'more' };
}

/** A claim about the training loss, on sentences. */
function loss<const Id extends string>(
  id: Id,
  arm: string,
  claims: 'more' | 'less',
  than: string,
): Compared<Id> {
  return { id, section: 'depth', task: 'sentences', arm, than, measure: 'loss', claims };
}

/** What the article claims of two networks, with the arms that decide it. */
export const COMPARED = [
  better('block', 'after-deep', 'after-32', 'residual-32'),
  better('block', 'after-skip', 'after-2', 'plain-2'),
  loss('deep-loss', 'residual-32', 'less', 'plain-32'),
  better('depth', 'deep-accuracy', 'residual-32', 'plain-32'),
  better('depth', 'deep-layer', 'residual-32-layer', 'plain-32-layer'),
  better('depth', 'deep-batch', 'residual-32-batch', 'plain-32-batch'),
  loss('zero-loss', 'residual-32-zero', 'less', 'plain-32'),
  loss('plain-deeper', 'plain-32', 'more', 'plain-2'),
  better('depth', 'residual-deeper', 'residual-32', 'residual-2'),
  better('depth', 'zero-start', 'residual-32-zero', 'residual-32'),
  better('depth', 'zero-deeper', 'residual-32-zero', 'residual-2'),
  better('example', 'example-skip', 'dense-64', 'dense-64-plain'),
  better('loss', 'crossentropy', 'residual-2', 'residual-2-mse'),
  better('loss', 'example-crossentropy', 'dense-64-crossentropy', 'dense-64'),
  better('optimizer', 'adam', 'residual-2-adam', 'residual-2-sgd'),
  better('optimizer', 'momentum', 'residual-2-momentum', 'residual-2-sgd'),
  better('optimizer', 'adamw', 'residual-2-adamw', 'residual-2-adam'),
  better('shallow', 'one-block', 'residual-1', 'residual-0'),
  better('shallow', 'shallow-skip', 'residual-2', 'plain-2'),
  better('shallow', 'wide', 'residual-1-wide', 'residual-8'),
  better('alternatives', 'batch', 'plain-8-batch', 'plain-8'),
  better('alternatives', 'layer', 'plain-8-layer', 'plain-8'),
  better('alternatives', 'dropout', 'plain-8-dropout', 'plain-8'),
  better('alternatives', 'skip', 'residual-8', 'plain-8'),
  better('alternatives', 'skip-batch', 'residual-8-batch', 'plain-8-batch'),
  better('alternatives', 'skip-layer', 'residual-8-layer', 'plain-8-layer'),
  betterOn('emotions', 'tasks', 'emotions-2', 'residual-2', 'plain-2'),
  betterOn('emotions', 'tasks', 'emotions-8', 'residual-8', 'plain-8'),
  betterOn('reviews', 'tasks', 'reviews-2', 'residual-2', 'plain-2'),
  betterOn('reviews', 'tasks', 'reviews-8', 'residual-8', 'plain-8'),
  betterOn('chinese', 'tasks', 'chinese-2', 'residual-2', 'plain-2'),
  betterOn('chinese', 'tasks', 'chinese-8', 'residual-8', 'plain-8'),
] as const;

/** What the article claims of gradients: at the first step, or at the later one where it shows the most. */
export const GRADIENTS = [
  { id: 'vanish-start', arm: 'plain-32', asks: 'vanishes', when: 'start' },
  { id: 'vanish-later', arm: 'plain-32', asks: 'vanishes', when: 'later' },
  { id: 'vanish-layer', arm: 'plain-32-layer', asks: 'vanishes', when: 'later' },
  { id: 'vanish-batch', arm: 'plain-32-batch', asks: 'vanishes', when: 'start' },
  { id: 'explode', arm: 'residual-32', asks: 'explodes', when: 'start' },
] as const;

/** What it claims of the ratio of two times. */
export const SPEEDS = [
  { id: 'workers', what: 'workers' },
  { id: 'tfjs', what: 'tfjs' },
  { id: 'sparse', what: 'sparse' },
] as const;

export type ClaimId =
  | (typeof COMPARED)[number]['id']
  | (typeof GRADIENTS)[number]['id']
  | (typeof SPEEDS)[number]['id']
  | 'selection';
