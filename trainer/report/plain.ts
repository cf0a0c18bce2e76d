import type { TrainedNetwork } from '../parallel/run.ts';
import { lastProgress } from '../parallel/state.ts';
import type { Prepared } from '../prepare/prepare.ts';
import type { LearningCurve } from '../scoring/learningcurve.ts';
import { argmax, wilson } from '../scoring/metrics.ts';
import { describeCurve } from './morerows.ts';

/** What the sentences about a run are made of; a `Prepared` and what was trained on it have it all. */
export type Told = Pick<Prepared, 'wordList'> &
  Pick<TrainedNetwork, 'best' | 'devLogits' | 'epochs' | 'stopped' | 'partial'> & {
    network: { labels: readonly string[] };
    config: { epochs: number };
    summary: Pick<Prepared['summary'], 'labels'>;
    /** [size], the index of what is answered to each held-back text; undefined: the label of the highest logit. */
    answers?: ArrayLike<number> | undefined;
    /** What errors cost, and which labels are rare; left out: all cost the same. */
    classes?: Pick<Prepared['classes'], 'costs' | 'rare'>;
    /** What more rows would bring, where that was measured. */
    learningCurve?: LearningCurve | undefined;
    /** [size], the right label of each held-back text. */
    dev: { labels: ArrayLike<number> };
  };

/** What a run says of its held-back texts: how many it gets right, beside what needs no training. */
type HeldBack = {
  size: number;
  right: number;
  /** How many it would get right if all errors cost the same; undefined where they do. */
  rightWithoutCosts: number | undefined;
  /** The rare labels that cost more, in the order of the labels. */
  rare: string[];
  /** The commonest label in training, and how many held-back texts have it. */
  majority: { label: string; right: number };
  /** Held-back texts of each label, how many of them are found, and how often it was the answer; in the order of the labels. */
  labels: { label: string; support: number; found: number; answers: number }[];
};

/** Fewer held-back texts than this prove nothing, */
const NOTHING_PROVEN = 30;
/** and fewer than this say little: the interval is 10 points to either side at 50 %. */
const LITTLE_SAID = 100;
/** A loss that changes by less than this share stands still. */
const STILL = 0.02;
/** Labels that a sentence names. */
const NAMED = 5;

/**
 * What a run has come to, in sentences for people, the result first. Equal runs say the same: no clock, path or machine is in it.
 *
 * @example
 * ```ts
 * import { sentencesOf } from './trainer/report/plain.ts';
 *
 * const report = { epoch: 1, loss: 0.6, accuracy: 0.7, devLoss: 0.5, devAccuracy: 0.75 };
 * const [first, second] = sentencesOf({
 *   network: { labels: ['bad', 'good'] },
 *   config: { epochs: 1 },
 *   summary: { labels: { good: 20, bad: 16 } },
 *   dev: { labels: [0, 0, 1, 1] },
 *   devLogits: Float32Array.of(1, 0, 1, 0, 0, 1, 1, 0),
 *   best: report,
 *   epochs: [report],
 *   stopped: 'finished',
 * });
 * console.log(first); // right on 3 of 4 held-back texts, 75.0 %; on many such texts 30.1 to 95.4 %
 * console.log(second); // 4 held-back texts prove nothing: give more rows, or a file of them as --dev
 * ```
 */
export function sentencesOf(run: Told): string[] {
  const { right, interval, rare, few, always, comparisons, never, course, moreRows } = factsOf(run);
  return [`${right}; ${interval}`, ...rare, ...few, always, ...comparisons, ...never, ...course, ...moreRows];
}

/** What there is to say of a run, each as the beginning of a sentence. */
export type Facts = {
  /** How many held-back texts are right, and between what the share of many such texts lies. */
  right: string;
  interval: string;
  /** How many texts of rare labels are found, where costs decide. */
  rare: string[];
  few: string[];
  /** What needs no training. */
  always: string;
  comparisons: string[];
  never: string[];
  /** What the epochs say about their number. */
  course: string[];
  /** What twice the rows would bring. */
  moreRows: string[];
};

/** The parts of `sentencesOf`, for what tells them in another order. */
export function factsOf(run: Told): Facts {
  const heldBack = countHeldBack(run);
  const { wordList } = run;
  return {
    ...result(heldBack),
    rare: rareOnes(heldBack),
    few: few(heldBack),
    always: baselines(heldBack, wordList),
    comparisons: comparisons(heldBack, wordList),
    never: neverAnswered(heldBack),
    course: course(run),
    moreRows: run.learningCurve ? [describeCurve(run.learningCurve, run.classes?.costs !== undefined)] : [],
  };
}

function countHeldBack({ network: { labels }, summary, dev, devLogits, answers, classes }: Told): HeldBack {
  const counts = labels.map((label) => ({ label, support: 0, found: 0, answers: 0 }));
  const size = dev.labels.length;
  let highest = 0;
  for (let text = 0; text < size; text++) {
    const own = devLogits.subarray(text * labels.length, (text + 1) * labels.length);
    const first = argmax(own);
    const answer = answers?.[text] ?? first;
    const truth = dev.labels[text];
    counts[truth].support++;
    counts[answer].answers++;
    if (answer === truth) counts[truth].found++;
    if (first === truth) highest++;
  }
  const { label, support } = counts[argmax(labels.map((name) => summary.labels[name] ?? 0))];
  const right = counts.reduce((sum, { found }) => sum + found, 0);
  const costs = classes?.costs;
  const rare = costs
    ? (classes?.rare ?? []).filter((each) => costs[each] > 1).map((each) => labels[each])
    : [];
  const rightWithoutCosts = costs ? highest : undefined;
  return { size, right, rightWithoutCosts, rare, majority: { label, right: support }, labels: counts };
}

function result(heldBack: HeldBack): Pick<Facts, 'right' | 'interval'> {
  const { size, right, rightWithoutCosts: before } = heldBack;
  const { low, high } = wilson(right, size);
  const decided = before === undefined ? '' : `, decided by costs (${percent(before, size)} % without)`;
  return {
    right: `right on ${count(right)} of ${count(size)} held-back texts, ${percent(right, size)} %${decided}`,
    interval: `on many such texts ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} %`,
  };
}

/** How many texts of rare labels are found, for which other texts are given up. */
function rareOnes({ rare, labels }: HeldBack): string[] {
  const held = labels.filter(({ label, support }) => rare.includes(label) && support > 0);
  if (held.length === 0) return [];
  const named = held
    .slice(0, NAMED)
    .map(({ label, support, found }) => `of ${count(support)} "${label}" ${count(found)} are found`);
  return [`${named.join(', ')}${held.length > NAMED ? ', and so on' : ''}`];
}

function few({ size }: HeldBack): string[] {
  if (size >= LITTLE_SAID) return [];
  const texts = size === 1 ? '1 held-back text' : `${size} held-back texts`;
  const say = size < NOTHING_PROVEN ? 'prove' : 'say';
  const verdict = `${size === 1 ? `${say}s` : say} ${size < NOTHING_PROVEN ? 'nothing' : 'little'}`;
  return [`${texts} ${verdict}: give more rows, or a file of them as --dev`];
}

function baselines({ size, majority }: HeldBack, wordList: Told['wordList']): string {
  const always = `always "${majority.label}" is right on ${percent(majority.right, size)} %`;
  return wordList === undefined ? always : `${always}, a word list on ${percent(wordList.right, size)} %`;
}

/** What is to be done where the result is not better than what needs no training. */
function comparisons(heldBack: HeldBack, wordList: Told['wordList']): string[] {
  const { size, right, rightWithoutCosts = right, rare, majority, labels } = heldBack;
  // Whatever came of so few texts is chance.
  if (size < NOTHING_PROVEN) return [];
  const always = `always answering "${majority.label}"`;
  const isForRare = rare.length > 0;
  if (isForRare ? balanced(labels) <= 1 / occurring(labels).length : right <= majority.right) {
    return [`this is no better than ${always}: look at --text-column and --label-column, or give more rows`];
  }
  const sentences = [];
  if (!isForRare && wilson(right, size).low <= majority.right / size) {
    sentences.push(`this is hardly better than ${always}: give more rows`);
  }
  if (wordList !== undefined && rightWithoutCosts < wordList.right) {
    sentences.push('the word list does better: give more rows, or go on from a model with --fine-tune');
  }
  return sentences;
}

function occurring(labels: HeldBack['labels']): HeldBack['labels'] {
  return labels.filter(({ support }) => support > 0);
}

/** The mean share of a label's texts that is found: always the same answer has one over the labels. */
function balanced(labels: HeldBack['labels']): number {
  const shares = occurring(labels).map(({ support, found }) => found / support);
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function neverAnswered({ labels }: HeldBack): string[] {
  const never = labels.filter(({ support, answers }) => support > 0 && answers === 0);
  if (never.length === 0) return [];
  const named = never.slice(0, NAMED).map(({ label, support }) => `"${label}" (${support} held back)`);
  const more = never.length > NAMED ? ` and ${never.length - NAMED} more` : '';
  return [`never answered: ${named.join(', ')}${more}; more rows of them help, or more epochs`];
}

/** What the epochs say about the number of epochs. */
function course({ epochs, config, stopped, partial, dev }: Told): string[] {
  if (stopped === 'signal') {
    const where = `epoch ${epochs.length} of ${config.epochs}`;
    return [partial ? `stopped in ${where}, ${stepsDone(partial)}` : `stopped after ${where}`];
  }
  const progress = lastProgress(epochs);
  if (stopped === 'early') {
    return [`stopped after epoch ${epochs.length} of ${config.epochs}: no better since epoch ${progress}`];
  }
  const losses = epochs.map(({ devLoss }) => devLoss);
  const last = losses[losses.length - 1];
  const before = Math.min(...losses.slice(0, -1));
  // One epoch alone tells nothing of the next.
  if (epochs.length > 1 && last < (1 - STILL) * before) {
    return [`the held-back loss still fell in the last epoch: more may help, --epochs ${2 * config.epochs}`];
  }
  const lowest = losses.indexOf(Math.min(...losses));
  if (last > (1 + STILL) * losses[lowest] && standsSince(lowest, epochs, dev.labels.length)) {
    return [`the held-back loss rises since epoch ${lowest + 1}: more epochs do not help`];
  }
  return progress < epochs.length ? [`no better since epoch ${progress}: more epochs do not help`] : [];
}

function stepsDone({ step, steps }: NonNullable<Told['partial']>): string {
  return `with ${count(step)} of its ${count(steps)} steps done`;
}

/** Whether no later epoch is right more often than this one, by more than a standard error of `size` texts. */
function standsSince(index: number, epochs: Told['epochs'], size: number): boolean {
  const [first, ...later] = epochs.slice(index).map(({ devAccuracy }) => devAccuracy);
  return Math.max(...later) - first <= Math.sqrt((first * (1 - first)) / size);
}

function percent(part: number, whole: number): string {
  return ((100 * part) / whole).toFixed(1);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
