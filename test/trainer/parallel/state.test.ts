import { describe, expect, it } from 'vitest';
import { endOf, lastProgress, type RunState } from '../../../trainer/parallel/state.ts';

/** The state after epochs with these figures on the dev texts. */
function stateAfter(...figures: [devLoss: number, devAccuracy: number][]): RunState {
  const epochs = figures.map(([devLoss, devAccuracy], i) => ({
    ...{ epoch: i + 1, loss: 0, accuracy: 0 },
    ...{ devLoss, devAccuracy },
  }));
  const best = { report: epochs[0], weights: undefined, devLogits: undefined };
  return { epochs, recent: [], moments: {}, best, partial: undefined } as unknown as RunState;
}

describe('endOf()', () => {
  it.each([
    ['goes on while the dev loss falls', stateAfter([0.5, 0.8], [0.4, 0.8], [0.3, 0.8]), undefined],
    ['goes on while the accuracy rises', stateAfter([0.5, 0.8], [0.6, 0.81], [0.7, 0.82]), undefined],
    ['ends where neither got better', stateAfter([0.5, 0.8], [0.5, 0.8], [0.6, 0.7]), 'early'],
    ['ends after the last epoch', stateAfter([0.5, 0.8], [0.4, 0.8], [0.3, 0.8], [0.2, 0.8]), 'finished'],
  ])('%s', (_, state, end) => {
    expect(endOf({ epochs: 4, patience: 2 }, state)).toBe(end);
  });

  it('never ends early where patience is 0', () => {
    expect(endOf({ epochs: 4, patience: 0 }, stateAfter([0.5, 0.8], [0.6, 0.7], [0.6, 0.7]))).toBeUndefined();
  });
});

it('lastProgress() is 0 before the first epoch, and counts a loss that is no number as none', () => {
  expect(lastProgress([])).toBe(0);
  expect(lastProgress(stateAfter([0.5, 0.8], [Number.NaN, 0.8], [0.6, 0.8]).epochs)).toBe(1);
});
