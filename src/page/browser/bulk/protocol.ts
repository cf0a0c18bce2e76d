/** What page and Web Worker say to each other. */

/** Each stands for itself: the Web Worker may have been ended and started anew since the last. */
export type Task = { kind: 'lines'; text: string } | { kind: 'file'; file: File; choice?: Choice };

/** Which column has the texts, counted from 0, and whether the first row names the columns. */
export type Choice = { column: number; isNamed: boolean };

export type Report =
  | { kind: 'columns'; columns: string[] /** Null: nobody knows. */; text: number | null; isNamed: boolean }
  | { kind: 'fetched'; bytes: number /** 0 where it is not known. */; of: number }
  | { kind: 'classified'; rows: number; of: number }
  | { kind: 'done'; result: Result }
  | { kind: 'failed'; message: string };

export type Result = {
  /** `name@version`. */
  model: string;
  rows: number;
  /** Labels of the model, in its order. */
  counts: { label: string; count: number }[];
  /** Rows without a label, since there is nothing to read in them. */
  blank: number;
  /** The first rows. */
  shown: ShownRow[];
  /** All rows. */
  csv: Blob;
};

export type ShownRow = { text: string; label: string; score: number | null };
