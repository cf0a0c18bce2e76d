import { createRequire } from 'node:module';
import { orderLabels } from '../read/labels.ts';

type Analyzer = { analyze(text: string): { score: number } };
type Polarity = 'negative' | 'positive';
type Labelled = { text: string; label: string };

/** What a model must beat to be worth having: each is the share of the examples that it gets right. */
export type Baseline = {
  /** The one label that is given to every text. */
  majority: { label: string; accuracy: number };
  /** The package `sentiment`; only where the labels are negative, positive and at most neutral. */
  word_list?: { accuracy: number };
};

const require = createRequire(import.meta.url);
const WORD_LIST = 'sentiment';
let analyzer: Analyzer | undefined;

/** Where the best threshold is sought: the package gives a word -5 to 5. */
const THRESHOLDS = [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5];

/** The word list of the package `sentiment` (AFINN) as a classifier, to compare ours with. */
type WordList = {
  /** Texts with a sum above it are positive. */
  threshold: number;
  classify(text: string): Polarity;
};

/**
 * The sum that the package gives the text's words; 0 when it knows none.
 *
 * @throws Error when the package is not installed.
 */
export function wordListScore(text: string): number {
  // Loaded when it is first asked for: commands that ask for no baseline need no word list.
  analyzer ??= new (require(WORD_LIST) as new () => Analyzer)();
  return analyzer.analyze(text).score;
}

/**
 * Gives the word list its best case: the threshold that is right most often on the training part; the one nearest to 0 of
 * equals. On the demo's sample that is `score > 1`: 79.9 % right in training, against 79.6 for `> 0` and 73.2 for
 * `>= 0`.
 */
export function fitWordList(examples: readonly Labelled[]): WordList {
  const scored = examples.map(({ text, label }) => ({
    score: wordListScore(text),
    positive: label === 'positive',
  }));
  const right = (threshold: number) =>
    scored.filter(({ score, positive }) => score > threshold === positive).length;
  const threshold = bestThreshold(right, false);
  return { threshold, classify: (text) => (wordListScore(text) > threshold ? 'positive' : 'negative') };
}

/**
 * What the simplest answers reach on labelled texts.
 *
 * @param examples one or more, on which both are measured.
 * @param labels that the model can answer.
 * @param known where the majority is counted and the word list's threshold is fitted; the examples themselves by default,
 * which is the best case of both.
 */
export function baselineOf(
  examples: readonly Labelled[],
  labels: readonly string[],
  known: readonly Labelled[] = examples,
): Baseline {
  const share = (right: number) => right / examples.length;
  const count = (wanted: string) => examples.filter(({ label }) => label === wanted).length;
  const counts = Map.groupBy(known, ({ label }) => label);
  const [label = labels[0]] = orderLabels([...counts].map(([name, { length }]) => [name, length])).keys();
  const wordListRight = rightByWordList(examples, labels, known);
  return {
    majority: { label, accuracy: share(count(label)) },
    ...(wordListRight === undefined ? {} : { word_list: { accuracy: share(wordListRight) } }),
  };
}

/** How many examples the word list gets right; undefined where it has no such labels, or is not installed. */
function rightByWordList(
  examples: readonly Labelled[],
  labels: readonly string[],
  known: readonly Labelled[],
): number | undefined {
  if (polaritiesOf(labels) === undefined || !isWordListInstalled()) return undefined;
  const scored = scoreAll(examples);
  return rightByScores(scored, labels, known === examples ? scored : scoreAll(known));
}

/** A text by what the word list gives it, `wordListScore`. */
export type Scored = { score: number; label: string };

/** How many texts the word list gets right whose scores are known; undefined where the labels are not its own. */
export function rightByScores(
  scored: readonly Scored[],
  labels: readonly string[],
  known: readonly Scored[],
): number | undefined {
  const polarities = polaritiesOf(labels);
  if (polarities === undefined) return undefined;
  const { negative, neutral, positive } = polarities;
  const rightAt = (rows: readonly Scored[], threshold: number) =>
    rows.filter(({ score, label }) => {
      if (neutral === undefined) return label === (score > threshold ? positive : negative);
      return label === (score > threshold ? positive : score < -threshold ? negative : neutral);
    }).length;
  return rightAt(
    scored,
    bestThreshold((threshold) => rightAt(known, threshold), neutral !== undefined),
  );
}

/** The labels that a word list can answer, as they are spelled; undefined where there is another, or one is missing. */
function polaritiesOf(labels: readonly string[]) {
  const names = new Map(labels.map((label) => [label.trim().toLowerCase(), label]));
  const [negative, neutral, positive] = ['negative', 'neutral', 'positive'].map((name) => names.get(name));
  if (negative === undefined || positive === undefined) return undefined;
  return labels.length === (neutral === undefined ? 2 : 3) ? { negative, neutral, positive } : undefined;
}

function scoreAll(examples: readonly Labelled[]): Scored[] {
  return examples.map(({ text, label }) => ({ score: wordListScore(text), label }));
}

/** The threshold that is right most often, the one nearest to 0 of equals. @param both sides of 0 have one. */
function bestThreshold(right: (threshold: number) => number, both: boolean): number {
  const tried = THRESHOLDS.filter((threshold) => !both || threshold >= 0);
  const counts = new Map(tried.map((threshold) => [threshold, right(threshold)]));
  const [best] = tried.toSorted((a, b) => counts.get(b)! - counts.get(a)! || Math.abs(a) - Math.abs(b));
  return best;
}

/** False in the package of this project: it goes without the word list, and commands show no figure of it there. */
export function isWordListInstalled(): boolean {
  try {
    require.resolve(WORD_LIST);
    return true;
  } catch {
    return false;
  }
}
