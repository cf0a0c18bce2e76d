import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { Piscina } from 'piscina';
import { ModelFaultError } from '../../src/model/reader.ts';
import { UserError } from '../errors.ts';
import { compiledModule } from '../files/compiled.ts';
import { type AnswerOptions, type AnswerTask, answerPart } from '../scoring/answers.ts';
import { rowClassifierOf, type VerifiedModel } from '../scoring/load.ts';
import type { AnsweredBytes, AnswerFault, AnswerWorkerData } from './answerworker.ts';

/** Answers to a part of a file, and to how many rows: with an answer, and with why there is none. */
export type AnsweredPart = { answers: string | Uint8Array; texts: number; bad: number };

/** It has the ending of this file: `.ts`, in the package `.js`. */
const WORKER = new URL(`answerworker${extname(import.meta.url)}`, import.meta.url).href;
/** JavaScript objects of one thread, which are few: the answers to a part are some megabytes. */
const MAX_HEAP_MB = 512;
/** Parts in flight for each thread: one that is answered, and one that waits for it. */
const PARTS_A_WORKER = 2;

/**
 * Answers the parts of a file in their order, the same for any number of workers. As many parts are read ahead as workers have
 * use for, and no part waits for one that has not come.
 *
 * @param workers threads; with one the answers are given in this thread.
 * @throws ModelFaultError as `answerPart` does.
 * @throws UserError when a thread ends, as where memory runs out.
 */
export async function* answerParts(
  model: VerifiedModel,
  tasks: AsyncIterable<AnswerTask | AnswerFault>,
  options: AnswerOptions,
  workers: number,
): AsyncGenerator<AnsweredPart> {
  if (workers > 1) return yield* answerInThreads(model, tasks, options, workers);
  const classifier = rowClassifierOf(model);
  for await (const task of tasks) {
    const { text, ...counts } = answerPart(classifier, task as AnswerTask, options);
    yield { answers: text, ...counts };
  }
}

async function* answerInThreads(
  model: VerifiedModel,
  tasks: AsyncIterable<AnswerTask | AnswerFault>,
  options: AnswerOptions,
  workers: number,
): AsyncGenerator<AnsweredPart> {
  // Said here: an error that crosses threads loses its class.
  compiledModule('edge-kernel');
  const data: AnswerWorkerData = { model: shared(model), options };
  const pool = new Piscina({
    filename: WORKER,
    minThreads: workers,
    maxThreads: workers,
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  // A thread that dies between two tasks is told of by the next task; unheard, it would end the process.
  pool.on('error', () => {});
  const run = (task: AnswerTask | AnswerFault) =>
    // Piscina's type for what is handed over knows an older Node.
    pool
      .run(task, { transferList: (task.kind === 'lines' ? [task.bytes.buffer] : []) as never })
      .catch(explain);
  const answered = Readable.from(tasks).map(run, { concurrency: PARTS_A_WORKER * workers });
  try {
    for await (const part of answered as AsyncIterable<AnsweredBytes>) {
      if (part.kind === 'model-fault') throw new ModelFaultError(part.message);
      const { bytes, texts, bad } = part;
      yield { answers: bytes, texts, bad };
    }
  } finally {
    await pool.destroy();
  }
}

/** @throws UserError where a thread has ended; any other error as it is. */
function explain(error: unknown): never {
  const isEnd = error instanceof Error && /^worker exited/.test(error.message);
  if (!isEnd) throw error;
  throw new UserError('a thread that answers has ended: run it again, with --workers 1 if that goes on');
}

/** The model with bytes that threads share. */
function shared({ bytes, costs }: VerifiedModel): VerifiedModel {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return { bytes: copy, costs };
}
