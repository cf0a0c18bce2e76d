import type { Classification } from '../model/classification.ts';
import type { AnswerOptions } from './options.ts';
import type { Answer } from './wire.ts';

export type { Answer, AnswerTo, LabelScore } from './wire.ts';

/** An answer in the form that was asked for: for `huggingface` labels with their scores, the highest first. */
export function inFormat(answer: Classification, format: AnswerOptions['format']): Answer {
  if (format === undefined) return answer;
  const list = Object.entries(answer.scores).map(([label, score]) => ({ label, score }));
  return list.sort((a, b) => b.score - a.score);
}
