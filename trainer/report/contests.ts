import { type Contest, compare } from '../scoring/compare.ts';
import type { Judged } from '../scoring/metrics.ts';
import { unpackRight } from './figures.ts';
import type { HeldBackTexts, PlainSentence, ReportResult, RunReport } from './reportdata.ts';

/** A run against the best one. */
export type Pairing = {
  /** Places of the runs. */
  best: number;
  other: number;
  /** Text by text, the other first; undefined where their held-back texts are not the same. */
  contest: Contest | undefined;
  /** McNemar's, corrected for the number of comparisons (Holm 1979). */
  p: number | undefined;
  /** Whether chance is ruled out, after the correction. */
  isReal: boolean;
};

/** Names of the runs, each its own, the run that is right most often, what the others are to it, and all of it in words. */
export type Contests = { names: string[]; best: number; pairings: Pairing[]; sentences: PlainSentence[] };

const ALPHA = 0.05;

/** Holds runs that have ended against the one that is right most often. @param reports two or more. */
export function contestsOf(reports: readonly RunReport[]): Contests {
  const results = reports.map(({ result }) => result as ReportResult);
  const accuracy = (run: number) => results[run].figures.accuracy.value;
  const [best, ...others] = [...reports.keys()].sort((a, b) => accuracy(b) - accuracy(a) || a - b);
  const names = namesOf(reports);
  const pairings = corrected(
    others.map((other) => ({
      best,
      other,
      contest: contestOf(results[other].heldBack, results[best].heldBack),
    })),
  );
  const sentences = [
    { asks: 'Which is better?', answer: pairings.map((each) => verdict(names, each)).join(' ') },
    { asks: 'How sure is that?', answer: sureness(names, pairings) },
    { asks: 'What not to believe?', answer: DOUBTS },
  ];
  return { names, best, pairings, sentences };
}

const DOUBTS =
  'This compares two files, not two ways to train: another seed of the same training moves accuracy by about two points. ' +
  'The held-back texts have chosen the epoch of each run; texts of another kind may fare otherwise.';

/** Folders of one name are numbered. */
function namesOf(reports: readonly RunReport[]): string[] {
  return reports.map(({ name }, run) => {
    const isAlone = reports.every((other, place) => place === run || other.name !== name);
    return isAlone ? name : `${name} (${run + 1})`;
  });
}

function contestOf(first: HeldBackTexts, second: HeldBackTexts): Contest | undefined {
  if (first.digest !== second.digest || first.size !== second.size) return undefined;
  return compare(judgedOf(first), judgedOf(second));
}

/** Answers of which nothing is known but whether they are right. */
function judgedOf(texts: HeldBackTexts): Judged[] {
  return Array.from(unpackRight(texts), (right) => ({ truth: 0, probabilities: [right, 1 - right] }));
}

function corrected(pairs: readonly Pick<Pairing, 'best' | 'other' | 'contest'>[]): Pairing[] {
  const order = pairs
    .flatMap(({ contest }, place) => (contest === undefined ? [] : [{ place, p: contest.p }]))
    .sort((a, b) => a.p - b.p);
  const adjusted = new Map<number, number>();
  let least = 0;
  order.forEach(({ place, p }, rank) => {
    least = Math.max(least, Math.min(1, p * (order.length - rank)));
    adjusted.set(place, least);
  });
  return pairs.map((pair, place) => {
    const p = adjusted.get(place);
    return { ...pair, p, isReal: pair.contest?.is_real === true && p !== undefined && p < ALPHA };
  });
}

function verdict(names: readonly string[], { best, other, contest, isReal }: Pairing): string {
  const [better, worse] = [names[best], names[other]];
  if (contest === undefined)
    return `${better} and ${worse} held back other texts: their figures cannot be set against each other.`;
  if (contest.difference === 0) return `${better} and ${worse} are right on as many texts.`;
  const points = `${(100 * contest.difference).toFixed(1)} points`;
  return isReal
    ? `${better} is better than ${worse}, by ${points}.`
    : `${better} is right more often than ${worse}, by ${points}, which may be chance.`;
}

/** A share in points, with the minus of print. */
export function points(share: number): string {
  return (100 * share).toFixed(1).replace('-', '−');
}

function sureness(names: readonly string[], pairings: readonly Pairing[]): string {
  const said = pairings.flatMap(({ other, best, contest, p }) => {
    if (contest === undefined || p === undefined) return [];
    const { interval, only_first, only_second, texts } = contest;
    const range = `${points(interval.low)} to ${points(interval.high)} points`;
    const shown = p < 0.001 ? 'under 0.001' : p.toFixed(3);
    return [
      `Of ${texts.toLocaleString('en-US')} texts ${names[best]} alone has ${only_second} right, ${names[other]} alone ${only_first}: ` +
        `on many such texts it is ${range} ahead (95 %). Were both equally good, chance alone would make such a difference with a probability of ${shown}.`,
    ];
  });
  return said.length > 0
    ? said.join(' ')
    : 'No two runs can be compared text by text: train them on one file with one seed, or with one --dev.';
}
