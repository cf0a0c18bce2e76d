import type { Classification } from '../model/classification.ts';
import type { AnswerOptions } from './options.ts';
import type { Answer, LabelScore } from './wire.ts';

export type { Answer, AnswerTo, LabelScore } from './wire.ts';

/**
 * An answer in the form that was asked for: for `huggingface` labels with their scores, the label that is answered first, then the
 * highest. Callers of that form take the first one as the answer.
 */
export function inFormat(answer: Classification, format: AnswerOptions['format']): Answer {
  if (format === undefined) return answer;
  const list = Object.entries(answer.scores).map(([label, score]) => ({ label, score }));
  const isAnswer = ({ label }: LabelScore) => Number(label === answer.label);
  return list.sort((a, b) => isAnswer(b) - isAnswer(a) || b.score - a.score);
}
