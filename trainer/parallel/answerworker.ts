import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import type { Classifier } from '../../src/model/classifier.ts';
import { ModelFaultError } from '../../src/model/reader.ts';
import { type AnswerOptions, type AnswerTask, answerPart } from '../scoring/answers.ts';
import { rowClassifierOf, type VerifiedModel } from '../scoring/load.ts';

/** What every thread of the pool is started with. The model's bytes are shared. */
export type AnswerWorkerData = { model: VerifiedModel; options: AnswerOptions };

/** For tests alone: a task that ends its thread. The command line never gives it. */
export type AnswerFault = { kind: 'exit' };

/** Answers as bytes, or that the model's arithmetic overflows: an error that crosses threads loses its class. */
export type AnsweredBytes =
  | { kind: 'answers'; bytes: Uint8Array; texts: number; bad: number }
  | { kind: 'model-fault'; message: string };

const { model, options } = workerData as AnswerWorkerData;
const encoder = new TextEncoder();
let classifier: Classifier | undefined;

/** The task of the pool. */
export default function answer(task: AnswerTask | AnswerFault): AnsweredBytes {
  if (task.kind === 'exit') process.exit(1);
  try {
    classifier ??= rowClassifierOf(model);
    const { text, texts, bad } = answerPart(classifier, task, options);
    return moved({ kind: 'answers', bytes: encoder.encode(text), texts, bad });
  } catch (error) {
    if (!(error instanceof ModelFaultError)) throw error;
    return { kind: 'model-fault', message: error.message };
  }
}

/** Hands the bytes over instead of copying them: answers are several times as long as their texts. */
function moved(answered: AnsweredBytes & { kind: 'answers' }): AnsweredBytes {
  return move({ [transferableSymbol]: answered.bytes.buffer, [valueSymbol]: answered }) as never;
}
