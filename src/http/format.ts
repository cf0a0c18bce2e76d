import type { Classification } from '../model/classification.ts';
import type { AnswerOptions } from './options.ts';

/** A label of a text, as the text-classification pipeline of Hugging Face gives it. */
export type LabelScore = { label: string; score: number };

/** What a text is answered, whatever was asked. */
export type Answer = Classification | LabelScore[];

/** What a text is answered where this was asked. */
export type AnswerTo<Asked> = Asked extends { format: 'huggingface' }
  ? LabelScore[]
  : 'format' extends keyof Asked
    ? Answer
    : Classification;

/** An answer in the form that was asked for: for `huggingface` labels with their scores, the highest first. */
export function inFormat(answer: Classification, format: AnswerOptions['format']): Answer {
  if (format === undefined) return answer;
  const list = Object.entries(answer.scores).map(([label, score]) => ({ label, score }));
  return list.sort((a, b) => b.score - a.score);
}
