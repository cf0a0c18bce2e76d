import { describe, expect, it } from 'vitest';
import { exportModel } from '../../../trainer/experiment/export.ts';
import { type RunRequest, runTraining } from '../../../trainer/parallel/run.ts';
import type { RunState } from '../../../trainer/parallel/state.ts';
import type { Fault } from '../../../trainer/parallel/worker.ts';
import { smallProblem } from '../network/problem.ts';

const TRAIN = { epochs: 3, averageEpochs: 2, optimizer: 'adamw', weightDecay: 0.01 } as const;
const problem = smallProblem({ norm: 'batch', ngramBuckets: 8 }, TRAIN);

async function modelOf(request: Partial<RunRequest>): Promise<Uint8Array> {
  return exportModel(problem, await runTraining({ ...problem, workers: 2, ...request }), {
    name: 'test',
    licence: 'MIT',
  });
}

const whole = modelOf({});

describe('runTraining()', () => {
  it.each<Fault>([
    { kind: 'throw', epoch: 1, step: 3, worker: 1 },
    { kind: 'exit', epoch: 0, step: 2, worker: 1 },
    { kind: 'memory', epoch: 1, step: 2, worker: 0 },
    { kind: 'hang', epoch: 2, step: 1, worker: 0 },
  ])('gives the same bytes after a fault: $kind in epoch $epoch', async (fault) => {
    const messages: string[] = [];
    const bytes = await modelOf({
      faults: [fault],
      stallMs: fault.kind === 'hang' ? 5000 : 60_000,
      onRecovery: (message) => messages.push(message),
    });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(`epoch ${fault.epoch + 1} begins again with new workers`);
    expect(Buffer.compare(bytes, await whole)).toBe(0);
  });

  it('goes on after the last checkpoint within the epoch when a worker fails', async () => {
    const messages: string[] = [];
    const states: RunState[] = [];
    const bytes = await modelOf({
      checkpointSteps: 3,
      faults: [{ kind: 'throw', epoch: 1, step: 5, worker: 1 }],
      onCheckpoint: async (state) => {
        states.push(state);
      },
      onRecovery: (message) => messages.push(message),
    });
    expect(messages).toEqual([
      'a worker failed: a fault was injected; epoch 2 goes on after step 3 with new workers',
    ]);
    const reached = states.map(({ epochs, partial }) => [epochs.length, partial?.step]);
    const epoch = (done: number) => [
      [done, 3],
      [done, 6],
      [done + 1, undefined],
    ];
    expect(reached).toEqual([...epoch(0), ...epoch(1), ...epoch(2)]);
    expect(Buffer.compare(bytes, await whole)).toBe(0);
    for (const state of states) expect(Buffer.compare(await modelOf({ state }), await whole)).toBe(0);
  });

  it('recovers three times and then gives in with the cause', async () => {
    const fault: Fault = { kind: 'throw', epoch: 0, step: 0, worker: 0 };
    const messages: string[] = [];
    const run = modelOf({
      faults: [fault, fault, fault, fault],
      onRecovery: (message) => messages.push(message),
    });
    await expect(run).rejects.toThrow(
      'epoch 1 was given up after 3 new starts: a worker failed: a fault was injected',
    );
    expect(messages).toHaveLength(3);
  });

  it('goes on from the state after any epoch, with another number of workers, to the same bytes', async () => {
    const states: RunState[] = [];
    await modelOf({
      onCheckpoint: async (state) => {
        states.push(state);
      },
    });
    expect(states.map(({ epochs }) => epochs.length)).toEqual([1, 2, 3]);
    for (const [index, state] of states.entries()) {
      const bytes = await modelOf({ state, workers: 3 - index });
      expect(Buffer.compare(bytes, await whole), `after epoch ${index + 1}`).toBe(0);
    }
  });

  it('ends when a checkpoint cannot be saved, without a new start', async () => {
    const run = modelOf({
      onCheckpoint: () => Promise.reject(new Error('the disk is full')),
      onRecovery: () => expect.unreachable(),
    });
    await expect(run).rejects.toThrow('the disk is full');
  });
});
