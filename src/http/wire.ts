import type { Classification, Language } from '../model/classification.ts';

/** What requests and answers hold, as types that need no package: the client's callers have neither valibot nor Hono. */

/** Texts that a request may have. */
export type MaxTexts = 64;

/** Choices of an answer, by the names that requests give them: those of `OPTIONS` in `schema.ts`, which types hold together. */
export type WireOptions = {
  explain?: boolean;
  sentences?: boolean;
  top_k?: number;
  threshold?: number;
  language?: Language;
  format?: 'huggingface';
  model?: string;
};

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

/** The body of an error response. Some kinds have members more: see `membersOf`. */
export type Problem = { type: string; title: string; status: number; detail: string };
