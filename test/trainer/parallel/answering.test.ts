import { describe, expect, it } from 'vitest';
import { loadClassifier } from '../../../src/model/classifier.ts';
import { answerParts } from '../../../trainer/parallel/answering.ts';
import type { AnswerFault } from '../../../trainer/parallel/answerworker.ts';
import { lineParts } from '../../../trainer/read/lineparts.ts';
import type { AnswerTask } from '../../../trainer/scoring/answers.ts';
import { overflowingModel, tinyModel } from '../../contract/model.ts';

const MODEL = { bytes: tinyModel(), costs: undefined };
const OPTIONS = { withText: false };
const encoder = new TextEncoder();

async function* piecesOf(text: string): AsyncGenerator<Uint8Array> {
  yield encoder.encode(text);
}

async function* tasksOf(text: string, partBytes: number): AsyncGenerator<AnswerTask> {
  for await (const part of lineParts(piecesOf(text), partBytes))
    yield { kind: 'lines', format: 'text', ...part };
}

async function answersOf(
  workers: number,
  tasks: AsyncIterable<AnswerTask | AnswerFault>,
  model = MODEL,
): Promise<string> {
  let all = '';
  for await (const { answers } of answerParts(model, tasks, OPTIONS, workers)) all += Buffer.from(answers);
  return all;
}

describe('answerParts()', () => {
  it('gives equal bytes for any number of threads and for parts of any size', async () => {
    const text = Array.from({ length: 500 }, (_, row) => (row % 7 === 0 ? ' ' : `good ${row}`)).join('\n');
    const one = await answersOf(1, tasksOf(text, 1_000_000));
    expect(one.split('\n')).toHaveLength(501);
    expect(one).toContain('"offset":');
    for (const [workers, partBytes] of [
      [1, 1],
      [2, 100],
      [3, 64],
    ]) {
      expect(await answersOf(workers, tasksOf(text, partBytes))).toBe(one);
    }
  });

  it('answers what has come while more is waited for', async () => {
    const waiting = Promise.withResolvers<void>();
    async function* tasks(): AsyncGenerator<AnswerTask> {
      yield* tasksOf('good\n', 100);
      await waiting.promise;
    }
    const parts = answerParts(MODEL, tasks(), OPTIONS, 2);
    const { value } = await parts.next();
    expect(Buffer.from(value!.answers).toString()).toMatch(/^\{"label":"positive"/);
    waiting.resolve();
    expect((await parts.next()).done).toBe(true);
  });

  it('reads no further ahead than threads have use for', async () => {
    let read = 0;
    async function* tasks(): AsyncGenerator<AnswerTask> {
      for await (const task of tasksOf('good\n'.repeat(1000), 1)) {
        read++;
        yield task;
      }
    }
    const parts = answerParts(MODEL, tasks(), OPTIONS, 2);
    await parts.next();
    expect(read).toBeLessThan(50);
    await parts.return(undefined);
  });

  it('says in a sentence that a thread has ended', async () => {
    async function* tasks(): AsyncGenerator<AnswerTask | AnswerFault> {
      yield* tasksOf('good\n', 100);
      yield { kind: 'exit' };
    }
    await expect(answersOf(2, tasks())).rejects.toThrow(
      'a thread that answers has ended: run it again, with --workers 1 if that goes on',
    );
  });

  it.each([1, 2])('says with %d threads of a table that the weights overflow', async (workers) => {
    async function* tasks(): AsyncGenerator<AnswerTask> {
      yield { kind: 'rows', rows: [{ line: 1, text: 'good' }], named: 'line', isFirst: true };
    }
    const model = { bytes: overflowingModel(), costs: undefined };
    const answering = answersOf(workers, tasks(), model);
    await expect(answering).rejects.toMatchObject({ name: 'ModelFaultError' });
    expect(() => loadClassifier(model.bytes).classify('good')).toThrow();
  });
});
