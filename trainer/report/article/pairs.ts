import { type Effect, effectOf } from './effects.ts';
import type { Measured } from './measured.ts';
import type { Task } from './record.ts';

/** A network with residual connections beside the same without; the verdict is on "the one with them has more right". */
export type Pair = { task: Task; residual: string; plain: string; effect: Effect };

const TASKS: readonly Task[] = ['sentences', 'emotions', 'reviews', 'chinese'];
/** The article's network has names of its own. */
const EXAMPLE = ['dense-64', 'dense-64-plain'] as const;

/** Every pair that was measured. One that starts its branches next to zero stands beside the plain one, which has no other start. */
export function pairsOf(measured: Measured): Pair[] {
  return TASKS.flatMap((task) =>
    measured.arms(task).flatMap((residual) => {
      const plain = plainOf(residual);
      const effect =
        plain &&
        effectOf(measured, { task, arm: residual, than: plain, measure: 'accuracy', claims: 'more' });
      return plain && effect ? [{ task, residual, plain, effect }] : [];
    }),
  );
}

function plainOf(residual: string): string | undefined {
  if (residual === EXAMPLE[0]) return EXAMPLE[1];
  if (!residual.startsWith('residual-')) return undefined;
  return residual.replace(/^residual-/, 'plain-').replace(/-zero$/, '');
}
