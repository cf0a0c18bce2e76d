import { choose } from '../../../../trainer/experiment/select/choice.ts';
import { candidatesOf, parseAxis } from '../../../../trainer/experiment/select/grid.ts';
import { type Selection, selectionOf } from '../../../../trainer/experiment/select/selection.ts';

/** Of a fold. */
export const TEXTS = 1000;

/** A selection of candidates that have these numbers of rows right in each fold; null where training diverged. */
export function selection(
  grid: string,
  right: readonly (readonly (number | null)[])[],
  more: Partial<Selection> = {},
): Selection {
  const candidates = candidatesOf([parseAxis(grid)], 'small', { network: {}, train: {} });
  const fits = right.map((own, candidate) =>
    own.map((each) => ({
      ...{ texts: TEXTS, right: each ?? 0, loss: each === null ? null : 0.5 },
      parameters: 1_234_567 + candidate,
    })),
  );
  const k = Math.max(...right.map(({ length }) => length));
  const drops = [...right.keys()]
    .filter((candidate) => right[candidate].length < k)
    .map((candidate) => ({ candidate, by: 0, folds: right[candidate].length, p: 0.01 }));
  const parts = {
    key: 'k',
    rows: 5 * TEXTS,
    seed: 1,
    warnings: [],
    command: 'c',
    model: null,
    nested: undefined,
  };
  return { ...selectionOf(choose(fits), { candidates, fits, drops, ...parts }), ...more };
}

/** 77.0 % on average. */
export const EVEN = [750, 760, 770, 780, 790];

/** Two candidates that do not differ. */
export function tinySelection(): Selection {
  return selection('blocks=0,2', [EVEN, [765, 755, 780, 770, 795]]);
}

/** Many candidates: one is clearly worse, one was dropped, one has diverged, and the choosing itself was measured. */
export function wideSelection(): Selection {
  const worse = EVEN.map((own, i) => own - 100 - i);
  const diverged = EVEN.map(() => null);
  const more = Array.from({ length: 20 }, (_, i) => EVEN.map((own, fold) => own - ((i * fold) % 7)));
  const values = Array.from({ length: 24 }, (_, i) => 0.0001 * (i + 1));
  const nested = {
    ...{ accuracy: 0.765, error: 0.012 },
    folds: EVEN.map((right) => ({ chosen: 'learningRate=0.0001', right, texts: TEXTS })),
  };
  return selection(`learning-rate=${values.join(',')}`, [EVEN, worse, diverged, [600, 610, 605], ...more], {
    nested,
    warnings: ['50 % of the rows are parts of longer ones: <b> & "so" --split-group'],
    model: 'model.safetensors',
  });
}
