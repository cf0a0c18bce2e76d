/** The lines of `docs/article.jsonl`: what the runs of `article` measured, and all that its pages are rendered from. */

/** What is learned: two classes of film sentences, 27 emotions, long film reviews, Chinese reviews. */
export type Task = 'sentences' | 'emotions' | 'reviews' | 'chinese';

/** What the article on residual networks asks. */
export type QuestionId =
  | 'depth'
  | 'gradients'
  | 'block'
  | 'example'
  | 'loss'
  | 'optimizer'
  | 'shallow'
  | 'alternatives'
  | 'blocks'
  | 'efficiency'
  | 'tasks';

/** The first line. */
export type ArticleHead = {
  kind: 'article';
  format: 1;
  quick: boolean;
  seeds: number[];
  /** Where the texts come from. */
  sources: { task: Task; name: string; url: string; digest: string; licence: string }[];
  tasks: {
    task: Task;
    labels: number;
    train: number;
    test: number;
    /** Mean of a text. */
    tokens: number;
    /** Share of the most frequent label of the test texts. */
    majority: number;
  }[];
};

/** A network that was trained once, measured after its last epoch on texts that were held back. */
export type ArticleFit = {
  kind: 'fit';
  question: QuestionId;
  task: Task;
  arm: string;
  seed: number;
  /** What sets the arm apart, by field of NetworkConfig and TrainConfig. */
  values: Record<string, number | boolean | string>;
  rate: number;
  parameters: number;
  /** Mean loss over the training texts, one an epoch; empty where it diverged. */
  losses: number[];
  right: number;
  texts: number;
  macroF1: number;
  loss: number | null;
  diverged: boolean;
  /** Gradient norms before clipping, at chosen steps, by layer (names as in log.jsonl). Of the first seed alone, and where asked for. */
  gradients?: { step: number; norms: Record<string, number> }[];
};

/**
 * One rate tried for an arm: on a part of the training texts, with a seed that is not among `seeds`. The best is the arm's
 * `rate`.
 */
export type ArticleRate = {
  kind: 'rate';
  question: QuestionId;
  task: Task;
  arm: string;
  rate: number;
  right: number;
  texts: number;
  loss: number | null;
};

/** What `select` chose on the same texts. */
export type ArticleSelection = {
  kind: 'selection';
  task: Task;
  folds: number;
  rows: number;
  chosen: string;
  best: string;
  differs: boolean;
  candidates: { name: string; parameters: number; accuracy: number; error: number; p: number | null }[];
};

/** A ratio of two times of one run, alternating, median of `runs`. */
export type ArticleSpeed = {
  kind: 'speed';
  what: 'workers' | 'tfjs' | 'sparse';
  ratio: number;
  runs: number;
  control?: number;
};

/** A line. */
export type ArticleRecord = ArticleHead | ArticleFit | ArticleRate | ArticleSelection | ArticleSpeed;
