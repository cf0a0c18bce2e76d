/** What a run starts from: random weights, or the model that ships. */
export const STARTS = ['scratch', 'default'] as const;
export type Start = (typeof STARTS)[number];

/** What `--from` may be. */
export const FROM = ['auto', ...STARTS] as const;
export type From = (typeof FROM)[number];

/** Shares of the held-out rows that are right, of both starts, over folds of the training rows. */
export type FoldFigures = {
  folds: number;
  /** Rows in all folds together. */
  rows: number;
  scratch: number;
  default: number;
  /** Standard error of the difference, corrected for folds that share training rows (Nadeau & Bengio 2003). */
  error: number;
};

/** What was chosen to start from, and by what; `training.choice` of model file and card. */
export type Choice = { start: Start; reason: string; figures?: FoldFigures };

/** A choice that a file says; undefined where it is none. */
export function choiceIn(value: unknown): Choice | undefined {
  const choice = value as Choice | null | undefined;
  return typeof choice === 'object' && STARTS.includes(choice?.start as Start)
    ? (choice as Choice)
    : undefined;
}
