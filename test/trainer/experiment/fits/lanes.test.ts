import { afterAll, describe, expect, it } from 'vitest';
import { Lanes } from '../../../../trainer/experiment/fits/lanes.ts';

const lanes = new Lanes(2, 3, new AbortController().signal);
afterAll(() => lanes.close());

describe('Lanes.run()', () => {
  it('begins with the most work, and gives the values in the order of the tasks', async () => {
    const begun: number[] = [];
    const tasks = [3, 9, 1, 7].map((work) => ({
      work,
      run: async ({ workers }: { workers: number }) => {
        begun.push(work);
        return work * workers;
      },
    }));
    expect(await lanes.run(tasks)).toEqual([3, 9, 1, 7]);
    expect(begun).toEqual([9, 7, 3, 1]);
  });

  it('stops the others when one fails, begins no more, and throws what it threw', async () => {
    const { promise: stopped, resolve } = Promise.withResolvers<void>();
    const begun: number[] = [];
    const failing = { work: 3, run: () => Promise.reject(new Error('the first')) };
    const stoppable = {
      work: 2,
      run: ({ signal }: { signal: AbortSignal }) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve());
        return stopped.then(() => {
          throw new Error('the second');
        });
      },
    };
    const late = { work: 1, run: async () => void begun.push(1) };
    await expect(lanes.run<unknown>([failing, stoppable, late])).rejects.toThrow('the first');
    expect(begun).toEqual([]);
  });
});
