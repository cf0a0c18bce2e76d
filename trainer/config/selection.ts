/** One candidate of a selection, in model file and card. */
export type CandidateFigures = {
  /** What sets it apart, such as `blocks=2`. */
  name: string;
  /** Floats that training learns. */
  parameters: number;
  /** Folds that it was measured in: fewer than others where it was dropped. */
  folds: number;
  /** Share of held-out rows that are right, the mean over its folds. */
  accuracy: number;
  /** Of the accuracy, corrected for folds that share training rows (Nadeau & Bengio 2003). */
  error: number;
};

/** What cross-validation chose, and by which figures; `training.selection` of model file and card. */
export type SelectionFigures = {
  /** The name of the chosen candidate. */
  chosen: string;
  /** The name of the candidate with the highest accuracy. */
  best: string;
  folds: number;
  /** Rows in all folds together. */
  rows: number;
  candidates: readonly CandidateFigures[];
  /** The share of rows that are right where the choice itself is made without them; undefined without `--nested`. */
  nested?: { accuracy: number; error: number };
};
