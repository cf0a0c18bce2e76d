import type { Verdict } from './effects.ts';
import type { Measured } from './measured.ts';
import type { ArticleFit } from './record.ts';

/** A gradient vanishes where the first block's is under a hundredth of the last one's, and does not where it is over a tenth. */
export const VANISHED = 0.01;
export const HEALTHY = 0.1;
/** A gradient explodes where a block's is longer than this at the first step. Starts that train lie under 12 (decision 22). */
export const EXPLODED = 1000;

/** The gradients of an arm at a step, block by block from the texts on. */
export type GradientStep = { step: number; blocks: { block: number; norm: number }[] };

/** Of the seed that they were measured with; none where they were not. */
export function gradientSteps(measured: Measured, arm: string): GradientStep[] {
  const fit = measured.fits('sentences', arm).find(({ gradients = [] }) => gradients.length > 0);
  return (fit?.gradients ?? []).map(stepOf).filter(({ blocks }) => blocks.length > 0);
}

function stepOf({ step, norms }: NonNullable<ArticleFit['gradients']>[number]): GradientStep {
  const blocks = Object.entries(norms).flatMap(([layer, norm]) => {
    const [, block] = /^block\.(\d+)$/.exec(layer) ?? [];
    return block === undefined ? [] : [{ block: Number(block), norm }];
  });
  return { step, blocks: blocks.sort((a, b) => a.block - b.block) };
}

/** The first block's gradient by the last one's; undefined where the last one has none. */
export function ratioOf({ blocks }: GradientStep): number | undefined {
  const last = blocks[blocks.length - 1].norm;
  return last > 0 ? blocks[0].norm / last : undefined;
}

/** The longest of a step. */
export function longestOf({ blocks }: GradientStep): number {
  return Math.max(...blocks.map(({ norm }) => norm));
}

/** The step after the first at which the first block gets the least beside the last; undefined where none is told. */
export function worstLater(steps: readonly GradientStep[]): GradientStep | undefined {
  const told = steps.slice(1).filter((step) => ratioOf(step) !== undefined);
  return told.reduce<GradientStep | undefined>(
    (worst, step) => (worst === undefined || (ratioOf(step) ?? 0) < (ratioOf(worst) ?? 0) ? step : worst),
    undefined,
  );
}

/** Whether a ratio is that of a gradient that vanishes. */
export function vanishes(ratio: number): Verdict {
  if (ratio < VANISHED) return 'holds';
  return ratio > HEALTHY ? 'fails' : 'open';
}

/** Whether a length is that of a gradient that explodes. */
export function explodes(length: number): Verdict {
  return length > EXPLODED ? 'holds' : 'fails';
}
