import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Latest } from '../../../src/page/browser/latest.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** One whose answers come when the test says so. */
function start() {
  const asked: string[] = [];
  const shown: string[] = [];
  const answers: PromiseWithResolvers<string>[] = [];
  const ask = (question: string) => {
    asked.push(question);
    const answer = Promise.withResolvers<string>();
    answers.push(answer);
    return answer.promise;
  };
  const latest = new Latest<string, string>({ delay: 200, ask, show: (answer) => shown.push(answer) });
  const answer = async (text: string) => {
    answers.shift()?.resolve(text);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { latest, asked, shown, answer };
}

const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('Latest', () => {
  it('asks once, 200 ms after the last change', async () => {
    const { latest, asked } = start();
    for (const text of ['g', 'go', 'good']) {
      latest.change(text);
      await wait(199);
    }
    expect(asked).toEqual([]);
    await wait(1);
    expect(asked).toEqual(['good']);
  });

  it('has one request in flight, and sends the newest question after it', async () => {
    const { latest, asked, shown, answer } = start();
    for (const text of ['a', 'b', 'c']) {
      latest.change(text);
      await wait(1000);
    }
    expect(asked).toEqual(['a']);
    await answer('of a');
    expect([asked, shown]).toEqual([['a', 'c'], []]);
    await answer('of c');
    expect(shown).toEqual(['of c']);
  });

  it('shows no answer to a question that has changed since, though nothing newer was sent yet', async () => {
    const { latest, asked, shown, answer } = start();
    latest.change('a');
    await wait(200);
    latest.change('b');
    await answer('of a');
    expect([asked, shown]).toEqual([['a'], []]);
    await wait(200);
    await answer('of b');
    expect([asked, shown]).toEqual([['a', 'b'], ['of b']]);
  });

  it('neither asks nor shows after drop()', async () => {
    const { latest, asked, shown, answer } = start();
    latest.change('a');
    await wait(200);
    latest.change('b');
    await wait(200);
    latest.drop();
    await answer('of a');
    await wait(1000);
    expect([asked, shown]).toEqual([['a'], []]);
  });
});
